"""Bulk 本登録 with a cap (STD-4.0.8): several pending acts checked together, each recorded for itself.

Each is decided again under its own grant and in its own transaction. One whose decision is no longer the one that was
checked is left out and said so; it stops none of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.systems.register.actions import pending
from daicho.systems.register.actions.errors import (
    Blocked,
    Differs,
    NotDone,
    Outdated,
    Refused,
    SamePerson,
    TooMany,
    WrongState,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.access.grants import Grant
    from daicho.systems.register.actions.recording import Recorded


def confirm_all(alias: str, grants: Mapping[int, tuple[Grant, int]], *, cap: int) -> dict[int, Recorded | NotDone]:
    """Make pending acts definitive, each with its own grant and the version that was checked.

    One that cannot be recorded is returned as its reason and stops none of the others. The same call again returns the
    same acts.

    Raises:
        TooMany: more than `cap` were asked for; nothing was done.
    """
    if len(grants) > cap:
        raise TooMany(cap)
    outcome: dict[int, Recorded | NotDone] = {}
    for pending_id, (grant, version) in grants.items():
        try:
            outcome[pending_id] = pending.check_and_confirm(alias, grant, pending_id, version=version)
        except (Refused, Differs, Blocked, SamePerson, Outdated, WrongState) as reason:
            outcome[pending_id] = reason
    return outcome
