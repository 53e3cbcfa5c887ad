"""Tasks of the office at the desk: notices that no machine could enter are compared with a record and settled.

The list shows what waits since when and nobody's name; a task is opened under purpose and case. What a clerk lets stand
pending is theirs, so that somebody else checks it (CTRL-028).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import context_of, requires
from daicho.systems.register.actions import tasks as closing
from daicho.systems.register.actions.errors import NotDone
from daicho.systems.register.batch import confirming, settling
from daicho.systems.register.presenters import tasks as presenter
from daicho.systems.register.queries import records
from daicho.systems.register.views.batches import open_to_desk
from daicho.systems.register.views.common import (
    ALIAS,
    NOTIFY,
    access_of,
    act_grant,
    existing,
    explained,
    not_found,
    page,
)
from daicho.values.errors import InvalidValue
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from daicho.systems.register.batch.entering import Result
    from daicho.systems.register.batch.settling import Notice, Task


@open_to_desk
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the open tasks of the office, the oldest first, without anybody's name."""
    context = {"tasks": presenter.rows(ALIAS), "may_open": context_of(request).may(NOTIFY)}
    return page(request, "tasks.html", context)


@requires(NOTIFY)
@require_GET
def shown(request: HttpRequest, task: int) -> HttpResponse:
    """Show a task: why it waits, and the notice it holds beside the record of the resident it may speak of."""
    return _show(request, _task(task))


def _task(number: int) -> Task:
    found = settling.task(ALIAS, number)
    if found is None:
        raise not_found("task")
    return found


def _show(
    request: HttpRequest, found: Task, *, status: int = 200, typed: str | None = None, **more: Any
) -> HttpResponse:
    """The page of a task; `typed` is the resident whom a clerk wants to see beside the notice."""
    persons = existing(found.persons)
    notice = settling.notice_of(ALIAS, found)
    person = typed or (persons[0] if notice is not None and len(persons) == 1 else None)
    covered = persons if person is None else sorted({*persons, person})
    grant = act_grant(request, NOTIFY, covered, f"task:{found.id}")
    record = None if person is None else records.person(grant, person)
    context: dict[str, Any] = {
        "task": found,
        "title": presenter.title(found.kind),
        "notice": presenter.why(found),
        "compared": () if notice is None else presenter.compared(notice, record),
        "person": person,
        "persons": persons,
        "may_enter": notice is not None and found.done_at is None,
        "may_judge": isinstance(notice, confirming.Notice) and found.done_at is None,
        "typed": request.POST.get("person", person or ""),
    }
    return page(request, "task.html", context | more, status=status)


@requires(NOTIFY)
@require_POST
def enter(request: HttpRequest, task: int) -> HttpResponse:
    """Let the notice of a task stand pending for a resident, or judge it again.

    A resident whose record did not stand beside the notice on the page that was sent is shown there first: nobody is
    entered by a number alone.
    """
    found = _task(task)
    notice = settling.notice_of(ALIAS, found)
    if notice is None or found.done_at is not None:
        messages.info(request, gettext("すでに完了しています。"))
        return redirect("register:tasks")
    judging = request.POST.get("do") == "judge" and isinstance(notice, confirming.Notice)
    person = _person(request.POST.get("person", ""))
    if person is None and not judging:
        wrong = gettext("この宛名番号の住民はいません。番号を確かめてください (S-0102)")
        return _show(request, found, status=422, wrong=wrong)
    if person is not None and not judging and request.POST.get("seen") != person.stored():
        return _show(request, found, typed=person.stored(), to_compare=True)
    try:
        result = _settled(request, found, notice, None if judging else person)
    except NotDone as refused:
        shown_beside = None if person is None else person.stored()
        return _show(request, found, status=409, typed=shown_beside, refused=explained(refused))
    return _after(request, found, result)


def _settled(request: HttpRequest, found: Task, notice: Notice, person: AddresseeNumber | None) -> Result:
    """What became of the notice, entered for a person, or judged again."""
    access = access_of(request, NOTIFY)
    if person is None:
        return settling.judge_again(ALIAS, found, cast("confirming.Notice", notice), access)
    return settling.enter_for(ALIAS, found, notice, person, access)


def _person(typed: str) -> AddresseeNumber | None:
    try:
        number = AddresseeNumber.parse(typed)
    except InvalidValue:
        return None
    return number if existing([number.stored()]) else None


def _after(request: HttpRequest, found: Task, result: Result) -> HttpResponse:
    """On to what it became; back to the task with why it is none."""
    if result.act is not None:
        messages.info(request, gettext("この通知はすでに反映されています。課題を完了にしました。"))
        return redirect("register:act", result.act)
    if result.pending is not None and result.became:
        messages.success(request, gettext("仮登録しました。別の職員の確認を待っています。"))
        return redirect("register:pending", result.pending)
    return _show(request, found, status=409, again=presenter.reasons(result.codes))


@requires(NOTIFY)
@require_POST
def close(request: HttpRequest, task: int) -> HttpResponse:
    """Close a task without entering anything, with the reason."""
    found, why = _task(task), request.POST.get("why", "").strip()[:400]
    if not why:
        messages.error(request, gettext("理由を入力してください。理由のない操作は記録できません (S-0401)"))
        return redirect("register:task", task)
    grant = act_grant(request, NOTIFY, existing(found.persons), "close_task")
    if closing.close_task(ALIAS, task, who=grant.access.account, outcome=why):
        messages.success(request, gettext("完了にしました。"))
    else:
        messages.info(request, gettext("すでに完了しています。"))
    return redirect("register:tasks")
