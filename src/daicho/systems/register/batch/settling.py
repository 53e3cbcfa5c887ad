"""Notices that no machine could enter, settled by a clerk (STD-4.1.3.1.2: 職員が確認し、修正できること).

A notice that fits nobody, speaks of somebody else under the same number, or that the law refused, stands as a task with
its content. A clerk compares it with a record and lets it stand pending for that resident, under their own name; lets
it be judged again after something was put right; or closes the task with the reason why it is not entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import ValidationError

from daicho.systems.register import db
from daicho.systems.register.actions import machine, tasks
from daicho.systems.register.batch import confirming, entering, immigration_notices
from daicho.systems.register.batch.move_in_messages import WAITING
from daicho.systems.register.queries import records
from daicho.values import codec

if TYPE_CHECKING:
    from datetime import datetime

    from daicho.access.grants import Access
    from daicho.law.commands import Command
    from daicho.systems.register.batch.entering import Result
    from daicho.values.numbers import AddresseeNumber

IMMIGRATION: Final = "immigration_notice_mismatch"
HELD: Final = frozenset((*WAITING, IMMIGRATION))
"""Kinds of tasks that hold a notice."""

Notice = confirming.Notice | immigration_notices.Notice


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task of the office, without the notice that it may hold."""

    id: int
    kind: str
    code: str
    persons: list[str]
    act_number: int | None
    reference: str
    opened_at: datetime
    done_at: datetime | None
    done_by: str
    outcome: str


def task(alias: str, number: int) -> Task | None:
    """One task, open or done."""
    columns = ", ".join(Task.__struct_fields__)
    found = db.row(alias, f"SELECT {columns} FROM register_task WHERE id = %s", (number,))
    return None if found is None else Task(**found)


def notice_of(alias: str, found: Task) -> Notice | None:
    """The notice that a task holds, if it holds one that can still be read."""
    if found.kind not in HELD:
        return None
    if found.kind != IMMIGRATION:
        return confirming.kept(alias, found.id)
    content = db.value(alias, "SELECT content FROM register_task WHERE id = %s", (found.id,))
    try:
        return codec.decode(bytes(content), immigration_notices.Notice)
    except (ValidationError, TypeError):  # as in `confirming.kept`
        return None


def notice_behind(alias: str, pending: int) -> Notice | None:
    """The notice that a clerk let stand as a pending act, for whoever checks that act; None where there is none."""
    number = db.value(
        alias,
        "SELECT max(id) FROM register_task WHERE outcome = %s AND kind = ANY (%s)",
        (entering.outcome_of(pending), sorted(HELD)),
    )
    found = None if number is None else task(alias, number)
    return None if found is None else notice_of(alias, found)


def enter_for(alias: str, found: Task, notice: Notice, person: AddresseeNumber, access: Access) -> Result:
    """Let a notice stand pending for the resident whom a clerk has compared with it, and close its task.

    Raises:
        Refused: the law finds errors; the task stays.
        Blocked: a pending act is in the way; the task stays.
    """
    token = notice.token
    before = entering.done_before(alias, token)
    if before is not None and before.codes:  # it was sent back or withdrawn: entered anew, for this task once
        token = f"{token}:task:{found.id}"
        before = entering.done_before(alias, token)
    if before is None or before.codes:
        is_move = isinstance(notice, confirming.Notice)
        grant = entering.grant_on(
            alias,
            [person],
            act="move_in_notice_received" if is_move else "immigration_notice",
            purpose="notification",
            ground=confirming.GROUND if is_move else immigration_notices.GROUND,
            by=access,
        )
        command: Command
        if isinstance(notice, confirming.Notice):
            command = notice.command(person)
        else:
            record = records.person(grant, person.stored())
            if record is None:
                raise LookupError(found.id)
            command = immigration_notices.command_of(notice, record)
        waiting = machine.keep_pending(alias, grant, command, token=token)
        before = entering.stands(waiting)
    _close(alias, found, before, access)
    return before


def judge_again(alias: str, found: Task, notice: confirming.Notice, access: Access) -> Result:
    """Judge a notice as when it came; what fits by now stands pending, and its task is closed."""
    result = confirming.confirm(alias, notice, by=access)
    _close(alias, found, result, access)
    return result


def _close(alias: str, found: Task, result: Result, access: Access) -> None:
    if result.became:
        tasks.close_task(alias, found.id, who=access.account, outcome=result.became)
