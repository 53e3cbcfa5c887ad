"""The form of one act: kept as it is typed, checked by the law while it is typed (STD-4.0.8, 4.0.9, 4.0.10, 10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access.guards import context_of, requires
from daicho.law import deciding as law
from daicho.systems.register.actions import editing, numbers, pending
from daicho.systems.register.actions.errors import NotDone
from daicho.systems.register.forms import worksheet
from daicho.systems.register.forms.people import RELATIONSHIPS
from daicho.systems.register.forms.procedures import PROCEDURES
from daicho.systems.register.forms.to_command import Unfinished, command_of
from daicho.systems.register.forms.worksheet import Subject, Worksheet
from daicho.systems.register.models import FormDraft
from daicho.systems.register.presenters import findings
from daicho.systems.register.presenters.records import members_of
from daicho.systems.register.queries import records
from daicho.systems.register.views.asking import ask
from daicho.systems.register.views.common import (
    ALIAS,
    NOTIFY,
    act_grant,
    existing,
    explains,
    live_grant,
    open_grant,
    page,
)
from daicho.systems.register.views.procedures import listed_of
from daicho.values import codec
from daicho.values.errors import InvalidValue
from daicho.values.numbers import HouseholdNumber, IndividualNumber

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant
    from daicho.law.commands import Command


class Verdict(msgspec.Struct, frozen=True):
    """What can be said of a form as typed: findings of the law, and what is still missing or cannot be read."""

    notices: tuple[findings.Notice, ...] = ()
    missing: tuple[str, ...] = ()
    asked: bool = False

    @property
    def errors(self) -> int:
        """How many findings forbid it."""
        return sum(1 for notice in self.notices if notice.level == "error")

    @property
    def alerts(self) -> int:
        """How many findings must have been seen."""
        return len(self.notices) - self.errors


def own_draft(request: HttpRequest, draft: int) -> FormDraft:
    """A draft of the account itself; anybody else's does not exist for it."""
    return get_object_or_404(FormDraft.objects.using(ALIAS), pk=draft, account=context_of(request).account)


def subject_of(draft: FormDraft) -> Subject:
    """From whom or what the draft was begun."""
    return codec.from_builtins(draft.subject, Subject)


def sheet_of(draft: FormDraft, grant: Grant, *, check: bool) -> Worksheet:
    """The worksheet of a draft."""
    listed = listed_of(grant, subject_of(draft))
    return Worksheet(PROCEDURES[draft.kind], draft.typed, listed=listed, check=check)


def keep(draft: FormDraft, request: HttpRequest) -> None:
    """Keep what has been typed, but for individual numbers, which go to the vault at once."""
    posted = dict(request.POST.lists())
    draft.typed = worksheet.received(posted, draft.typed)
    take_numbers(request, draft, posted)
    draft.save(using=ALIAS, update_fields=["typed", "updated_at"])


def take_numbers(request: HttpRequest, draft: FormDraft, posted: dict[str, list[str]]) -> None:
    """Put typed individual numbers into the vault; the draft keeps the reference, or the code of what is wrong."""
    for index in worksheet.indexes_of(draft.typed):
        text = worksheet.first(posted, f"e-{index}-number").strip()
        if text:
            draft.typed |= _number_taken(request, f"e-{index}", text)


def _number_taken(request: HttpRequest, prefix: str, text: str) -> dict[str, list[str]]:
    try:
        number = IndividualNumber.parse(text)
        (reference,) = numbers.take_in(ALIAS, act_grant(request, NOTIFY, [], "individual_number"), [number])
    except InvalidValue as problem:
        return {f"{prefix}-number_ref": [""], f"{prefix}-number_problem": [problem.code]}
    except NotDone as refused:
        return {f"{prefix}-number_ref": [""], f"{prefix}-number_problem": [refused.code]}
    return {f"{prefix}-number_ref": [reference], f"{prefix}-number_problem": [""]}


@requires(NOTIFY)
@require_http_methods(["GET", "POST"])
@explains
def edit(request: HttpRequest, draft: int) -> HttpResponse:
    """Show the form; sent, go on to the summary when nothing is missing and the law has no error."""
    found = own_draft(request, draft)
    subject = subject_of(found)
    grant = act_grant(request, NOTIFY, subject.persons, found.kind)
    editing.take(ALIAS, grant, subject.persons)
    if request.method == "GET":
        return form_page(request, found, sheet_of(found, grant, check=False), Verdict())
    keep(found, request)
    if (done := _changed_members(request, found)) is not None:
        return done
    sheet = sheet_of(found, grant, check=True)
    verdict = verdict_of(request, found, sheet, subject)
    if not sheet.is_valid() or verdict.errors or not verdict.asked:
        return form_page(request, found, sheet, verdict, status=422)
    return _to_summary(request, found, command_of(sheet, subject))


def _changed_members(request: HttpRequest, draft: FormDraft) -> HttpResponse | None:
    """A member more or less, for browsers without script."""
    do = request.POST.get("do", "")
    if do == "add" and PROCEDURES[draft.kind].entrants > 1:
        draft.typed, index = worksheet.with_person(draft.typed)
    elif do.startswith("remove-") and do.removeprefix("remove-").isdecimal():
        draft.typed, index = worksheet.without_person(draft.typed, int(do.removeprefix("remove-"))), 0
    elif do.startswith("number-"):
        index = int(do.removeprefix("number-")) if do.removeprefix("number-").isdecimal() else 0
        draft.typed |= {f"e-{index}-number_ref": [""], f"e-{index}-number_problem": [""]}
    elif do == "keep":
        index = 0
    else:
        return None
    draft.save(using=ALIAS, update_fields=["typed", "updated_at"])
    response = redirect("register:draft", draft.pk)
    response["Location"] += f"#person-{index}"
    return response


def _to_summary(request: HttpRequest, draft: FormDraft, command: Command) -> HttpResponse:
    grant = grant_for(request, command, draft.kind)
    if draft.pending_id is None:
        draft.pending_id = pending.begin_pending(ALIAS, grant, command, token=draft.token).id
        draft.save(using=ALIAS, update_fields=["pending_id", "updated_at"])
    standing = pending.load(ALIAS, draft.pending_id)
    pending.update_draft(ALIAS, grant, draft.pending_id, command, version=standing.version)
    return redirect("register:pending", draft.pending_id)


def grant_for(request: HttpRequest, command: Command, act: str, *, function: str = NOTIFY) -> Grant:
    """A grant for the people that a command names."""
    return act_grant(request, function, [number.stored() for number in law.needs(command).persons], act)


def form_page(
    request: HttpRequest, draft: FormDraft, sheet: Worksheet, verdict: Verdict, *, status: int = 200
) -> HttpResponse:
    """The page of a form."""
    context = {
        "draft": draft,
        "sheet": sheet,
        "procedure": sheet.procedure,
        "verdict": verdict,
        "relationships": RELATIONSHIPS,
        "problems": bool(status != 200 and sheet.missing()),  # noqa: PLR2004  # the status of a form to mend
        "saved_at": draft.updated_at,
    }
    return page(request, "draft.html", context, status=status)


def verdict_of(request: HttpRequest, draft: FormDraft, sheet: Worksheet, subject: Subject) -> Verdict:
    """What the law says to a checked worksheet, and what it lacks."""
    missing = tuple(sheet.missing())
    try:
        command = command_of(sheet, subject)
    except Unfinished:
        return Verdict(missing=missing)
    persons = [number.stored() for number in law.needs(command).persons]
    answer = ask(live_grant(request, draft.pk, persons, draft.kind), command)
    names = names_in(sheet, answer.newcomers)
    return Verdict(tuple(findings.of_findings(answer.decision.findings, names)), missing, asked=True)


def names_in(sheet: Worksheet, newcomers: tuple[str, ...]) -> dict[str, str]:
    """The names that a form shows already: of the residents listed and of the people being entered."""
    names = {each.number: each.record.name.written for each in sheet.listed if each.record is not None}
    typed = [
        f"{person.form.cleaned_data.get('family') or ''} {person.form.cleaned_data.get('given') or ''}".strip()
        for person in sheet.people
        if not person.form.cleaned_data.get("re_entry_of")
    ]
    return names | dict(zip(newcomers, typed, strict=False))


@requires(NOTIFY)
@require_POST
def live(request: HttpRequest, draft: int) -> HttpResponse:
    """Keep what has been typed and say what the law finds in it, while it is being typed."""
    found = own_draft(request, draft)
    subject = subject_of(found)
    grant = live_grant(request, found.pk, subject.persons, found.kind)
    keep(found, request)
    try:
        editing.take(ALIAS, grant, subject.persons)
    except NotDone as refused:
        verdict = Verdict((findings.of_refusal(refused),))
    else:
        verdict = verdict_of(request, found, sheet_of(found, grant, check=True), subject)
    return page(request, "parts/verdict.html", {"verdict": verdict, "saved_at": timezone.now()})


@requires(NOTIFY)
@require_POST
def members(request: HttpRequest, draft: int) -> HttpResponse:
    """One member more or less, as a fragment: what a family shares is copied down."""
    found = own_draft(request, draft)
    keep(found, request)
    do = request.POST.get("do", "")
    added = None
    if do == "add" and PROCEDURES[found.kind].entrants > 1:
        found.typed, added = worksheet.with_person(found.typed)
    elif do.startswith("remove-") and do.removeprefix("remove-").isdecimal():
        found.typed = worksheet.without_person(found.typed, int(do.removeprefix("remove-")))
    elif do.startswith("number-") and do.removeprefix("number-").isdecimal():
        index = int(do.removeprefix("number-"))
        found.typed |= {f"e-{index}-number_ref": [""], f"e-{index}-number_problem": [""]}
    found.save(using=ALIAS, update_fields=["typed", "updated_at"])
    sheet = Worksheet(PROCEDURES[found.kind], found.typed)
    return page(request, "parts/people.html", {"sheet": sheet, "draft": found, "added": added})


@requires(NOTIFY)
@require_GET
def destination(request: HttpRequest, draft: int) -> HttpResponse:
    """Show the household that people are to enter, while its number is typed (STD-4.0.2)."""
    own_draft(request, draft)
    try:
        number = HouseholdNumber.parse(request.GET.get("d-household_number", "")).stored()
    except InvalidValue:
        return page(request, "parts/destination.html", {})
    persons = existing(records.members_of(ALIAS, number))
    if not persons:
        return page(request, "parts/destination.html", {"unknown": True})
    found = records.household(open_grant(request, persons), number)
    address = found.members[0].address.written if found.members else ""
    return page(request, "parts/destination.html", {"members": members_of(found.members), "address": address})


@requires(NOTIFY)
@require_POST
@explains
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Throw a draft away; a pending act that came of it is withdrawn, and its locks fall."""
    found = own_draft(request, draft)
    grant = act_grant(request, NOTIFY, subject_of(found).persons, found.kind)
    if found.pending_id is not None:
        standing = pending.load(ALIAS, found.pending_id)
        if standing.state in {"draft", "returned"}:
            pending.withdraw(ALIAS, grant, found.pending_id, version=standing.version)
    editing.release(ALIAS, grant, subject_of(found).persons)
    found.delete(using=ALIAS)
    return redirect("register:home")
