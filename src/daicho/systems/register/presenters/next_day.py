"""The next-day list as the parts of a page and as the lines of a file (CTRL-030)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext

from daicho.systems.register.presenters import acts, differences, who, words
from daicho.systems.register.presenters.differences import Change  # noqa: TC001 - msgspec reads the annotations
from daicho.systems.register.presenters.who import Names, Who
from daicho.systems.register.queries.hands import Hand
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daicho.systems.register.differences import Difference
    from daicho.systems.register.queries.next_day import ListedChange, NextDayList


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list."""

    act: int
    number: str
    name: str
    reason: str
    effective_on: str
    notified_on: str
    household: str
    entered: Who
    checked: Who | None
    finding: str
    own: bool  # entered by whoever looks
    may_check: bool
    changes: tuple[Change, ...]  # before and after
    is_new: bool  # nothing stood before

    @property
    def key(self) -> str:
        """The line as a mark names it."""
        return f"{self.act}:{self.number}"


class Part(msgspec.Struct, frozen=True):
    """Entries, removals or corrections."""

    title: str
    rows: tuple[Row, ...]


def parts(
    found: NextDayList, *, account: str, changes: Mapping[tuple[int, str], Sequence[Difference]] | None = None
) -> list[Part]:
    """The three parts; `account` is who looks, `changes` are before and after of the lines, where they are shown."""
    told = changes or {}
    names = Names(hand for line in found.lines for hand in (_entered(line), _checked(line)))
    return [
        Part(title, tuple(_row(line, names, account, told.get(line.key, ())) for line in lines))
        for title, lines in (
            (gettext("記載"), found.entries),
            (gettext("消除"), found.removals),
            (gettext("修正"), found.corrections),
        )
    ]


def name_of(account: str | None) -> str:
    """Who confirmed the list, in words."""
    return "" if account is None else who.name_of(account)


def lines(found: NextDayList, *, account: str) -> list[tuple[str, ...]]:
    """The list as lines of texts, the names of the columns first."""
    head = (
        gettext("処理日"), gettext("区分"), gettext("異動番号"), gettext("宛名番号"), gettext("氏名"),
        gettext("世帯番号"), gettext("異動事由"), gettext("異動日"), gettext("届出日"), gettext("入力した職員"),
        gettext("入力場所・端末"), gettext("照合した職員"), gettext("照合の時刻"), gettext("違い"),
    )  # fmt: skip
    day = RegisterDate(found.day).wareki()
    return [head, *(_line(day, part, row) for part in parts(found, account=account) for row in part.rows)]


def _line(day: str, part: Part, row: Row) -> tuple[str, ...]:
    at = row.checked.at if row.checked is not None else None
    return (
        day, part.title, str(row.act), row.number, row.name, row.household, row.reason, row.effective_on,
        row.notified_on, row.entered.name, row.entered.place, row.checked.name if row.checked else "",
        "" if at is None else at.isoformat(timespec="seconds"), row.finding,
    )  # fmt: skip


def _row(line: ListedChange, names: Names, account: str, changed: Sequence[Difference]) -> Row:
    checked, lines_changed = _checked(line), differences.lines(changed)
    own = line.operator == account
    return Row(
        act=line.act_number,
        number=line.addressee_number,
        name=line.name_written,
        reason=words.reason(line.reason),
        effective_on=acts.day(line.effective_on),
        notified_on=acts.day(line.notified_on),
        household=line.household_number,
        entered=names.who(_entered(line)),
        checked=None if checked is None else names.who(checked),
        finding="" if line.check is None else line.check.finding,
        own=own,
        may_check=line.check is None and not own,
        changes=lines_changed,
        is_new=not any(each.before for each in lines_changed),
    )


def _entered(line: ListedChange) -> Hand:
    return Hand(account=line.operator, office=line.place, terminal=line.terminal)


def _checked(line: ListedChange) -> Hand | None:
    return None if line.check is None else Hand(account=line.check.checked_by, at=line.check.checked_at)
