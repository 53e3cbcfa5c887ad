"""Recording who certifies, and from when to when (STD-1.3.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DataError, IntegrityError, transaction

from daicho.systems.register import db
from daicho.systems.register.actions.errors import NotDone
from daicho.systems.register.models import CertifierKind

if TYPE_CHECKING:
    from datetime import date


class CertifierTaken(NotDone):
    """The period overlaps another one of the same kind, is empty, or title or name is blank."""

    code = "R-0010"
    what = "認証者を登録できません"
    what_en = "The certifier cannot be recorded"
    why = "同じ区分の認証者は一日に一人で、職名と氏名が必要です(標準仕様書1.3.9)。"
    why_en = "There is one of a kind a day, with title and name (standard 1.3.9)."
    mend = "期間、職名、氏名を確かめてください。"
    mend_en = "Check period, title and name."


def set_certifier(  # noqa: PLR0913 - the items of the standard
    alias: str,
    *,
    kind: CertifierKind,
    title: str,
    name: str,
    seal_text: str,
    since: date,
    until: date | None,
    who: str,
) -> int:
    """Record a certifier from `since` to `until` inclusive; a head's open period ends the day before; returns the id.

    Raises:
        CertifierTaken: overlap, an empty period, or no title or name.
    """
    try:
        with transaction.atomic(using=alias):
            if kind is CertifierKind.HEAD:
                _end_open(alias, since)
            return int(
                db.value(
                    alias,
                    "INSERT INTO register_certifier (kind, title, name, seal_text, period, recorded_by, recorded_at) "
                    "VALUES (%s, %s, %s, %s, daterange(%s::date, %s::date, '[]'), %s, clock_timestamp()) RETURNING id",
                    (kind.value, title.strip(), name.strip(), seal_text.strip(), since, until, who),
                )
            )
    except (DataError, IntegrityError) as refused:
        raise CertifierTaken from refused


def _end_open(alias: str, since: date) -> None:
    db.execute(
        alias,
        "UPDATE register_certifier SET period = daterange(lower(period), %s::date) "
        "WHERE kind = 'head' AND upper_inf(period) AND lower(period) < %s::date",
        (since, since),
    )
