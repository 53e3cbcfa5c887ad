"""The texts of one record read into values: what is missing or wrong is told with its column and code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from daicho.values.characters import validate as validate_text
from daicho.values.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

LONGEST: Final = 200
"""Characters of a value at most."""


class Wrong(Exception):  # noqa: N818 - a record, not a failure
    """A record cannot be entered: the column at fault, and the codes that say why."""

    def __init__(self, field: str, *codes: str) -> None:
        self.field, self.codes = field, codes
        super().__init__(field)


class Texts:
    """The texts of one record by column."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, field: str, *, required: bool = True) -> str:
        """A text as it stands.

        Raises:
            Wrong: it is missing, too long, or has characters that no record may have.
        """
        value = self._values.get(field, "").strip()
        if not value and required:
            raise Wrong(field, "B-REC-02")
        problems = validate_text(value)
        if problems or len(value) > LONGEST:
            raise Wrong(field, "B-REC-02", *(str(problem.code) for problem in problems[:1]))
        return value

    def parsed(self, field: str, parse: Callable[[str], T]) -> T:
        """A text as the value it stands for.

        Raises:
            Wrong: with the code of the value's rule.
        """
        try:
            return parse(self.text(field))
        except InvalidValue as wrong:
            raise Wrong(field, "B-REC-02", wrong.code) from None

    def chosen(self, field: str, choices: Mapping[str, Any]) -> Any:
        """A text as one of some choices.

        Raises:
            Wrong: it is none of them.
        """
        try:
            return choices[self.text(field)]
        except KeyError:
            raise Wrong(field, "B-REC-02") from None
