"""What holds for the header of every act: its days, who notified, how identified.

Source: standard chapter 3, 1.1.8, 4.0.3, 4.1.0.2, 4.2.0.4, 4.2.0.5; Basic Resident Register Act, Articles 22 to 27;
CTRL-015, 016.
"""

from datetime import date
from typing import Final

from daicho.law.case import Case, shown
from daicho.law.commands import Basis, NotifierKind
from daicho.values.dates import RegisterDate
from daicho.values.periods import Period, last_day, limit

NOTIFICATION_PERIOD: Final = Period(days=14)
"""Within which a move is to be notified, the day itself not counted (Articles 22, 23, 25; Civil Code, Article 140)."""

_MUST_BE_ON_DATE: Final = frozenset({Basis.NOTIFICATION, Basis.STATEMENT, Basis.REQUEST, Basis.NOTICE})
_OFFICES: Final = frozenset({NotifierKind.OFFICE, NotifierKind.OTHER_OFFICE})


def check_header(case: Case, *, may_lie_ahead: bool = False, may_be_unknown: bool = False) -> bool:
    """Check days and notifier; whether the effective date can be used to go on."""
    _check_notified_on(case)
    _check_notifier(case)
    return check_effective_on(case, case.effective_on, may_lie_ahead=may_lie_ahead, may_be_unknown=may_be_unknown)


def check_effective_on(
    case: Case, day: RegisterDate | None, *, may_lie_ahead: bool = False, may_be_unknown: bool = False
) -> bool:
    """Check the effective date (異動日): given, a calendar day where it must be, not ahead except for a move-out."""
    if day is None:
        case.find("R-403-02", field="effective_on")
        return False
    if day.calendar_day is None and not may_be_unknown:
        case.find("R-403-03", field="effective_on", date=shown(day))
        return False
    if not may_lie_ahead and day.bounds()[0] > case.today:
        case.find("R-403-01", field="effective_on", date=shown(day), today=shown(case.today))
        return False
    return True


def _check_notified_on(case: Case) -> None:
    notified = case.header.notified_on
    if notified is None:
        if case.header.basis in _MUST_BE_ON_DATE:
            case.find("R-4102-02", field="notified_on")
    elif notified.calendar_day is None:
        case.find("R-403-03", field="notified_on", date=shown(notified))
    elif notified.calendar_day > case.today:
        case.find("R-4102-01", field="notified_on", date=shown(notified), today=shown(case.today))


def _check_notifier(case: Case) -> None:
    header = case.header
    if header.basis is not Basis.NOTIFICATION:
        return
    if header.notifier is None:
        case.find("R-4101-01", field="notifier")
        return
    if header.notifier.kind is NotifierKind.AGENT and not header.notifier.letter_of_attorney:
        case.find("R-4101-02", field="notifier")
    if header.notifier.kind not in _OFFICES and not header.documents_shown:
        case.find("R-4101-03", field="documents_shown")


def is_late_move_out(case: Case) -> bool:
    """Whether fourteen days have passed since the move-out when it is notified (STD-4.1.3.0.1)."""
    notified, effective = _calendar_days(case)
    return notified is not None and effective is not None and notified > last_day(effective, NOTIFICATION_PERIOD)


def _calendar_days(case: Case) -> tuple[date | None, date | None]:
    """Notification date and effective date of a notification; None where one is not a calendar day."""
    notified = case.header.notified_on if case.header.basis is Basis.NOTIFICATION else None
    return (notified.calendar_day if notified is not None else None), case.day.calendar_day


def check_notified_in_time(case: Case, article: str, japanese: str = "") -> None:
    """A move that has happened is notified afterwards, within fourteen days (Articles 22, 23, 25, 30-46, 30-47).

    `article` is its number as English cites it, `japanese` as Japanese does after 第 where that differs. A
    limit on a closed day moves to the next open one (Local Autonomy Act, Article 4-2).
    """
    notified, effective = _calendar_days(case)
    if notified is None or effective is None:
        return
    if notified < effective:
        case.find("R-4102-04", field="notified_on", date=shown(notified), effective=shown(effective))
    elif notified > limit(effective, NOTIFICATION_PERIOD, closed_days=case.settings.closed_days):
        case.find(
            "R-4102-03",
            field="notified_on",
            date=shown(notified),
            effective=shown(effective),
            article=japanese or f"{article}条",
            article_english=article,
        )
