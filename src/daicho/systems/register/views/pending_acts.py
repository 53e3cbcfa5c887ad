"""Pending acts: summary before submitting, check by another person, sending back (STD-4.0.8, 4.0.9; CTRL-028)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import context_of, requires
from daicho.systems.register import town
from daicho.systems.register.actions import editing, pending
from daicho.systems.register.actions.errors import Blocked, Differs, NotDone, WrongState
from daicho.systems.register.batch import settling
from daicho.systems.register.models import FormDraft, ReturnReason
from daicho.systems.register.presenters import commands, differences, effects, findings, queue, tasks, who, words
from daicho.systems.register.queries import records
from daicho.systems.register.views.asking import Answer, ask
from daicho.systems.register.views.common import (
    ALIAS,
    CHECK,
    NOTIFY,
    access_of,
    act_grant,
    existing,
    explained,
    explains,
    gate,
    not_found,
    page,
)
from daicho.systems.register.views.drafts import grant_for, subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant
    from daicho.access.identity import AccessContext
    from daicho.law.commands import ImmigrationNotice, MoveInNoticeReceived
    from daicho.law.decision import Decision
    from daicho.systems.register.actions.pending import Pending


MOST_DAYS: Final = 3650


def function_of(request: HttpRequest) -> str:
    """Under which function somebody looks at pending acts: as the one who enters, or as the one who checks."""
    return NOTIFY if context_of(request).may(NOTIFY) else CHECK


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List pending acts by state, age, operator, place and batch (STD-4.0.8). Nobody's name is in it."""
    context = context_of(request)
    whose, state = request.GET.get("whose", ""), request.GET.get("state", "")
    wanted = wanted_of(context, request.GET)
    rows = queue.waiting(ALIAS, wanted, account=context.account)
    shown = {
        "rows": rows,
        "whose": whose,
        "state": state,
        "days": wanted.days,
        "batch": wanted.batch,
        "ages": queue.ages(ALIAS),
        "may_check": context.may(CHECK) and any(row.may_check for row in rows),
        "case": context.case,
        "most": town.installation().confirmed_at_once,
        "tasks": queue.overview(ALIAS, context.account).tasks,
        "may_enter": context.may(NOTIFY),
    }
    return page(request, "pending_list.html", shown)


def wanted_of(context: AccessContext, asked: Mapping[str, str]) -> queue.Wanted:
    """Which pending acts an address or a form asks for; nonsense asks for all."""
    whose, state = asked.get("whose", ""), asked.get("state", "")
    return queue.Wanted(
        states=(state,) if state in {"pending", "returned"} else ("pending", "returned"),
        operator=context.account if whose == "mine" else None,
        place=context.office if whose == "office" else None,
        batch=number_of(asked.get("batch")),
        days=min(number_of(asked.get("days")) or 0, MOST_DAYS),
    )


def number_of(text: str | None) -> int | None:
    """A number in an address; None when it is none, or larger than any id."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 18 else None  # noqa: PLR2004


def load(number: int) -> Pending:
    """A pending act, or "not found"."""
    try:
        return pending.load(ALIAS, number)
    except WrongState as none:
        raise not_found("pending act") from none


def either(view: Any) -> Any:
    """Let whoever enters and whoever checks in, each under their own function."""
    entering, checking = requires(NOTIFY)(view), requires(CHECK)(view)

    @wraps(view)
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = (entering if context_of(request).may(NOTIFY) else checking)(request, *args, **kwargs)
        return response

    return chosen


@require_GET
@either
def shown(request: HttpRequest, pending_id: int) -> HttpResponse:
    """Show a pending act: what was notified, what becomes of whom, what is sent where, what the law finds."""
    return show(request, load(pending_id))


def show(request: HttpRequest, found: Pending, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a pending act in its present state."""
    own = found.operator == context_of(request).account
    if found.state == "draft" and not own:
        raise not_found("pending act")
    context: dict[str, Any] = {
        "pending": found,
        "title": words.word(words.ACT_KINDS, kind_of(found)),
        "state_word": words.word(words.PENDING_STATES, found.state),
        "own": own,
        "entered": who.entered(found),
        "may_withdraw": (own and found.state in {"draft", "pending", "returned"})
        or (is_left_to_us(found) and context_of(request).may(NOTIFY)),
        "may_check": context_of(request).may(CHECK) and not own and found.state == "pending",
        "draft": FormDraft.objects.using(ALIAS).filter(pending_id=found.id).only("id").first() if own else None,
        "left_to_us": is_left_to_us(found),
        "reasons": reasons(),
        "returned_for": reason_word(found.return_reason),
        "blocked": None,
    }
    if found.state in {"draft", "pending", "returned"}:
        context |= outlook(request, found)
    return page(request, "pending.html", context | more, status=status)


def outlook(request: HttpRequest, found: Pending) -> dict[str, Any]:
    """What would become of whom: for a draft the law is asked now, afterwards the decision shown is the one kept."""
    function = function_of(request)
    if found.decision is None or found.state != "pending":
        asking = grant_for(request, found.command, kind_of(found), function=function)
        answer = ask(asking, found.command, pending=found.id)
        grant = covering(request, function, answer.decision, kind_of(found))
    else:
        grant = covering(request, function, found.decision, kind_of(found))
        versions = {person: tuple(records.versions(grant, person)) for person in grant.persons}
        answer = Answer(found.decision, versions, (), frozenset())
    return outlook_of(answer, found, grant)


def covering(request: HttpRequest, function: str, decision: Decision, act: str) -> Grant:
    """A grant for everybody on the register whom a decision changes: they are about to be shown."""
    persons = existing(change.addressee_number.stored() for change in decision.changes)
    return act_grant(request, function, persons, act)


def outlook_of(answer: Answer, found: Pending, grant: Grant) -> dict[str, Any]:
    """Before and after, effects and findings, for the page."""
    changed = differences.changed_by(answer.decision, {each: answer.versions.get(each, ()) for each in grant.persons})
    names = {each.number: each.name for each in changed} | commands.names_of_newcomers(found.command, answer.newcomers)
    notices = findings.of_findings(answer.decision.findings, names)
    blocked = explained(Blocked(answer.blocking)) if answer.blocking else None
    return {
        "compared": _compared(found, grant),
        "said": commands.said(found.command),
        "changed": differences.without_stand_ins(changed, answer.stand_ins),
        "effects": effects.told(answer.decision.effects, names),
        "notices": notices,
        "blocked": blocked,
        "errors": sum(1 for notice in notices if notice.level == "error") + (blocked is not None),
    }


def _compared(found: Pending, grant: Grant) -> list[tasks.Compared]:
    """The notice that a clerk compared with the record, again beside it, for whoever checks (CTRL-028)."""
    notice = settling.notice_behind(ALIAS, found.id)
    if notice is None:
        return []
    person = cast("MoveInNoticeReceived | ImmigrationNotice", found.command).person.stored()
    return tasks.compared(notice, records.person(grant, person))


def kind_of(found: Pending) -> str:
    """The tag of the command."""
    return str(found.command.__struct_config__.tag)


def reasons() -> list[tuple[str, str]]:
    """The coded reasons for sending back."""
    english = words.is_english()
    rows = ReturnReason.objects.using(ALIAS).order_by("code")
    return [(each.code, each.english if english else each.japanese) for each in rows]


def reason_word(code: str) -> str:
    """A reason for sending back in words."""
    return dict(reasons()).get(code, code) if code else ""


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  # versions are small


@require_POST
@requires(NOTIFY)
@explains
def submit(request: HttpRequest, pending_id: int) -> HttpResponse:
    """仮登録. Sent twice, the second finds it done."""
    found = load(pending_id)
    if found.operator != context_of(request).account:
        raise WrongState
    if found.state == "pending":
        messages.info(request, gettext("この異動はすでに仮登録されています。"))
        return redirect("register:pending", pending_id)
    grant = grant_for(request, found.command, kind_of(found))
    try:
        pending.submit(ALIAS, grant, pending_id, version=_version(request))
    except NotDone as refused:
        return show(request, load(pending_id), status=409, refused=explained(refused))
    _release(grant, pending_id)
    messages.success(request, gettext("仮登録しました。別の職員の確認を待っています。"))
    return redirect("register:pending", pending_id)


def _release(grant: Grant, pending_id: int) -> None:
    """Give editing locks back; the pending act itself blocks everybody concerned from now on."""
    draft = FormDraft.objects.using(ALIAS).filter(pending_id=pending_id).first()
    if draft is not None:
        editing.release(ALIAS, grant, subject_of(draft).persons)


@require_POST
@requires(CHECK)
@explains
def confirm(request: HttpRequest, pending_id: int) -> HttpResponse:
    """本登録 by another person than the one who entered it. Sent twice, the second shows the act of the first."""
    found = load(pending_id)
    if found.state == "definitive":
        messages.info(request, gettext("この異動はすでに本登録されています。"))
        return redirect("register:act", found.act_number)
    grant = grant_for(request, found.command, kind_of(found), function=CHECK)
    try:
        recorded = pending.check_and_confirm(ALIAS, grant, pending_id, version=_version(request))
    except Differs as differs:
        return _differing(request, pending_id, differs)
    except NotDone as refused:
        return show(request, load(pending_id), status=409, refused=explained(refused))
    FormDraft.objects.using(ALIAS).filter(pending_id=pending_id).delete()
    messages.success(request, gettext("本登録しました。"))
    return redirect("register:act", recorded.number)


def _differing(request: HttpRequest, pending_id: int, differs: Differs) -> HttpResponse:
    """Show what is otherwise than it was when it was checked; the new decision is now the one to check."""
    changes = differs.decision.changes
    covering(request, CHECK, differs.decision, "differs")
    names = {change.addressee_number.stored(): change.current.name.written for change in changes}
    lines = differences.of_decisions(differs.differences, names)
    return show(request, load(pending_id), status=409, refused=explained(differs), differing=lines)


@require_POST
@requires(CHECK)
@explains
def send_back(request: HttpRequest, pending_id: int) -> HttpResponse:
    """差戻し with a coded reason."""
    found = load(pending_id)
    grant = grant_for(request, found.command, kind_of(found), function=CHECK)
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")[:400]
    try:
        pending.send_back(ALIAS, grant, pending_id, version=_version(request), reason=reason, note=note)
    except NotDone as refused:
        return show(request, load(pending_id), status=409, refused=explained(refused))
    messages.success(request, gettext("差し戻しました。"))
    return redirect("register:pending_list")


def is_left_to_us(found: Pending) -> bool:
    """Whether a pending act of a machine was sent back: it is taken back by a clerk, who enters what is right."""
    return found.state == "returned" and who.is_machine(found.operator)


@require_POST
@requires(NOTIFY)
@explains
def withdraw(request: HttpRequest, pending_id: int) -> HttpResponse:
    """Take a pending act back. Only whoever entered it may; one that a machine entered and was sent back, any clerk."""
    found = load(pending_id)
    if found.operator != context_of(request).account and not is_left_to_us(found):
        raise WrongState
    grant = gate().act(access_of(request, NOTIFY), (), act=kind_of(found))
    pending.withdraw(ALIAS, grant, pending_id, version=_version(request))
    _release(grant, pending_id)
    FormDraft.objects.using(ALIAS).filter(pending_id=pending_id).delete()
    messages.success(request, gettext("取り下げました。"))
    return redirect("register:home")
