"""Runs of batches: how far they came, what became of each record, which pending acts wait of them (SYS1-F4).

Lines, keys and codes only; whoever wants to see people goes on to the pending acts, where purpose and case are asked
for.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from daicho.access.guards import context_of, requires
from daicho.systems.register.batch import engine
from daicho.systems.register.batch.report import BatchReport, Outcome
from daicho.systems.register.presenters import batches as presenter
from daicho.systems.register.queries import batches
from daicho.systems.register.views.common import ALIAS, NOTIFY, OPERATE, not_found, page
from daicho.systems.register.views.pending_acts import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from daicho.systems.register.batch.report import RecordReport

SHOWN = 200
"""Records of a run on a page; the CSV has all."""


def open_to_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever enters acts, and operators. No purpose is asked: nobody's data is shown."""
    operating = requires(OPERATE)(view)

    @wraps(view)
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (view if context_of(request).may(NOTIFY) else operating)(request, *args, **kwargs)

    return chosen


@open_to_desk
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the newest runs of batches with their progress and counts."""
    runs = [presenter.row(run) for run in batches.runs(ALIAS)]
    context = {
        "runs": runs,
        "live": any(run.is_live for run in runs),
        "may_start": context_of(request).may(NOTIFY),
    }
    return page(request, "parts/batch_runs.html" if request.headers.get("HX-Request") else "batches.html", context)


@open_to_desk
@require_GET
def shown(request: HttpRequest, run: int) -> HttpResponse:
    """Show a run: progress, counts, what may be done with it, and what became of its records, by outcome and reason."""
    found = batches.run(ALIAS, run)
    if found is None:
        raise not_found("run")
    reports = list(engine.reports(ALIAS, run).values())
    outcome, code = _asked(request)
    wanted = [each for each in reports if _is_wanted(each, outcome, code)]
    pages = max(1, -(-len(wanted) // SHOWN))
    at = min(max(1, number_of(request.GET.get("page")) or 1), pages)
    row = presenter.row(found)
    context: dict[str, Any] = {
        "run": row,
        "live": row.is_live,
        "records": presenter.records(wanted)[(at - 1) * SHOWN : at * SHOWN],
        "outcome": outcome,
        "code": code,
        "codes": sorted(Counter(each for report in reports for each in report.codes).items()),
        "page": at,
        "pages": range(1, pages + 1) if pages > 1 else (),
        "heading": gettext("一括処理の結果"),
        "may_start": context_of(request).may(NOTIFY),
    }
    return page(request, "parts/batch_run.html" if request.headers.get("HX-Request") else "batch.html", context)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """Outcome and code asked for; nonsense asks for all."""
    outcome = request.GET.get("outcome", "")
    return outcome if outcome in {each.value for each in Outcome} else "", request.GET.get("code", "")[:40]


def _is_wanted(report: RecordReport, outcome: str, code: str) -> bool:
    return (not outcome or report.outcome.value == outcome) and (not code or code in report.codes)


@open_to_desk
@require_GET
def report(request: HttpRequest, run: int) -> HttpResponse:  # noqa: ARG001 - as every view
    """Give the report of a run as CSV: lines, keys, outcomes and reasons, nobody's data."""
    if batches.run(ALIAS, run) is None:
        raise not_found("run")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="batch-{run}.csv"'
    found = BatchReport(tuple(engine.reports(ALIAS, run).values()), run=run)
    csv.writer(response).writerows(found.lines())
    return response
