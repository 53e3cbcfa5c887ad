"""Every kind of batch, by the code under which its runs are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.systems.register.batch.address_renames import AddressRenames
from daicho.systems.register.batch.domicile_renames import DomicileRenames
from daicho.systems.register.batch.immigration_notices import ImmigrationNotices
from daicho.systems.register.batch.move_in_messages import MoveInMessages
from daicho.systems.register.batch.move_in_notices import MoveInNotices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.systems.register.batch.kinds import Kind

KINDS: Final[Mapping[str, type[Kind]]] = {
    kind.code: kind for kind in (MoveInNotices, MoveInMessages, ImmigrationNotices, AddressRenames, DomicileRenames)
}
"""Every kind of batch by its code, in the order in which a desk offers them."""
