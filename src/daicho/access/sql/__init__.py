"""The SQL of access, one file a subject."""

from __future__ import annotations

import re
from importlib import resources

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def text(file: str, **names: str) -> str:
    """Return the SQL in `file` with each ``@name@`` replaced by an identifier.

    Raises:
        ValueError: a name is not a plain lower-case identifier.
    """
    sql = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    for name, value in names.items():
        if not _NAME.match(value):
            raise ValueError(f"Not a plain identifier: {value!r}")
        sql = sql.replace(f"@{name}@", value)
    return sql
