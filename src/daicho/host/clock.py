"""The business date (業務日付): the real date in Japan, or one that a demonstration moves.

Deadlines, planned dates and next-day lists follow it. Real time (TLS, sessions, logs, access
records) never does.
"""

import time
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from daicho.host.errors import HostError

JAPAN = ZoneInfo("Asia/Tokyo")

LONGEST_YEARS = 10
"""How far ahead of the real date the business date may stand: a slip of the pen could not be taken back."""

CACHED_SECONDS = 1.0
"""How long a process may still see the earlier date after it was moved."""


def real_date() -> date:
    """Today's date in Japan."""
    return datetime.now(JAPAN).date()


def require_forward(known: date, day: date) -> None:
    """Refuse a business date before the one `known`, or further ahead than anybody means.

    Raises:
        HostError: H-DEMO-09 for an earlier date, H-DEMO-11 for one too far.
    """
    from daicho.host.findings import date_back, date_far

    if day < known:
        raise HostError(date_back(known, day))
    if day.year > real_date().year + LONGEST_YEARS:
        raise HostError(date_far(day, LONGEST_YEARS))


class MovableClock:
    """The date stored in the host database, read at most once a second; the real date while none is stored."""

    def __init__(self, read: Callable[[], date | None], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._monotonic = monotonic
        self._known: tuple[float, date] | None = None

    def __call__(self) -> date:
        """Return the business date."""
        now = self._monotonic()
        known = self._known
        if known is None or now - known[0] >= CACHED_SECONDS:
            known = (now, self._read() or real_date())
            self._known = known
        return known[1]

    def forget(self) -> None:
        """Read again at the next call."""
        self._known = None


def stored_date() -> date | None:
    """The movable date in the host database, or None."""
    from daicho.host.models import BusinessDate

    return BusinessDate.objects.values_list("day", flat=True).first()


def move_to(day: date | None) -> None:
    """Set the business date of this host, or let it follow the real date again (None)."""
    from daicho.host.models import BusinessDate

    if day is None:
        BusinessDate.objects.all().delete()
    else:
        BusinessDate.objects.update_or_create(only=True, defaults={"day": day})


def clock_for(*, movable: bool) -> Callable[[], date]:
    """The clock a process is given: movable only where the configuration says so."""
    return MovableClock(stored_date) if movable else real_date
