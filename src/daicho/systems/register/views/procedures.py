"""The procedures of the desk: choose one; begin its form."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import context_of, requires
from daicho.access.middleware import to_page
from daicho.screens.views import text_help
from daicho.systems.register import db
from daicho.systems.register.forms.beginning import typed_at_first
from daicho.systems.register.forms.fields import LONGEST_TEXT
from daicho.systems.register.forms.procedures import PROCEDURES, Procedure, grouped, may_begin
from daicho.systems.register.forms.worksheet import Listed, Subject
from daicho.systems.register.models import FormDraft
from daicho.systems.register.presenters import desk_notices
from daicho.systems.register.queries import dictionaries, records
from daicho.systems.register.views.common import ALIAS, NOTIFY, act_grant, existing, explains, not_found, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant

LONGEST_NUMBER: Final = 20
LONGEST_KIND: Final = 60
WANTED: Final = ("person", "household", "act")
"""From whom or what a form may begin."""


@requires(NOTIFY)
@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """List the procedures under their headings, with keys; those about residents begin with an addressee number."""
    return page(request, "procedures.html", {"groups": grouped(PROCEDURES.values())})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the form of a procedure; when purpose and case are asked for first, what was wanted is kept."""
    context = context_of(request)
    if context.may(NOTIFY) and context.case is None:
        wanted = {name: text for name in WANTED if (text := request.POST.get(name, "")[:LONGEST_NUMBER])}
        wanted |= {"kind": request.POST.get("kind", "")[:LONGEST_KIND]}
        return to_page(request, "access:purpose", next_url=f"{reverse('register:resume')}?{urlencode(wanted)}")
    return _begin(request)


@requires(NOTIFY)
@require_GET
def resume(request: HttpRequest) -> HttpResponse:
    """Go on to the form that was chosen before purpose and case were asked for: one press, or none with script."""
    procedure = PROCEDURES.get(request.GET.get("kind", ""))
    if procedure is None:
        raise not_found("procedure")
    wanted = {name: request.GET.get(name, "")[:LONGEST_NUMBER] for name in WANTED}
    return page(request, "resume.html", {"procedure": procedure, "wanted": wanted})


@requires(NOTIFY)
@explains
def _begin(request: HttpRequest) -> HttpResponse:
    """Begin a form, from a resident, a household or an act where it needs one."""
    kind = request.POST.get("kind", "")
    person = next(iter(existing([request.POST.get("person", "")[:LONGEST_NUMBER]])), "")
    if not kind and person:
        return redirect("register:resident", person)
    procedure = PROCEDURES.get(kind)
    if procedure is None and kind:
        raise not_found("procedure")
    subject = _subject(request, procedure, person) if procedure is not None else None
    if procedure is None or subject is None:
        context = {"heading": gettext("対象者がいません"), "choose": True}
        return page(request, "not_done.html", context, status=404)
    grant = act_grant(request, NOTIFY, subject.persons, procedure.kind)
    listed = listed_of(grant, subject)
    if any(each.number == person and not may_begin(procedure, each) for each in listed):
        context = {"heading": procedure.title, "notices": [desk_notices.not_offered(procedure.title)]}
        return page(request, "not_done.html", context, status=409)
    draft = FormDraft.objects.using(ALIAS).create(
        token=uuid.uuid4().hex,
        account=context_of(request).account,
        kind=procedure.kind,
        subject=subject_data(subject),
        typed=typed_at_first(procedure, subject, listed),
    )
    return redirect("register:draft", draft.pk)


def _subject(request: HttpRequest, procedure: Procedure, person: str) -> Subject | None:
    """From whom or what the form begins; None when a resident is needed and there is none."""
    given = request.POST
    household = given.get("household", "")[:LONGEST_NUMBER]
    if procedure.kind == "cancellation":
        act = int(text) if (text := given.get("act", "")).isdecimal() and len(text) < LONGEST_NUMBER else 0
        changed = _changed_by(act)
        return Subject(act=act, person=person, persons=tuple(changed)) if changed else None
    if procedure.single:
        others = _household_of(person) if procedure.also else ()
        return Subject(person=person, household=household, persons=(person, *others)) if person else None
    if person and not household:
        household = records.household_of(ALIAS, person) or ""
    members = tuple(records.members_of(ALIAS, household)) if household else ()
    if procedure.movers and not members and not person:
        return None
    persons = tuple(dict.fromkeys((*members, *((person,) if person else ()))))
    return Subject(person=person, household=household if members else "", persons=persons)


def _household_of(person: str) -> tuple[str, ...]:
    """The others of somebody's household."""
    household = records.household_of(ALIAS, person) if person else None
    return tuple(each for each in records.members_of(ALIAS, household) if each != person) if household else ()


def _changed_by(act: int) -> list[str]:
    found = db.rows(
        ALIAS,
        "SELECT DISTINCT addressee_number FROM register_historyrow WHERE act_number = %s AND NOT consequence "
        "AND reason <> 'opening' ORDER BY addressee_number LIMIT 100",
        (act,),
    )
    return [each["addressee_number"] for each in found]


def subject_data(subject: Subject) -> dict[str, object]:
    """A subject as the draft keeps it."""
    return {
        "person": subject.person,
        "household": subject.household,
        "act": subject.act,
        "persons": list(subject.persons),
    }


def listed_of(grant: Grant, subject: Subject) -> list[Listed]:
    """The people whom the form lists, with their present content, in the order of the household."""
    found = [Listed(person, records.versions(grant, person)[-1].content) for person in subject.persons]
    return sorted(found, key=_place)


def _place(listed: Listed) -> tuple[int, str]:
    record = listed.record
    place = record.position if record is not None and record.position is not None else 1_000_000
    return place, listed.number


@require_GET
def buildings(request: HttpRequest) -> HttpResponse:
    """Suggest the buildings of the dictionary at the town and lot typed (STD-1.3.4, 4.0.7). Reads no resident."""
    field = request.GET.get("field", "")
    prefix = field.removesuffix("building")
    town, lot = (request.GET.get(f"{prefix}{name}", "")[:LONGEST_TEXT].strip() for name in ("town", "lot"))
    typed = request.GET.get(field, "")[:LONGEST_TEXT].strip()
    found = dictionaries.buildings(ALIAS, town=town, lot=lot, typed=typed) if town else ()
    offered = [each for each in found if each.name != typed]
    if not offered:
        return text_help(request)
    place = request.GET.get("id", "")
    suggestions = [
        {
            "label": each.name,
            "detail": f"{each.kana} {each.town}{each.lot}",
            "fill": msgspec.json.encode({place: each.name}).decode(),
        }
        for each in offered
    ]
    context = {"suggestions": suggestions, "next": f"{place.removesuffix('building')}postal_code"}
    return render(request, "screens/components/suggestions.html", context)
