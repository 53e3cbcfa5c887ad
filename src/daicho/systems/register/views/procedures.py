"""The procedures of the desk: choose one; begin its form."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import context_of, requires
from daicho.systems.register import db
from daicho.systems.register.forms.beginning import typed_at_first
from daicho.systems.register.forms.procedures import PROCEDURES, Procedure
from daicho.systems.register.forms.worksheet import Listed, Subject
from daicho.systems.register.models import FormDraft
from daicho.systems.register.queries import history, records
from daicho.systems.register.views.common import ALIAS, NOTIFY, act_grant, existing, explains, not_found, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant

LONGEST_NUMBER = 20


@requires(NOTIFY)
@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """List the procedures with their keys; those about residents begin from a resident or household page."""
    entering = [each for each in PROCEDURES.values() if not each.about_residents]
    about = [each for each in PROCEDURES.values() if each.about_residents]
    return page(request, "procedures.html", {"entering": entering, "about": about})


@requires(NOTIFY)
@require_POST
@explains
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the form of a procedure, from a resident, a household or an act where it needs one."""
    procedure = PROCEDURES.get(request.POST.get("kind", ""))
    if procedure is None:
        raise not_found("procedure")
    subject = _subject(request, procedure)
    if subject is None:
        context = {"heading": gettext("対象者がいません"), "choose": True}
        return page(request, "not_done.html", context, status=404)
    grant = act_grant(request, NOTIFY, subject.persons, procedure.kind)
    listed = listed_of(grant, subject)
    draft = FormDraft.objects.using(ALIAS).create(
        token=uuid.uuid4().hex,
        account=context_of(request).account,
        kind=procedure.kind,
        subject=subject_data(subject),
        typed=typed_at_first(procedure, subject, listed),
    )
    return redirect("register:draft", draft.pk)


def _subject(request: HttpRequest, procedure: Procedure) -> Subject | None:
    """From whom or what the form begins; None when a resident is needed and there is none."""
    given = request.POST
    person = next(iter(existing([given.get("person", "")[:LONGEST_NUMBER]])), "")
    household = given.get("household", "")[:LONGEST_NUMBER]
    act = int(text) if (text := given.get("act", "")).isdecimal() and len(text) < LONGEST_NUMBER else 0
    if procedure.kind == "cancellation":
        changed = _changed_by(act)
        return Subject(act=act, person=person, persons=tuple(changed)) if changed else None
    if person and not household:
        household = records.household_of(ALIAS, person) or ""
    members = tuple(records.members_of(ALIAS, household)) if household else ()
    if procedure.about_residents and not members and not person:
        return None
    persons = tuple(dict.fromkeys((*members, *((person,) if person else ()))))
    if not procedure.movers and not procedure.destination:
        persons = (person,) if person else ()
    if procedure.single and not person:
        return None
    return Subject(person=person, household=household if members else "", persons=persons)


def _changed_by(act: int) -> list[str]:
    found = db.rows(
        ALIAS,
        "SELECT addressee_number FROM register_historyrow WHERE act_number = %s AND NOT consequence "
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
    found = []
    for person in subject.persons:
        versions = records.versions(grant, person)
        # an entry that was cancelled left no content; its history says who it was
        content = versions[-1].content if versions else history.history(grant, person)[-1].record
        found.append(Listed(person, content))
    return sorted(found, key=_place)


def _place(listed: Listed) -> tuple[int, str]:
    record = listed.record
    place = record.position if record is not None and record.position is not None else 1_000_000
    return place, listed.number
