"""What every value says when a text cannot be one: a stable code, and the reason in Japanese and in English.

The messages name the rule that failed. They never repeat a number or any other text as typed: what a resident
is called or numbered must not travel into logs inside an exception. (An impossible day is named, since a day
that does not exist is nobody's.)
"""

from __future__ import annotations


class InvalidValue(ValueError):  # noqa: N818 - a state of the value, named as the glossary and issues name it
    """A text is not a value of the wanted kind.

    Attributes:
        code: Stable code of the rule that failed, such as ``V-NUM-CHECK``.
        japanese: What is wrong, why, and what to do, for the clerk.
        english: The same in English.
    """

    def __init__(self, code: str, japanese: str, english: str) -> None:
        super().__init__(code, japanese, english)
        self.code = code
        self.japanese = japanese
        self.english = english

    def __str__(self) -> str:
        return f"{self.japanese} ({self.code}) / {self.english}"
