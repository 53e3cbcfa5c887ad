"""Cutting a text into what a reader calls characters: a letter with its selectors and marks is one."""

from __future__ import annotations

import re
from typing import Final

_EXTENDERS: Final = (
    "\u0300-\u036f"  # combining marks of Roman letters
    "\u3099\u309a\uff9e\uff9f"  # voiced and semi-voiced marks that join the letter before
    "\u200d"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors
)
_CLUSTER: Final = re.compile(f"(?s:.)[{_EXTENDERS}]*")


def clusters(text: str) -> list[str]:
    """The characters of a text as a reader counts them; joined again they give the text back.

    >>> clusters("葛\U000e0103飾区")
    ['葛\U000e0103', '飾', '区']
    """
    return _CLUSTER.findall(text)


def count(text: str) -> int:
    """How many characters a reader sees: the item lengths of DF-3 are counted this way.

    >>> count("渡邉\U000e0103　一郎")
    5
    """
    return len(_CLUSTER.findall(text))
