"""Searching the access records of a system: who looked at whom, from where, why (CTRL-074, CTRL-079 to CTRL-081).

The records of years lie in one table in the order of their ids, which is the order of time but for moments. A period is
therefore turned into a range of ids by halving, some twenty reads of the primary key, and needs no index of its own.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Count, F, Max

from daicho.access import naming, records
from daicho.access.grants import Outcome
from daicho.access.rights import JAPAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from daicho.access.models import AccessRecordBase

SKEW = dt.timedelta(minutes=5)
"""By how much ids and times may be out of step: two connections, one of which waited for the disk."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are wanted; an empty field wants all. `since` and `until` are days in Japan, both included.

    `account` is a sign-in ID or part of a name, `terminal` part of a name; `of_kind` an `AccessKind`, `actor` an
    `ActorKind`.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    person: str = ""
    account: str = ""
    terminal: str = ""
    case_number: str = ""
    purpose: str = ""
    of_kind: str = ""
    actor: str = ""
    refused: bool = False

    def recorded(self) -> dict[str, str]:
        """Return what was asked for, as the record of the inspection keeps it."""
        given = msgspec.to_builtins(self)
        return {name: str(value) for name, value in given.items() if value}


def found(alias: str, wanted: Wanted, *, most: int, before: int | None = None) -> list[AccessRecordBase]:
    """Return the newest `most` records of `alias` that are `wanted`, older than the record `before` if given."""
    rows = _rows(alias, wanted)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by(*_newest_first(wanted))[:most])


def _newest_first(wanted: Wanted) -> tuple[Any, ...]:
    """Return the order, such that the index on what is looked for finds the records and not a walk from the newest.

    A person seldom has many records among millions: they are found by the index on persons and then sorted (``id + 0``
    is the same order, but not that of an index). An account's come from its own index in the order of time.
    """
    if wanted.person:
        return ((F("id") + 0).desc(),)
    return ("-happened_at", "-id") if wanted.account else ("-id",)


def _rows(alias: str, wanted: Wanted) -> QuerySet[Any]:
    rows = in_period(alias, wanted.since, wanted.until)
    if wanted.person:
        rows = rows.filter(persons__contains=[wanted.person])
    if wanted.account:
        rows = rows.filter(account__in=naming.logins_like(wanted.account))
    if wanted.terminal:
        rows = rows.filter(terminal__in=naming.terminals_like(wanted.terminal))
    for name, value in (
        ("case_number", wanted.case_number),
        ("purpose", wanted.purpose),
        ("kind", wanted.of_kind),
        ("actor", wanted.actor),
    ):
        if value:
            rows = rows.filter(**{name: value})
    return rows.filter(outcome=Outcome.REFUSED) if wanted.refused else rows


def in_period(alias: str, since: dt.date | None, until: dt.date | None) -> QuerySet[Any]:
    """Return the records of `alias` from the day `since` to the day `until` in Japan, both included."""
    rows = _all(alias)
    begin, end = moments(since, until)
    if begin is not None:
        rows = rows.filter(id__gte=first_id(alias, begin - SKEW), happened_at__gte=begin)
    if end is not None:
        rows = rows.filter(id__lt=first_id(alias, end + SKEW), happened_at__lt=end)
    return rows


def moments(since: dt.date | None, until: dt.date | None) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return the moment a period begins and the moment it has passed; None for an open end."""
    begin = dt.datetime.combine(since, dt.time(), JAPAN) if since else None
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), JAPAN) if until else None
    return begin, end


def first_id(alias: str, moment: dt.datetime) -> int:
    """Return the id from which on the records of `alias` are not older than `moment`, by halving the table."""
    rows = _all(alias)
    first, last = rows.order_by("id").first(), rows.order_by("-id").first()
    if first is None or last is None:
        return 0
    low, high = first.pk, last.pk + 1
    while low < high:
        middle = (low + high) // 2
        place, at = rows.filter(id__gte=middle).order_by("id").values_list("id", "happened_at")[0]
        if at < moment:
            low = place + 1
        else:
            high = middle
    return int(low)


class Sealing(msgspec.Struct, frozen=True, kw_only=True):
    """How far the records of a system are sealed; `waiting` came after the last segment."""

    segments: int
    sealed_at: dt.datetime | None
    waiting: int


def sealing(alias: str) -> Sealing:
    """Return how far the sealer of `alias` has come."""
    last = records.segment_model(alias)._default_manager.using(alias).order_by("-number").first()  # noqa: SLF001
    if last is None:
        return Sealing(segments=0, sealed_at=None, waiting=_all(alias).count())
    waiting = _all(alias).filter(id__gt=max(last.records)).count()
    return Sealing(segments=last.number, sealed_at=last.sealed_at, waiting=waiting)


def last_sign_ins(logins: Sequence[str]) -> dict[str, dt.datetime]:
    """Return when each account last signed in, by its sign-in ID."""
    rows = _all(records.HOST_ALIAS).filter(account__in=logins, outcome=Outcome.GRANTED, detail__startswith="sign-in:")
    return dict(rows.values("account").annotate(at=Max("happened_at")).values_list("account", "at"))


def sign_in_failures(logins: Sequence[str], since: dt.datetime) -> dict[str, int]:
    """Return how often each account failed to sign in since a moment, by its sign-in ID."""
    rows = _all(records.HOST_ALIAS).filter(
        account__in=logins, outcome=Outcome.REFUSED, detail__startswith="sign-in:", happened_at__gte=since
    )
    return dict(rows.values("account").annotate(count=Count("id")).values_list("account", "count"))


def _all(alias: str) -> QuerySet[Any]:
    return records.record_model(alias)._default_manager.using(alias)  # noqa: SLF001 (Django's public name)
