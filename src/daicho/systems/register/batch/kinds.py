"""What a kind of batch is: its columns, the key of a record, and how one record is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.systems.register.batch.entering import Actor, Result


class Kind(Protocol):
    """One kind of batch.

    Attributes:
        code: its stable name, as `BatchRun.kind` keeps it.
        japanese: its name.
        english: the same.
        columns: columns that every record has.
        optional: columns that may be left out.
        dry_run_first: whether a file is entered only after a dry run of the very same file (STD-9.7: 仮処理).
    """

    code: ClassVar[str]
    japanese: ClassVar[str]
    english: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]]
    dry_run_first: ClassVar[bool]

    def __init__(self, by: Actor = None) -> None:
        """A kind whose records are entered under somebody's name."""

    def key(self, values: Mapping[str, str]) -> str:
        """What the record is called by its sender; the same key twice in a file is refused."""

    def enter(self, alias: str, values: Mapping[str, str], *, dry_run: bool) -> Result:
        """Enter one record, in transactions of its own.

        Raises:
            Wrong: a column is missing or its value is wrong.
        """
