"""Runs of batches: how far they came, what became of each record, which pending acts wait of them (SYS1-F4).

Lines, keys and codes only; whoever wants to see people goes on to the pending acts, where purpose and case are asked
for.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from daicho.access.guards import requires
from daicho.systems.register.batch import engine
from daicho.systems.register.batch.report import BatchReport
from daicho.systems.register.presenters import batches as presenter
from daicho.systems.register.queries import batches
from daicho.systems.register.views.common import ALIAS, OPERATE, not_found, page

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 500
"""Records of a run shown at most; the CSV has all."""


@requires(OPERATE)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the newest runs of batches with their progress and counts."""
    runs = [presenter.row(run) for run in batches.runs(ALIAS)]
    context = {"runs": runs, "live": any(run.is_running for run in runs)}
    return page(request, "parts/batch_runs.html" if request.headers.get("HX-Request") else "batches.html", context)


@requires(OPERATE)
@require_GET
def shown(request: HttpRequest, run: int) -> HttpResponse:
    """Show a run: progress, counts, and what became of each record, those not accepted first."""
    found = batches.run(ALIAS, run)
    if found is None:
        raise not_found("run")
    records = list(engine.reports(ALIAS, run).values())
    rows = presenter.records(records)
    context: dict[str, Any] = {
        "run": presenter.row(found),
        "live": found.state == "running",
        "records": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "heading": gettext("一括処理の結果"),
    }
    return page(request, "parts/batch_run.html" if request.headers.get("HX-Request") else "batch.html", context)


@requires(OPERATE)
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
