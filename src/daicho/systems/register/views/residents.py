"""A resident on any day and as known at any act; household, timeline, history rows (SYS1-F2, STD-2.2.1)."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from daicho.access.guards import context_of, requires
from daicho.access.rights import JAPAN
from daicho.law.records import State
from daicho.systems.register import town
from daicho.systems.register.actions import editing
from daicho.systems.register.forms.procedures import PROCEDURES, grouped, offered_to
from daicho.systems.register.forms.search import AsOfForm
from daicho.systems.register.presenters import acts, who
from daicho.systems.register.presenters.records import blocks_of, members_of, span_of
from daicho.systems.register.queries import hands, history, records
from daicho.systems.register.views.common import ALIAS, NOTIFY, OPEN, existing, not_found, open_grant, page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.forms.procedure import Procedure


class Moment(msgspec.Struct, frozen=True):
    """On which day, and as known after which act, a page shows a record."""

    form: AsOfForm
    on: date | None
    known_at: int | None

    @property
    def is_now(self) -> bool:
        """Whether the page shows today as known today."""
        return self.on is None and self.known_at is None

    @property
    def query(self) -> str:
        """The same moment, for the tabs' addresses."""
        given = {"on": self.on.isoformat() if self.on else "", "known_at": self.known_at}
        return "&".join(f"{name}={value}" for name, value in given.items() if value not in ("", None))


def moment_of(request: HttpRequest) -> Moment:
    """The moment that a page is asked for; today when the form does not hold."""
    form = AsOfForm(request.GET if request.GET.keys() & {"on", "known_at", "known_on"} else None)
    if not form.is_bound or not form.is_valid():
        return Moment(form, None, None)
    on, known_on = form.cleaned_data["on"], form.cleaned_data["known_on"]
    known_at = form.cleaned_data["known_at"]
    if known_at is None and known_on is not None:
        known_at = records.act_at(ALIAS, _end_of(known_on.calendar_day))
    return Moment(form, on.calendar_day if on else None, known_at)


def _end_of(day: date) -> datetime:
    """The last moment of a day in Japan."""
    return datetime.combine(day, time.max, JAPAN)


def _grant(request: HttpRequest, number: str) -> Grant:
    if not existing([number]):
        raise not_found("resident")
    return open_grant(request, [number])


def _shared(request: HttpRequest, grant: Grant, number: str, tab: str, moment: Moment) -> dict[str, Any]:
    """What every tab of a resident page shows: whose it is, what may be done, who edits."""
    latest = records.versions(grant, number)[-1].content
    editors = [each for each in editing.editors(ALIAS, [number]) if each.account != context_of(request).account]
    is_present = latest.state is State.PRESENT
    may_act = context_of(request).may(NOTIFY)
    return {
        "number": number,
        "household_number": latest.household_number.stored(),
        "name": latest.name.written,
        "furigana": latest.name.furigana,
        "is_present": is_present,
        "tab": tab,
        "moment": moment,
        "as_of": moment.form,
        "editors": who.editing(editors),
        "groups": grouped(offered_to(latest)) if may_act else [],
        "may_act": may_act,
    }


@requires(OPEN)
@require_GET
def resident(request: HttpRequest, number: str) -> HttpResponse:
    """Show a person's record on a day."""
    moment = moment_of(request)
    grant = _grant(request, number)
    version = records.version(grant, number, on=moment.on, known_at=moment.known_at)
    context = _shared(request, grant, number, "record", moment)
    context["shown_on"] = moment.on or town.today()
    if version is not None:
        context |= {"blocks": blocks_of(version.content), "span": span_of(version)}
        context["state_word"] = acts.state_word(version.content)
    return page(request, "resident.html", context)


@requires(OPEN)
@require_GET
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """Show the acts on a person: who, when, on what basis, before and after; an act may be cancelled from here."""
    grant = _grant(request, number)
    context = _shared(request, grant, number, "timeline", moment_of(request))
    context["acts"] = acts.timeline(history.timeline(grant, number))
    return page(request, "timeline.html", context)


@requires(OPEN)
@require_GET
def history_rows(request: HttpRequest, number: str) -> HttpResponse:
    """Show the standard's history rows (STD-1.2.1): all items in force after each act."""
    grant = _grant(request, number)
    context = _shared(request, grant, number, "history", moment_of(request))
    rows = history.history(grant, number)
    context["rows"] = acts.history_rows(rows, hands.of_acts(ALIAS, [row.act_number for row in rows]))
    return page(request, "history.html", context)


@requires(OPEN)
@require_GET
def household(request: HttpRequest, number: str) -> HttpResponse:
    """Show a household on a day: its members in order, and those who were removed from it (STD-3.3, 5.2)."""
    moment = moment_of(request)
    members = records.members_of(ALIAS, number, on=moment.on, known_at=moment.known_at)
    if not members and moment.is_now:
        raise not_found("household")
    grant = open_grant(request, members)
    found = records.household(grant, number, on=moment.on, known_at=moment.known_at)
    editors = [each for each in editing.editors(ALIAS, members) if each.account != context_of(request).account]
    context = {
        "number": number,
        "members": members_of(found.members),
        "removed": members_of(found.removed),
        "address": found.members[0].address.written if found.members else "",
        "as_of": moment.form,
        "moment": moment,
        "shown_on": moment.on or town.today(),
        "editors": who.editing(editors),
        "heading": gettext("世帯"),
        "groups": grouped(_for_household(request, found.members)),
    }
    return page(request, "household.html", context)


def _for_household(request: HttpRequest, members: Sequence[ResidentRecord]) -> list[Procedure]:
    """What may begin from a household: moves of its members, entries into it."""
    if not members or not context_of(request).may(NOTIFY):
        return []
    return [each for each in PROCEDURES.values() if each.of_household and any(map(each.offered, members))]
