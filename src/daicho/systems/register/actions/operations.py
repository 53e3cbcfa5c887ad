"""The operation log (操作履歴): which account did what to which pending act or act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.systems.register import db

if TYPE_CHECKING:
    from daicho.access.grants import Grant


def log(
    alias: str, grant: Grant, operation: str, *, pending_id: int | None = None, act_number: int | None = None
) -> None:
    """Write one line, in the caller's transaction."""
    db.execute(
        alias,
        "INSERT INTO register_operationrecord (at, account, terminal, operation, pending_id, act_number) "
        "VALUES (clock_timestamp(), %s, %s, %s, %s, %s)",
        (grant.access.account, grant.access.terminal, operation, pending_id, act_number),
    )
