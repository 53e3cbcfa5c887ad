"""Starting a batch at the desk: a kind and a file, a dry run, then its records (SYS1-F4; STD-9.7).

Whoever starts one enters it: under their name, purpose and case, so that somebody else checks what it made (CTRL-028).
A request only keeps the file and notes the run; `batch.waiting` enters it beside.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access.guards import requires
from daicho.systems.register.batch import files, waiting
from daicho.systems.register.batch.every_kind import KINDS
from daicho.systems.register.batch.move_in_messages import MoveInMessages
from daicho.systems.register.batch.refusals import BatchFileRefused
from daicho.systems.register.presenters import batch_columns, findings
from daicho.systems.register.presenters import batches as presenter
from daicho.systems.register.uploads import was_too_large
from daicho.systems.register.views.batches import open_to_desk
from daicho.systems.register.views.common import ALIAS, NOTIFY, access_of, gate, not_found, page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from daicho.access.grants import Access


@requires(NOTIFY)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a kind and a file; a file that is none is refused whole, any other begins with a dry run."""
    if request.method != "POST":
        return _form(request)
    try:
        run = _hand_in(request)
    except BatchFileRefused as refused:
        return _form(request, refused, status=422)
    messages.info(request, gettext("試行を始めました。結果を確かめてから、処理を始めてください。"))
    return redirect("register:batch", run)


def _hand_in(request: HttpRequest) -> int:
    code, file = request.POST.get("kind", ""), request.FILES.get("file")
    if code == MoveInMessages.code:
        return waiting.judge_messages(ALIAS, _access(request))
    if was_too_large(request):
        raise BatchFileRefused("B-FILE-04", most=files.LARGEST_AT_DESK // 1024 // 1024)
    if code not in KINDS or file is None:
        raise BatchFileRefused("B-FILE-10")
    return waiting.hand_in(ALIAS, code, file.name or "", file.read(), _access(request))


def _access(request: HttpRequest) -> Access:
    """Under which the records are entered; that a batch was started is recorded first."""
    access = access_of(request, NOTIFY)
    gate().act(access, (), act="batch")
    return access


def _form(request: HttpRequest, refused: BatchFileRefused | None = None, *, status: int = 200) -> HttpResponse:
    kinds = [
        {
            "code": code,
            "name": presenter.kind_word(code),
            "columns": batch_columns.columns(kind),
            "needs_file": code != MoveInMessages.code,
        }
        for code, kind in KINDS.items()
    ]
    context = {
        "kinds": kinds,
        "chosen": request.POST.get("kind", ""),
        "notice": None if refused is None else findings.of_file(refused),
        "most": files.LARGEST_AT_DESK // 1024 // 1024,
    }
    return page(request, "batch_new.html", context, status=status)


@requires(NOTIFY)
@require_POST
def start(request: HttpRequest, run: int) -> HttpResponse:
    """Let the records of a run be entered: after its dry run, once more, or from where it broke off."""
    try:
        number = waiting.start(ALIAS, run, _access(request))
    except LookupError:
        raise not_found("run") from None
    except BatchFileRefused as refused:
        context = {"notices": [findings.of_file(refused)], "heading": gettext("処理できませんでした"), "back": run}
        return page(request, "not_done.html", context, status=409)
    messages.success(request, gettext("処理を始めました。"))
    return redirect("register:batch", number)


@requires(NOTIFY)
@require_POST
def discard(request: HttpRequest, run: int) -> HttpResponse:
    """Erase the file of a run; what was entered of it stays."""
    gate().act(access_of(request, NOTIFY), (), act="batch_discard")
    try:
        erased = waiting.discard(ALIAS, run)
    except LookupError:
        raise not_found("run") from None
    if erased:
        messages.success(request, gettext("ファイルを消去しました。"))
    else:
        messages.info(request, gettext("消去するファイルがないか、処理中です。"))
    return redirect("register:batch", run)


@open_to_desk
@require_GET
def columns(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001 - as every view
    """Give a file with nothing but the column names of a kind, to be filled."""
    found = KINDS.get(kind)
    if found is None or kind == MoveInMessages.code:
        raise not_found("kind")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    csv.writer(response).writerow((*found.columns, *found.optional))
    return response
