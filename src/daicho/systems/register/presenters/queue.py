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
    SELECT id, state, command_kind, cardinality(persons) AS people, operator,
        coalesce(submitted_at, created_at) AS since,
        floor(extract(epoch FROM clock_timestamp() - coalesce(submitted_at, created_at)) / 3600)::int AS hours
    FROM register_pendingact
    WHERE state = ANY (%(states)s) AND (%(operator)s::text IS NULL OR operator = %(operator)s)
        AND (%(place)s::text IS NULL OR place = %(place)s)
    ORDER BY coalesce(submitted_at, created_at), id
    LIMIT %(limit)s
"""


def waiting(
    alias: str,
    *,
    states: tuple[str, ...] = ("pending", "returned"),
    operator: str | None = None,
    place: str | None = None,
    limit: int = 200,
) -> list[WaitingRow]:
    """Pending acts, the oldest first (STD-4.0.8: all, or those of one operator or place)."""
    wanted = {"states": list(states), "operator": operator, "place": place, "limit": limit}
    found = db.rows(alias, _WAITING, wanted)
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
        )
        for each in found
    ]


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
