"""What is worth an auditor's eye: plain rules over the access records of a period, each with its source.

The standard names the lists (STD-10.2: access at night and on closed days, failed sign-ins, sign-ins by account, mass
searches), the assessments the questions (CTRL-079 to 081, 085, 096). A hit accuses nobody: it says where the papers
should be compared with the record. Machines are left out; nothing here reads a resident but the four items that the
records themselves hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connections
from django.utils.translation import gettext_lazy

from daicho.access import inspection, records
from daicho.values.periods import STANDARD_CLOSED_DAYS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from django_stubs_ext import StrOrPromise

REFUSALS_A_DAY: Final = 5
"""Refusals of one account on one day from which on a hit is shown."""
SEARCHES_A_DAY: Final = 100
"""Searches of one account on one day: a mass search (STD-10.2)."""
PERSONS_WITHOUT_ACT: Final = 10
"""Persons opened under one case for a notification that led to no act."""
FAILURES_A_DAY: Final = 3
"""Failed sign-ins of one ID on one day."""
NIGHT: Final = (22, 5)
"""Hours between which it is night (Labor Standards Act, Article 37, paragraph 4)."""
MOST: Final = 200
"""Hits shown for one rule."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One hit: an account on a day, how often, and, where the rule is about one, the person or the case."""

    account: str
    account_name: str
    day: dt.date | None = None
    count: int
    person: str = ""
    case_number: str = ""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: `systems` it looks at, `find` its question to the database of an alias over a range of ids."""

    code: str
    title: StrOrPromise
    source: str
    look_at: StrOrPromise
    systems: frozenset[str]
    find: Callable[[str, dict[str, Any]], Iterable[Hit]]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with its hits in a period, the first `MOST`."""

    rule: Rule
    hits: list[Hit]


def results(alias: str, system: str, since: dt.date, until: dt.date) -> list[Result]:
    """Return what every rule for `system` finds in the records of `alias` from `since` to `until`."""
    begin, end = inspection.moments(since, until)
    if begin is None or end is None:  # both days are given
        return []
    period = {
        "begin": begin,
        "end": end,
        "first": inspection.first_id(alias, begin - inspection.SKEW),
        "last": inspection.first_id(alias, end + inspection.SKEW),
        "most": MOST,
    }
    return [Result(rule=rule, hits=list(rule.find(alias, period))[:MOST]) for rule in RULES if system in rule.systems]


_WITHIN = """
    record.id >= %(first)s AND record.id < %(last)s AND record.happened_at >= %(begin)s AND record.happened_at < %(end)s
    AND record.actor = 'person'
"""
_DAY = "(record.happened_at AT TIME ZONE 'Asia/Tokyo')::date"


def _ask(alias: str, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    table = records.record_model(alias)._meta.db_table  # noqa: SLF001 (Django's public name)
    with connections[alias].cursor() as cursor:
        cursor.execute(statement.format(records=table, within=_WITHIN, day=_DAY), values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _counted(condition: str, least: int) -> Callable[[str, dict[str, Any]], Iterable[Hit]]:
    """Return a question that counts records by account and day."""
    statement = f"""
        SELECT record.account, max(record.account_name) AS account_name, {{day}} AS day, count(*) AS count
          FROM {{records}} record WHERE {{within}} AND {condition}
         GROUP BY record.account, 3 HAVING count(*) >= {least} ORDER BY count(*) DESC, 3, 1 LIMIT %(most)s
    """

    def find(alias: str, period: dict[str, Any]) -> Iterable[Hit]:
        return [Hit(**row) for row in _ask(alias, statement, period)]

    return find


# The first word of a name is the surname, as residents and accounts are written: surname, space, given name.
_SAME_SURNAME = """
    SELECT record.account, max(record.account_name) AS account_name, {day} AS day, count(*) AS count,
           subject->>'person' AS person
      FROM {records} record CROSS JOIN LATERAL jsonb_array_elements(record.subjects) subject
     WHERE {within} AND record.account_name <> ''
       AND split_part(translate(record.account_name, '　', ' '), ' ', 1)
           = split_part(translate(subject->>'name', '　', ' '), ' ', 1)
     GROUP BY record.account, 3, 5 ORDER BY 3 DESC, 1, 5 LIMIT %(most)s
"""

_HOURS = """
    SELECT record.account, max(record.account_name) AS account_name, {day} AS day,
           count(*) FILTER (WHERE extract(hour FROM record.happened_at AT TIME ZONE 'Asia/Tokyo') >= %(dusk)s
                               OR extract(hour FROM record.happened_at AT TIME ZONE 'Asia/Tokyo') < %(dawn)s) AS night,
           count(*) AS count
      FROM {records} record WHERE {within}
     GROUP BY record.account, 3 ORDER BY 3 DESC, 1
"""

_WITHOUT_ACT = """
    SELECT record.account, max(record.account_name) AS account_name, max({day}) AS day, record.case_number,
           count(DISTINCT person) AS count
      FROM {records} record CROSS JOIN LATERAL unnest(record.persons) person
     WHERE {within} AND record.kind = 'open' AND record.outcome = 'granted'
       AND record.purpose IN ('notification', 'ex_officio')
       AND NOT EXISTS (SELECT FROM {records} act
                        WHERE act.id >= %(first)s AND act.kind = 'act' AND act.case_number = record.case_number)
     GROUP BY record.account, record.case_number HAVING count(DISTINCT person) >= %(persons)s
     ORDER BY count(DISTINCT person) DESC, 1 LIMIT %(most)s
"""


def _same_surname(alias: str, period: dict[str, Any]) -> Iterable[Hit]:
    return [Hit(**row) for row in _ask(alias, _SAME_SURNAME, period)]


def _outside_hours(alias: str, period: dict[str, Any]) -> Iterable[Hit]:
    dusk, dawn = NIGHT
    for row in _ask(alias, _HOURS, period | {"dusk": dusk, "dawn": dawn}):
        night, whole_day = row.pop("night"), row.pop("count")
        count = whole_day if STANDARD_CLOSED_DAYS.closed(row["day"]) else night
        if count:
            yield Hit(**row, count=count)


def _without_act(alias: str, period: dict[str, Any]) -> Iterable[Hit]:
    return [Hit(**row) for row in _ask(alias, _WITHOUT_ACT, period | {"persons": PERSONS_WITHOUT_ACT})]


_SYSTEMS: Final = frozenset({"register", "municipal_cs", "prefecture", "national"})
_HOST: Final = frozenset({"host"})

RULES: Final = (
    Rule(
        code="same_surname",
        title=gettext_lazy("操作者と同じ氏の人の照会"),
        source="CTRL-080, CTRL-096",
        look_at=gettext_lazy("本人や親族の情報を業務外で見ていないか、受付番号の書類と照合してください。"),
        systems=_SYSTEMS,
        find=_same_surname,
    ),
    Rule(
        code="many_refusals",
        title=gettext_lazy("拒否が多い利用者"),
        source="CTRL-085",
        look_at=gettext_lazy("権限にない照会を試みていないか、本人に確かめてください。"),
        systems=_SYSTEMS | _HOST,
        find=_counted("record.outcome = 'refused'", REFUSALS_A_DAY),
    ),
    Rule(
        code="outside_hours",
        title=gettext_lazy("深夜・休業日の操作"),
        source="STD-10.2",
        look_at=gettext_lazy("時間外勤務の命令と照合してください。"),
        systems=_SYSTEMS | _HOST,
        find=_outside_hours,
    ),
    Rule(
        code="mass_search",
        title=gettext_lazy("大量の検索"),
        source="STD-10.2, CTRL-096",
        look_at=gettext_lazy("業務上必要のない検索や抽出でないか、担当者に聞き取ってください。"),
        systems=_SYSTEMS,
        find=_counted("record.kind IN ('search', 'inquiry', 'find')", SEARCHES_A_DAY),
    ),
    Rule(
        code="without_act",
        title=gettext_lazy("異動に至らない多数の照会"),
        source="CTRL-081, CTRL-096",
        look_at=gettext_lazy("その受付番号の届出書があるか、照合してください。"),
        systems=frozenset({"register"}),
        find=_without_act,
    ),
    Rule(
        code="failed_sign_ins",
        title=gettext_lazy("サインインの失敗"),
        source="STD-10.2",
        look_at=gettext_lazy("本人の操作か確かめてください。"),
        systems=_HOST,
        find=_counted("record.outcome = 'refused' AND record.detail LIKE 'sign-in%%'", FAILURES_A_DAY),
    ),
)
"""Every rule, in the order in which they are shown."""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What one account did in a period, for the hearing (CTRL-079, CTRL-083, CTRL-096)."""

    account: str
    account_name: str
    sign_ins: int
    searches: int
    persons: int
    numbers: int
    refusals: int


_USE = """
    SELECT record.account, max(record.account_name) AS account_name,
           count(*) FILTER (WHERE record.detail LIKE 'sign-in:%%' AND record.outcome = 'granted') AS sign_ins,
           count(*) FILTER (WHERE record.kind IN ('search', 'inquiry', 'find')) AS searches,
           coalesce(sum(cardinality(record.persons)) FILTER (WHERE record.kind <> 'search'), 0) AS persons,
           count(*) FILTER (WHERE record.kind = 'reveal') AS numbers,
           count(*) FILTER (WHERE record.outcome = 'refused') AS refusals
      FROM {records} record WHERE {within} GROUP BY record.account ORDER BY persons DESC, record.account LIMIT 500
"""


def use(alias: str, since: dt.date, until: dt.date) -> list[Use]:
    """Return what each account did from `since` to `until`."""
    begin, end = inspection.moments(since, until)
    if begin is None or end is None:
        return []
    first = inspection.first_id(alias, begin - inspection.SKEW)
    last = inspection.first_id(alias, end + inspection.SKEW)
    return [Use(**row) for row in _ask(alias, _USE, {"begin": begin, "end": end, "first": first, "last": last})]
