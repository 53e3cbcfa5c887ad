"""The next-day list: what was entered, removed and corrected on a day, compared again on the next (CTRL-030)."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import context_of, requires
from daicho.systems.register import town
from daicho.systems.register.actions import next_day as comparing
from daicho.systems.register.forms.search import DayForm
from daicho.systems.register.presenters import next_day as presenter
from daicho.systems.register.presenters import queue
from daicho.systems.register.queries import next_day as queries
from daicho.systems.register.views.common import ALIAS, CHECK, access_of, gate, page
from daicho.systems.register.views.pending_acts import number_of
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from django.http import HttpRequest

    from daicho.access.grants import Grant

FIRST: Final = dt.date(1873, 1, 1)
LONGEST: Final = 200
"""Characters of what differs."""

SHOWN: Final = 100
"""Lines on a page; the sheet and the file have all."""


def _day(request: HttpRequest) -> tuple[DayForm, dt.date]:
    """The day asked for: the day before today unless one is named."""
    form = DayForm(request.GET if "day" in request.GET else None)
    named = form.cleaned_data["day"] if form.is_bound and form.is_valid() else None
    return form, named.calendar_day if named is not None else town.today() - dt.timedelta(days=1)


def _grant(request: HttpRequest, day: dt.date) -> Grant:
    return gate().search(access_of(request, CHECK), {"next_day_list": day.isoformat()})


def _read(request: HttpRequest, day: dt.date) -> tuple[Grant, queries.NextDayList]:
    """The list, with the record of whose changes are shown: everybody's."""
    grant = _grant(request, day)
    found = queries.next_day_list(grant, day)
    _record(grant, found)
    return grant, found


def _record(grant: Grant, shown: queries.NextDayList) -> None:
    persons = [line.addressee_number for line in shown.lines]
    gate().shown(grant, count=len(persons), persons=persons)


@requires(CHECK)
@require_GET
def next_day(request: HttpRequest) -> HttpResponse:
    """Show the list of a day, each line with before, after and its check; whose changes were shown is recorded.

    The content before and after stands in the line, so that whoever compares need not leave the list (CTRL-030). A long
    list comes in pages.
    """
    form, day = _day(request)
    grant = _grant(request, day)
    found = queries.next_day_list(grant, day)
    pages = max(1, -(-len(found.lines) // SHOWN))
    at = min(max(1, number_of(request.GET.get("page")) or 1), pages)
    listed = found.part((at - 1) * SHOWN, SHOWN)
    _record(grant, listed)
    parts = presenter.parts(listed, account=grant.access.account, changes=queries.changes(grant, listed.lines))
    context: dict[str, Any] = {
        "form": form,
        "day": day,
        "day_written": RegisterDate(day).wareki() if day >= FIRST else day.isoformat(),
        "found": found,
        "confirmed_by": presenter.name_of(found.confirmed_by),
        "parts": parts,
        "total": len(found.lines),
        "checked": sum(line.check is not None for line in found.lines),
        "may_confirm": day < town.today() and any(row.may_check for part in parts for row in part.rows),
        "is_over": day < town.today(),
        "page": at,
        "pages": range(1, pages + 1) if pages > 1 else (),
        "opened": request.GET.get("open") == "all",
        "unconfirmed": queue.overview(ALIAS, grant.access.account).unconfirmed_days,
    }
    return page(request, "next_day.html", context)


@requires(CHECK)
@require_GET
def to_print(request: HttpRequest) -> HttpResponse:
    """Show the list of a day as a sheet: the one page that a browser may print, because it is recorded."""
    _, day = _day(request)
    grant, found = _read(request, day)
    head, *lines = presenter.lines(found, account=grant.access.account)
    access = context_of(request)
    context = {
        "day_written": RegisterDate(day).wareki() if day >= FIRST else day.isoformat(),
        "head": head[1:],
        "lines": [line[1:] for line in lines],
        "printed_by": f"{access.account_name} {access.office_name} {access.terminal_name}",
        "printed_at": timezone.now(),
        "record": grant.record,
        "confirmed_by": presenter.name_of(found.confirmed_by),
        "found": found,
    }
    return page(request, "next_day_print.html", context)


@requires(CHECK)
@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """Give the list of a day as CSV; whose changes are in it is recorded."""
    _, day = _day(request)
    grant, found = _read(request, day)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="next-day-{day.isoformat()}.csv"'
    response["Cache-Control"] = "no-store"
    response.write("\ufeff")
    csv.writer(response).writerows(presenter.lines(found, account=grant.access.account))
    return response


@requires(CHECK)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Keep that the lines marked were compared, and what differs; only what somebody else entered counts."""
    try:
        day = dt.date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("register:next_day")
    if day >= town.today():
        messages.error(request, gettext("当日の一覧は翌日に確認します (CTRL-030, S-0301)"))
    else:
        _compare(request, day)
    opened = "&open=all" if request.POST.get("open") == "all" else ""
    at = number_of(request.POST.get("page")) or 1
    return redirect(f"{reverse('register:next_day')}?day={day.isoformat()}&page={at}{opened}")


def _compare(request: HttpRequest, day: dt.date) -> None:
    lines = _lines(request)
    if not lines:
        messages.error(request, gettext("照合した行に印を付けるか、違いを入力してください (S-0302)"))
        return
    done = comparing.compare(ALIAS, _grant(request, day), day, lines)
    if done.left_out:
        text = gettext("%(count)s行は、自分が入力したか、すでに照合されているため除きました。")
        messages.info(request, text % {"count": done.left_out})
    if done.completed:
        messages.success(request, gettext("翌日リストを確認しました。"))
    elif done.compared:
        messages.success(request, gettext("%(count)s行を照合しました。") % {"count": done.compared})


def _lines(request: HttpRequest) -> list[comparing.Line]:
    """The lines marked, and those with something that differs, each once."""
    marked = dict.fromkeys(request.POST.getlist("line"), "")
    differing = {
        name.removeprefix("differs-"): text[:LONGEST]
        for name in request.POST
        if name.startswith("differs-") and (text := request.POST.get(name, "").strip())
    }
    found = []
    for text, finding in (marked | differing).items():
        act, _, person = text.partition(":")
        number = number_of(act)
        if number is not None and person.isascii() and person.isdecimal():
            found.append(comparing.Line(number, person, finding))
    return found
