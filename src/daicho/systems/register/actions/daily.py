"""The daily job: the passing of planned dates is recorded as acts, so that their effects fire.

Idempotent and resumable: each dated effect is settled in the transaction of its act; a run broken off is taken up
where it stopped, and a second run of the same day finds nothing left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction

from daicho.law.commands import Basis, Header, Notifier, NotifierKind, PassingOfPlannedDate
from daicho.systems.register import db, town
from daicho.systems.register.actions import machine, pool, recording, tasks
from daicho.systems.register.actions.errors import Blocked, Refused
from daicho.systems.register.batch import waiting
from daicho.systems.register.issuing import printing
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from datetime import date


class DailyReport(msgspec.Struct, frozen=True):
    """What one run of the daily job did."""

    day: date
    acts: int
    lapsed: int  # dated effects that no longer had anything to do
    waiting: int  # blocked by a pending act; tried again on the next run
    resumed: int  # acts by machines that had been waiting


def run(alias: str, *, day: date | None = None) -> DailyReport:
    """Record everything whose day has come by the business date `day` (today)."""
    on = day or town.today()
    db.execute(
        alias,
        "INSERT INTO register_dailyjob (day, started_at, acts) VALUES (%s, clock_timestamp(), 0) "
        "ON CONFLICT DO NOTHING",
        (on,),
    )
    resumed = machine.resume_held(alias)
    outcomes = [_pass(alias, due) for due in _due(alias, on)]
    acts = outcomes.count("act")
    with transaction.atomic(using=alias):
        pool.watch(alias)
    printing.sweep()
    waiting.tidy(alias)
    db.execute(
        alias,
        "UPDATE register_dailyjob SET finished_at = clock_timestamp(), acts = acts + %s WHERE day = %s",
        (acts, on),
    )
    return DailyReport(on, acts, outcomes.count("lapsed"), outcomes.count("waiting"), resumed)


def _due(alias: str, on: date) -> list[db.Row]:
    """Dated effects whose day has come: those of one act and day together, oldest first."""
    return db.rows(
        alias,
        "SELECT array_agg(id ORDER BY id) AS ids, array_agg(addressee_number ORDER BY id) AS persons, "
        "act_number, kind, due_on FROM register_dueeffect "
        "WHERE done_at IS NULL AND due_on <= %s GROUP BY act_number, kind, due_on ORDER BY due_on, act_number",
        (on,),
    )


def _pass(alias: str, due: db.Row) -> str:
    """Record the passing of one planned date for the persons of one act."""
    command = PassingOfPlannedDate(
        header=Header(
            basis=Basis.EX_OFFICIO,
            effective_on=RegisterDate(due["due_on"]),
            notifier=Notifier(kind=NotifierKind.OFFICE),
        ),
        persons=tuple(AddresseeNumber.from_stored(person) for person in due["persons"]),
    )
    token = f"due:{due['kind']}:{due['act_number']}:{due['due_on']}:{due['ids'][0]}"
    grant = machine.grant_for(
        alias,
        command,
        function=machine.DAILY,
        source=str(town.installation().party),
        purpose="ex_officio",
        ground="住民基本台帳法施行令第13条",
    )
    try:
        with transaction.atomic(using=alias):
            recorded = recording.record_act(alias, grant, recording.Request(command=command, token=token))
            _settle(alias, due["ids"], recorded.number)
    except Blocked:
        return "waiting"
    except Refused as refused:
        with transaction.atomic(using=alias):
            _settle(alias, due["ids"], 0)
            tasks.open_task(alias, kind="planned_date_lapsed", code=refused.decision.errors[0].code, reference=token)
        return "lapsed"
    return "act"


def _settle(alias: str, ids: list[int], act_number: int) -> None:
    db.execute(
        alias,
        "UPDATE register_dueeffect SET done_by = %s, done_at = clock_timestamp() WHERE id = ANY (%s)",
        (act_number, ids),
    )
