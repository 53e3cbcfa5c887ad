"""Text that is text: what no reason, name or condition that we keep may hold.

Reasons and other free words stand in records that nobody can change, so that nothing unreadable may get in; and
PostgreSQL takes no NUL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]")
"""Control characters but tab and line ends, halves of surrogate pairs, code points that are no characters, and the
sign that stands where octets were no UTF-8."""


def no_text(values: Iterable[str]) -> str:
    """Return the first character among `values` that no text holds, written ``U+0000``; blank if there is none."""
    for value in values:
        if found := NO_TEXT.search(value):
            return f"U+{ord(found[0]):04X}"
    return ""
