"""Acts by machines: the daily job and messages from the CS. They wait where a pending act blocks their person.

A machine act has its own access record and goes through the same law as a clerk's. When a pending act blocks it, the
command is kept and tried again when the pending act is settled, and by the daily job. What the law alerts to never
becomes an act by itself: it stands pending under the machine's name until a person has seen the alert (STD-11.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from daicho.access.gate import Gate
from daicho.access.grants import machine_access
from daicho.law import deciding as law
from daicho.law.commands import Command
from daicho.systems.register import db, town
from daicho.systems.register.actions import recording, tasks
from daicho.systems.register.actions.errors import Blocked, Refused
from daicho.values import codec

if TYPE_CHECKING:
    from daicho.access.grants import Grant
    from daicho.systems.register.actions.pending import Pending
    from daicho.systems.register.actions.recording import Recorded
    from daicho.values.numbers import IndividualNumber

APPLY: Final = "register.apply"
DAILY: Final = "register.daily"


def grant_for(  # noqa: PLR0913 - who, under which function, for what, on which ground
    alias: str, command: Command, *, function: str, source: str, purpose: str, ground: str
) -> Grant:
    """A machine's grant to record a command; its access record is committed before this returns."""
    access = machine_access(
        system=source,
        organisation=town.organisation(),
        function=function,
        purpose=purpose,
        legal_ground=ground,
    )
    persons = [number.stored() for number in law.needs(command).persons]
    return Gate(alias).act(access, persons, act=str(command.__struct_config__.tag))


def enter(
    alias: str,
    grant: Grant,
    command: Command,
    *,
    token: str,
    numbers: dict[str, IndividualNumber] | None = None,
) -> Recorded | Pending:
    """Record what the law lets through without a word; what it alerts to stands pending.

    Raises:
        Refused: the law finds errors.
        Blocked: a pending act is in the way.
    """
    request = recording.Request(command=command, token=token, numbers=numbers or {}, unseen=True)
    try:
        return recording.record_act(alias, grant, request)
    except recording.Alerted:
        return keep_pending(alias, grant, command, token=token)


def keep_pending(alias: str, grant: Grant, command: Command, *, token: str) -> Pending:
    """Let a command stand pending under the grant's name until somebody else has checked it (仮登録, STD-4.0.8).

    Raises:
        Refused: the law finds errors; nothing stands.
        Blocked: another pending act is in the way.
    """
    from daicho.systems.register.actions import pending  # it resumes what machines hold

    with transaction.atomic(using=alias):
        draft = pending.begin_pending(alias, grant, command, token=token)
        return pending.submit(alias, grant, draft.id, version=draft.version)


def enter_or_hold(
    alias: str,
    grant: Grant,
    command: Command,
    *,
    token: str,
    numbers: dict[str, IndividualNumber] | None = None,
) -> Recorded | Pending | None:
    """Enter a machine's command, or keep it for later when a pending act blocks it; None when kept.

    Raises:
        Refused: the law finds errors.
    """
    try:
        return enter(alias, grant, command, token=token, numbers=numbers)
    except Blocked:
        db.execute(
            alias,
            "INSERT INTO register_heldcommand (command_kind, command, request_token, held_at) "
            "VALUES (%s, %s, %s, clock_timestamp()) ON CONFLICT (request_token) DO NOTHING",
            (str(command.__struct_config__.tag), codec.encode(command), token),
        )
        return None


def resume_held(alias: str) -> int:
    """Try the commands kept; how many became acts.

    One that the law alerts to stands pending, one that it refuses by now becomes a task.
    """
    done = 0
    for held in db.rows(
        alias, "SELECT id, command, request_token FROM register_heldcommand WHERE done_by IS NULL ORDER BY id"
    ):
        command = codec.decode(bytes(held["command"]), Command)
        done += _resume(alias, held["id"], command, held["request_token"])
    return done


def _resume(alias: str, held_id: int, command: Command, token: str) -> int:
    grant = grant_for(
        alias,
        command,
        function=APPLY,
        source=str(town.installation().party),
        purpose="number_assignment" if "number" in str(command.__struct_config__.tag) else "consistency",
        ground="住民基本台帳法第8条",
    )
    try:
        with transaction.atomic(using=alias):
            entered = enter(alias, grant, command, token=token)
            act_number = entered.number if isinstance(entered, recording.Recorded) else 0
            _settle(alias, held_id, act_number)
    except Blocked:
        return 0
    except Refused as refused:
        with transaction.atomic(using=alias):
            tasks.open_task(alias, kind="held_command_refused", code=refused.decision.errors[0].code, reference=token)
            _settle(alias, held_id, 0)
        return 0
    return int(act_number != 0)


def _settle(alias: str, held_id: int, act_number: int) -> None:
    """Note what became of a command kept: its act, or 0 for a task or a pending act."""
    db.execute(alias, "UPDATE register_heldcommand SET done_by = %s WHERE id = %s", (act_number, held_id))
