"""The work queue: how much waits in which state since when, who edits. Nobody's name or number is read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.systems.register import db, town
from daicho.systems.register.models import FormDraft
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.who import Names
from daicho.systems.register.queries.hands import Hand

if TYPE_CHECKING:
    from datetime import date, datetime


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of the home page."""

    pending: int
    oldest_pending: datetime | None
    to_check: int  # pending and entered by somebody else
    returned: int
    own_returned: int
    tasks: int
    refusals: int
    unconfirmed_days: tuple[date, ...]


class WaitingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One pending act: what and since when, not whose."""

    id: int
    title: str
    state: str
    state_word: str
    people: int
    operator: str
    since: datetime
    hours: int
    alerts: bool  # the law had something to say when it was submitted
    batch: int | None  # the run that brought it
    may_check: bool  # by whoever looks


class DraftRow(msgspec.Struct, frozen=True, kw_only=True):
    """One draft of the account."""

    id: int
    title: str
    updated_at: datetime
    pending_id: int | None


class EditorRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is editing: how many residents, since when."""

    account: str
    people: int
    since: datetime


_COUNTS: Final = """
    SELECT count(*) FILTER (WHERE state = 'pending') AS pending,
        min(submitted_at) FILTER (WHERE state = 'pending') AS oldest_pending,
        count(*) FILTER (WHERE state = 'pending' AND operator <> %(account)s) AS to_check,
        count(*) FILTER (WHERE state = 'returned') AS returned,
        count(*) FILTER (WHERE state = 'returned' AND operator = %(account)s) AS own_returned
    FROM register_pendingact WHERE state IN ('pending', 'returned')
"""
_UNCONFIRMED: Final = """
    SELECT DISTINCT a.processed_on FROM register_act a
    WHERE a.processed_on < %s AND a.command_kind <> 'initial_opening'
        AND NOT EXISTS (SELECT FROM register_dailyconfirmation c WHERE c.day = a.processed_on)
    ORDER BY a.processed_on LIMIT 31
"""


def overview(alias: str, account: str) -> Overview:
    """What waits in all."""
    counts = db.rows(alias, _COUNTS, {"account": account})[0]
    days = db.rows(alias, _UNCONFIRMED, (town.today(),))
    return Overview(
        **counts,
        tasks=db.value(alias, "SELECT count(*) FROM register_task WHERE done_at IS NULL"),
        refusals=db.value(alias, "SELECT count(*) FROM register_refusaltask WHERE closed_at IS NULL"),
        unconfirmed_days=tuple(each["processed_on"] for each in days),
    )


_WAITING: Final = """
    SELECT q.*, floor(extract(epoch FROM clock_timestamp() - q.since) / 3600)::int AS hours,
        (SELECT max(r.run_id) FROM register_batchrecord r WHERE r.pending_id = q.id) AS batch
    FROM (
        SELECT id, state, command_kind, cardinality(persons) AS people, operator, decision,
            coalesce(submitted_at, created_at) AS since
        FROM register_pendingact p
        WHERE state = ANY (%(states)s) AND (%(operator)s::text IS NULL OR operator = %(operator)s)
            AND (%(place)s::text IS NULL OR place = %(place)s)
            AND (%(batch)s::bigint IS NULL OR EXISTS (
                SELECT FROM register_batchrecord r WHERE r.pending_id = p.id AND r.run_id = %(batch)s))
    ) q
    WHERE q.since <= clock_timestamp() - make_interval(days => %(days)s::int)
    ORDER BY q.since, q.id
    LIMIT %(limit)s
"""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which pending acts are listed (STD-4.0.8): by state, operator, place, batch, and for how many days they wait."""

    states: tuple[str, ...] = ("pending", "returned")
    operator: str | None = None
    place: str | None = None
    batch: int | None = None
    days: int = 0
    limit: int = 200


def waiting(alias: str, wanted: Wanted, *, account: str = "") -> list[WaitingRow]:
    """Pending acts, the oldest first; `account` is who looks."""
    found = db.rows(alias, _WAITING, msgspec.structs.asdict(wanted) | {"states": list(wanted.states)})
    names = Names(Hand(account=each["operator"]) for each in found)
    return [
        WaitingRow(
            id=each["id"],
            title=words.word(words.ACT_KINDS, each["command_kind"]),
            state=each["state"],
            state_word=words.word(words.PENDING_STATES, each["state"]),
            people=each["people"],
            operator=names.who(Hand(account=each["operator"])).name,
            since=each["since"],
            hours=each["hours"],
            alerts=_has_alerts(each["decision"]),
            batch=each["batch"],
            may_check=each["state"] == "pending" and each["operator"] != account,
        )
        for each in found
    ]


class _Found(msgspec.Struct, frozen=True):
    """What a list shows of a decision: whether the law found something. Nobody's name is read."""

    findings: tuple[msgspec.Raw, ...] = ()


def _has_alerts(decision: bytes | None) -> bool:
    return decision is not None and bool(msgspec.json.decode(bytes(decision), type=_Found).findings)


class Age(msgspec.Struct, frozen=True, kw_only=True):
    """How many pending acts wait in one state, in all and for how long."""

    state: str
    state_word: str
    all: int
    day: int
    three_days: int


_AGES: Final = """
    SELECT state, count(*) AS all,
        count(*) FILTER (WHERE age >= interval '1 day') AS day,
        count(*) FILTER (WHERE age >= interval '3 days') AS three_days
    FROM (
        SELECT state, clock_timestamp() - coalesce(submitted_at, created_at) AS age
        FROM register_pendingact WHERE state IN ('pending', 'returned')
    ) q
    GROUP BY state ORDER BY state
"""


def ages(alias: str) -> list[Age]:
    """The queue by state and age."""
    return [Age(state_word=words.word(words.PENDING_STATES, each["state"]), **each) for each in db.rows(alias, _AGES)]


def drafts(alias: str, account: str) -> list[DraftRow]:
    """The account's own forms that are not settled, the newest first."""
    found = FormDraft.objects.using(alias).filter(account=account).order_by("-updated_at")
    return [
        DraftRow(
            id=each.id,
            title=words.word(words.ACT_KINDS, each.kind),
            updated_at=each.updated_at,
            pending_id=each.pending_id,
        )
        for each in found.only("id", "kind", "updated_at", "pending_id")[:20]
    ]


def editors(alias: str) -> list[EditorRow]:
    """Who is editing now (STD-10.3)."""
    found = db.rows(
        alias,
        "SELECT account, count(*)::int AS people, min(since) AS since FROM register_editlock "
        "WHERE expires_at > clock_timestamp() GROUP BY account ORDER BY min(since)",
    )
    names = Names(Hand(account=each["account"]) for each in found)
    return [
        EditorRow(account=names.who(Hand(account=each["account"])).name, people=each["people"], since=each["since"])
        for each in found
    ]
