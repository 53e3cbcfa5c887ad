"""Cutting a text into what a reader calls characters: a letter with its selectors and marks is one."""

from __future__ import annotations

import re
from typing import Final

SELECTORS: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
MARKS: Final = "\u0300-\u036f\u3099\u309a\uff9e\uff9f\u200d"
_EXTENDER: Final = re.compile(f"[{MARKS}{SELECTORS}]")
_CLUSTER: Final = re.compile(f"(?s:.)[{MARKS}{SELECTORS}]*")


def clusters(text: str) -> list[str]:
    """The characters of a text as a reader counts them; joined again they give the text back.

    >>> clusters("葛\U000e0103飾区")
    ['葛\U000e0103', '飾', '区']
    """
    return _CLUSTER.findall(text) if _EXTENDER.search(text) else list(text)


def count(text: str) -> int:
    """How many characters a reader sees: the item lengths of DF-3 are counted this way.

    >>> count("渡邉\U000e0103　一郎")
    5
    """
    return len(clusters(text))


def is_selector(code_point: str) -> bool:
    """Whether a code point only chooses among the shapes of the character before it."""
    return "\ufe00" <= code_point <= "\ufe0f" or "\U000e0100" <= code_point <= "\U000e01ef"
