"""The next-day list: what was entered, removed and corrected on a day, compared again on the next (CTRL-030)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import requires
from daicho.systems.register import town
from daicho.systems.register.forms.search import DayForm
from daicho.systems.register.presenters import acts, queue, words
from daicho.systems.register.queries import work
from daicho.systems.register.views.common import ALIAS, CHECK, access_of, gate, page
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant

FIRST: Final = dt.date(1873, 1, 1)


def _day(request: HttpRequest) -> tuple[DayForm, dt.date]:
    """The day asked for: the day before today unless one is named."""
    form = DayForm(request.GET if "day" in request.GET else None)
    named = form.cleaned_data["day"] if form.is_bound and form.is_valid() else None
    return form, named.calendar_day if named is not None else town.today() - dt.timedelta(days=1)


def _grant(request: HttpRequest, day: dt.date) -> Grant:
    return gate().search(access_of(request, CHECK), {"next_day_list": day.isoformat()})


@requires(CHECK)
@require_GET
def next_day(request: HttpRequest) -> HttpResponse:
    """Show the list of a day; whose changes were shown is recorded."""
    form, day = _day(request)
    grant = _grant(request, day)
    found = work.next_day_list(grant, day)
    parts = [
        (gettext("記載"), found.entries),
        (gettext("消除"), found.removals),
        (gettext("修正"), found.corrections),
    ]
    persons = [change.addressee_number for _, changes in parts for change in changes]
    gate().shown(grant, count=len(persons), persons=persons)
    context: dict[str, Any] = {
        "form": form,
        "day": day,
        "day_written": RegisterDate(day).wareki() if day >= FIRST else day.isoformat(),
        "found": found,
        "parts": [(title, [_row(change) for change in changes]) for title, changes in parts],
        "total": len(persons),
        "may_confirm": day < town.today() and found.confirmed_by is None,
        "is_over": day < town.today(),
        "unconfirmed": queue.overview(ALIAS, grant.access.account).unconfirmed_days,
    }
    return page(request, "next_day.html", context)


def _row(change: work.ListedChange) -> dict[str, Any]:
    return {
        "act": change.act_number,
        "number": change.addressee_number,
        "name": change.name_written,
        "reason": words.reason(change.reason),
        "effective_on": acts.day(change.effective_on),
        "notified_on": acts.day(change.notified_on),
        "household": change.household_number,
        "operator": change.operator,
        "place": change.place,
    }


@requires(CHECK)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the list of a day that is over; only the first confirmation counts."""
    try:
        day = dt.date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("register:next_day")
    if day >= town.today():
        messages.error(request, gettext("当日の一覧は翌日に確認します (CTRL-030, S-0301)"))
    elif work.confirm_next_day_list(_grant(request, day), day):
        messages.success(request, gettext("翌日リストを確認しました。"))
    else:
        messages.info(request, gettext("このリストはすでに確認されています。"))
    return redirect(f"{reverse('register:next_day')}?day={day.isoformat()}")
