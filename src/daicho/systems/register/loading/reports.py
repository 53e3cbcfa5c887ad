"""What became of a load."""

from __future__ import annotations

import msgspec

from daicho.protocol.load_files import Reject  # noqa: TC001  # a field's type, needed at run time


class LoadReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file. `repeated`: the same file had been loaded before, and nothing was done."""

    act_number: int
    households: int
    residents: int
    rejected_households: int
    rejects: tuple[Reject, ...]
    repeated: bool = False
