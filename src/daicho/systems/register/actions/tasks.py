"""Tasks of the office: what a machine could not settle and a person must."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.systems.register import db
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec


def open_task(  # noqa: PLR0913 - the items of a task
    alias: str,
    *,
    kind: str,
    code: str = "",
    persons: Sequence[str] = (),
    act_number: int | None = None,
    reference: str = "",
    content: msgspec.Struct | None = None,
) -> bool:
    """Open a task in the caller's transaction; False when one with the same kind and reference is still open."""
    opened = db.execute(
        alias,
        "INSERT INTO register_task (kind, code, persons, act_number, reference, content, opened_at, done_by, outcome) "
        "VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp(), '', '') "
        "ON CONFLICT (kind, reference) WHERE done_at IS NULL AND reference <> '' DO NOTHING",
        (kind, code, list(persons), act_number, reference, None if content is None else codec.encode(content)),
    )
    return opened == 1


def close_task(alias: str, task_id: int, *, who: str, outcome: str) -> bool:
    """Close a task under the name of an account; False when it was closed before."""
    closed = db.execute(
        alias,
        "UPDATE register_task SET done_at = clock_timestamp(), done_by = %s, outcome = %s "
        "WHERE id = %s AND done_at IS NULL",
        (who, outcome, task_id),
    )
    return closed == 1
