"""The form of one act: kept as it is typed, checked by the law while it is typed (STD-4.0.8, 4.0.9, 4.0.10, 10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access.guards import context_of, requires
from daicho.law import deciding as law
from daicho.systems.register.actions import editing, numbers, pending, recording
from daicho.systems.register.actions.errors import Blocked, NotDone
from daicho.systems.register.forms import worksheet
from daicho.systems.register.forms.details import ENTRY_GROUNDS
from daicho.systems.register.forms.people import RELATIONSHIPS
from daicho.systems.register.forms.procedures import PROCEDURES
from daicho.systems.register.forms.to_command import Unfinished, command_of
from daicho.systems.register.forms.worksheet import Subject, Worksheet
from daicho.systems.register.models import Act, FormDraft
from daicho.systems.register.presenters import desk_notices, findings, words, workbench
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
    from django.http import HttpRequest, HttpResponse, QueryDict

    from daicho.access.grants import Grant
    from daicho.law.commands import Command
    from daicho.law.decision import Finding


_NO_DATE: Final = frozenset({"R-403-02", "R-4102-02"})
"""Findings of the law that a day of the header is missing."""


class Verdict(msgspec.Struct, frozen=True):
    """What can be said of a form as typed: findings of the law, and what is still missing or cannot be read."""

    notices: tuple[findings.Notice, ...] = ()
    missing: tuple[str, ...] = ()
    asked: bool = False
    blocking: tuple[int, ...] = ()  # other pending acts in the way: they hinder the submission, not the typing

    @property
    def errors(self) -> int:
        """How many findings forbid it."""
        return sum(1 for notice in self.every if notice.level == "error")

    @property
    def alerts(self) -> int:
        """How many findings must have been seen."""
        return len(self.every) - self.errors

    @property
    def every(self) -> tuple[findings.Notice, ...]:
        """The findings, with what a pending act in the way says on submission (STD-4.0.8)."""
        return (*((findings.of_refusal(Blocked(self.blocking)),) if self.blocking else ()), *self.notices)

    @property
    def is_forbidden(self) -> bool:
        """Whether the law itself forbids it."""
        return any(notice.level == "error" for notice in self.notices)


def own_draft(request: HttpRequest, draft: int) -> FormDraft:
    """A draft of the account itself; anybody else's does not exist for it."""
    return get_object_or_404(FormDraft.objects.using(ALIAS), pk=draft, account=context_of(request).account)


def subject_of(draft: FormDraft) -> Subject:
    """From whom or what the draft was begun."""
    return codec.from_builtins(draft.subject, Subject)


def sheet_of(draft: FormDraft, grant: Grant, *, check: bool) -> Worksheet:
    """The worksheet of a draft."""
    subject = subject_of(draft)
    listed = listed_of(grant, subject)
    return Worksheet(PROCEDURES[draft.kind], draft.typed, about=subject.person, listed=listed, check=check)


def keep(draft: FormDraft, request: HttpRequest) -> None:
    """Keep what has been typed, but for individual numbers, which go to the vault at once."""
    posted = dict(request.POST.lists())
    draft.typed = worksheet.received(posted, draft.typed)
    take_numbers(request, draft, posted)
    draft.save(using=ALIAS, update_fields=["typed", "updated_at"])


def take_numbers(request: HttpRequest, draft: FormDraft, posted: dict[str, list[str]]) -> None:
    """Put typed individual numbers into the vault; the draft keeps the reference, or the code of what is wrong."""
    prefixes = [f"e-{index}" for index in worksheet.indexes_of(draft.typed)]
    prefixes += ["n"] if PROCEDURES[draft.kind].number else []
    for prefix in prefixes:
        text = worksheet.first(posted, f"{prefix}-number").strip()
        if text:
            draft.typed |= _number_taken(request, prefix, text)


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
    if not sheet.is_valid() or verdict.is_forbidden or not verdict.asked:
        return form_page(request, found, sheet, verdict, status=422)
    for notice in of_desk(sheet):
        messages.warning(request, f"{notice.what}{notice.remedy} ({notice.code})")
    return _to_summary(request, found, command_of(sheet, subject))


def _changed_members(request: HttpRequest, draft: FormDraft) -> HttpResponse | None:
    """A member more or less, a number or a character anew: for browsers without script."""
    do = request.POST.get("do", "")
    if do == "keep":
        place = ""
    elif do == "pick":
        draft.typed |= picked(draft.typed, request.POST)
        place = "workbench"
    elif (changed := changed_people(draft, do)) is not None:
        place = f"person-{changed}"
    else:
        return None
    draft.save(using=ALIAS, update_fields=["typed", "updated_at"])
    response = redirect("register:draft", draft.pk)
    response["Location"] += f"#{place}" if place else ""
    return response


def changed_people(draft: FormDraft, do: str) -> int | None:
    """Do what a button of the people's part says; the place of the person it was about, None when it says nothing."""
    what, _, place = do.partition("-")
    index = int(place) if place.isdecimal() else 0
    if what == "add" and PROCEDURES[draft.kind].entrants > 1:
        draft.typed, index = worksheet.with_person(draft.typed)
    elif what == "remove" and place.isdecimal():
        draft.typed, index = worksheet.without_person(draft.typed, index), 0
    elif what == "number":
        prefix = "n" if place == "n" else f"e-{index}"
        draft.typed |= {f"{prefix}-number_ref": [""], f"{prefix}-number_problem": [""]}
    else:
        return None
    return index


def picked(typed: worksheet.Typed, posted: QueryDict) -> worksheet.Typed:
    """The texts of a name with the characters that were picked on the workbench."""
    chosen = {name: posted.get(name, "") for name in posted if name.startswith("w-")}
    return {f"a-{field}": [text] for field, text in workbench.with_choices(name_typed(typed), chosen).items()}


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
        "entry_grounds": ENTRY_GROUNDS,
        "bench": bench_of(sheet),
        "cancelled": cancelled(subject_of(draft)),
    }
    return page(request, "draft.html", context, status=status)


def cancelled(subject: Subject) -> tuple[Act, str] | None:
    """The act that a cancellation was begun from, and what it was; None where it is about none."""
    act = Act.objects.using(ALIAS).filter(number=subject.act).first() if subject.act else None
    return None if act is None else (act, words.word(words.ACT_KINDS, act.command_kind))


def verdict_of(request: HttpRequest, draft: FormDraft, sheet: Worksheet, subject: Subject) -> Verdict:
    """What the law says to a checked worksheet, and what it lacks."""
    missing = tuple(sheet.missing())
    try:
        command = command_of(sheet, subject)
    except Unfinished:
        return Verdict(tuple(of_desk(sheet)), missing, blocking=_blocking(draft, sheet))
    persons = [number.stored() for number in law.needs(command).persons]
    answer = ask(live_grant(request, draft.pk, persons, draft.kind), command, pending=draft.pending_id)
    names = names_in(sheet, answer.newcomers)
    found = [each for each in answer.decision.findings if not _said_at_field(each, sheet)]
    notices = [*findings.of_findings(found, names), *of_desk(sheet)]
    if not answer.decision.changes and not answer.decision.errors:
        notices.insert(0, desk_notices.nothing_changes())
    blocking = answer.blocking if answer.decision.changes else _blocking(draft, sheet)
    return Verdict(tuple(notices), missing, asked=True, blocking=blocking)


def _said_at_field(finding: Finding, sheet: Worksheet) -> bool:
    """Whether the law misses a day that was typed and cannot be read: its field says so itself."""
    return finding.code in _NO_DATE and finding.field in sheet.header.errors


def _blocking(draft: FormDraft, sheet: Worksheet) -> tuple[int, ...]:
    """The pending acts that hold whom the form lists, or their households, while it decides on nobody yet."""
    persons = [each.number for each in sheet.listed]
    households = [each.record.household_number.stored() for each in sheet.listed if each.record is not None]
    return recording.blocking(ALIAS, persons, households, pending=draft.pending_id)


def of_desk(sheet: Worksheet) -> list[findings.Notice]:
    """What the desk itself notices: no municipality told from an address, another character instead of a variant."""
    found = [desk_notices.unplaced(what) for what in sheet.unplaced]
    bench = bench_of(sheet)
    return found + [desk_notices.other_character(cell) for cell in (bench.others if bench is not None else ())]


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
    """One member more or less, or an individual number, as a fragment: what a family shares is copied down."""
    found = own_draft(request, draft)
    keep(found, request)
    do = request.POST.get("do", "")
    changed = changed_people(found, do)
    found.save(using=ALIAS, update_fields=["typed", "updated_at"])
    sheet = Worksheet(PROCEDURES[found.kind], found.typed)
    if sheet.procedure.number:
        return page(request, "parts/number.html", number_context(sheet) | {"draft": found})
    added = changed if do == "add" else None
    return page(request, "parts/people.html", {"sheet": sheet, "draft": found, "added": added})


def number_context(sheet: Worksheet) -> dict[str, object]:
    """What the field of the resident's own individual number shows: never the number."""
    return {"prefix": "n", "ref": sheet.number_ref, "problem": sheet.number_problem, "target": "#number"}


@requires(NOTIFY)
@require_POST
def characters(request: HttpRequest, draft: int) -> HttpResponse:
    """The workbench of character identification, as a fragment: a character picked goes into the name (SYS24)."""
    found = own_draft(request, draft)
    grant = live_grant(request, found.pk, subject_of(found).persons, found.kind)
    keep(found, request)
    if request.POST.get("do") == "pick":
        found.typed |= picked(found.typed, request.POST)
        found.save(using=ALIAS, update_fields=["typed", "updated_at"])
    sheet = sheet_of(found, grant, check=False)
    return page(request, "parts/workbench.html", {"draft": found, "sheet": sheet, "bench": bench_of(sheet)})


def bench_of(sheet: Worksheet) -> workbench.Bench | None:
    """The workbench for the name that is being corrected."""
    record = sheet.record
    if not sheet.procedure.workbench or record is None:
        return None
    return workbench.bench(record.name, name_typed(sheet.typed))


def name_typed(typed: worksheet.Typed) -> dict[str, str]:
    """The parts of a name as they stand in the form."""
    return {field: worksheet.first(typed, f"a-{field}") for field in workbench.FIELDS if f"a-{field}" in typed}


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
