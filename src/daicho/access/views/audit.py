"""Inspection of access records, the same in every system: who looked at whom, from where, when, why.

A system mounts it at its root::

    urlpatterns = [..., *audit.addresses(Audited(system="register", acts=ACT_KINDS))]

Search, export, rules, verification of the chain and the outcome of an inspection are records themselves (CTRL-079 to
081).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from daicho.access import inspection, naming, patterns, records, sealer, words
from daicho.access.audit_forms import AuditForm, PeriodForm, ReviewForm
from daicho.access.functions import HOST
from daicho.access.gate import Gate
from daicho.access.guards import context_of, requires
from daicho.access.installation import host
from daicho.access.models import Account, AuditReview
from daicho.access.refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest
    from django.urls import URLPattern
    from django_stubs_ext import StrOrPromise

    from daicho.access.grants import Access
    from daicho.access.models import AccessRecordBase

    View = Callable[..., HttpResponse]

MOST = 200
"""Records shown on one page."""
MOST_EXPORTED = 20_000
"""Records in one file; more ask for a shorter period (CTRL-108 leaves the threshold to the office)."""
REVIEWS = 20
"""Earlier inspections shown."""


class Audited(msgspec.Struct, frozen=True, kw_only=True):
    """Whose records are inspected.

    `system` is ``host`` for the sign-in records, `acts` the words for its acts, `space` the namespace of its addresses
    where that is not the system's name.
    """

    system: str
    acts: Mapping[str, StrOrPromise] = {}
    space: str = ""

    @property
    def alias(self) -> str:
        """The database the records lie in."""
        return records.HOST_ALIAS if self.system == HOST else self.system

    @property
    def person(self) -> StrOrPromise:
        """What a person's key is called there; blank where records name nobody."""
        return words.KEYS.get(self.system, "")

    @property
    def function(self) -> str:
        """The function that an inspection belongs to."""
        return f"{self.system}.audit"

    def address(self, name: str) -> str:
        """The address of one of these pages."""
        return reverse(f"{self.space or self.system}:{name}")


def addresses(audited: Audited) -> list[URLPattern]:
    """Return the addresses of the inspection of one system's records."""
    return [
        path("audit/", _search(audited), name="audit"),
        path("audit/csv/", _export(audited), name="audit_csv"),
        path("audit/patterns/", _patterns(audited), name="audit_patterns"),
        path("audit/chain/", _verify(audited), name="audit_chain"),
        path("audit/outcome/", _outcome(audited), name="audit_outcome"),
    ]


def _search(audited: Audited) -> View:
    @requires(audited.function)
    @require_http_methods(["GET", "POST"])
    def audit(request: HttpRequest) -> HttpResponse:
        """Show access records by period, person, account, terminal, case and more. The inspection is recorded too."""
        form = _form(request, audited)
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            shown, more = _found(request, audited, form, most=MOST)
            context |= {"rows": _rows(audited, shown), "searched": True, "oldest": shown[-1].pk if more else None}
        return _page(request, audited, context, status=422 if form.errors else 200)

    return audit


def _export(audited: Audited) -> View:
    @requires(audited.function)
    @require_POST
    def export(request: HttpRequest) -> HttpResponse:
        """Give the records found as a CSV file; each output is recorded (CTRL-109)."""
        form = _form(request, audited)
        if not form.is_valid():
            return _page(request, audited, {"form": form}, status=422)
        shown, more = _found(request, audited, form, most=MOST_EXPORTED, output="csv")
        if more:
            text = gettext("%(most)d件を超えるため出力しませんでした。期間や利用者で絞り込んでください。")
            form.add_error(None, text % {"most": MOST_EXPORTED})
            return _page(request, audited, {"form": form}, status=422)
        return _file(audited, _rows(audited, shown))

    return export


def _patterns(audited: Audited) -> View:
    @requires(audited.function)
    @require_http_methods(["GET", "POST"])
    def found_patterns(request: HttpRequest) -> HttpResponse:
        """Show what the rules find in a period, and what each account did (CTRL-079, CTRL-096)."""
        form = PeriodForm(request.POST) if request.method == "POST" else PeriodForm.of_the_last_days()
        context: dict[str, Any] = {"form": form, "audited": audited, "audit_url": audited.address("audit")}
        if form.is_valid():
            since, until = form.cleaned_data["since"], form.cleaned_data["until"]
            conditions = {"since": since.isoformat(), "until": until.isoformat()}
            grant = _gate(audited).search(_access(request, audited), conditions | {"output": "patterns"})
            results = patterns.results(audited.alias, audited.system, since, until)
            persons = sorted({hit.person for result in results for hit in result.hits if hit.person})
            _gate(audited).shown(grant, count=sum(len(result.hits) for result in results), persons=persons)
            context |= {"results": results, "use": patterns.use(audited.alias, since, until)} | conditions
        return render(request, "access/audit_patterns.html", context, status=422 if form.errors else 200)

    return found_patterns


def _verify(audited: Audited) -> View:
    @requires(audited.function)
    @require_POST
    def verify(request: HttpRequest) -> HttpResponse:
        """Follow the chain of sealed records from its start and say where it does not hold."""
        verification = sealer.verify(audited.alias)
        result = "holds" if verification.holds else "broken"
        _gate(audited).review(_access(request, audited), {"outcome": result}, what="verify")
        broken = [
            {"segment": each.segment, "record": each.record, "what": words.fault(each.what)}
            for each in verification.broken
        ]
        return _page(
            request,
            audited,
            {
                "form": _form(None, audited),
                "verification": verification,
                "broken": broken,
                "refusal": REFUSALS["A-4002"],
            },
        )

    return verify


def _outcome(audited: Audited) -> View:
    @requires(audited.function)
    @require_POST
    def outcome(request: HttpRequest) -> HttpResponse:
        """Keep the outcome of an inspection with its period and whoever made it (CTRL-080)."""
        form = ReviewForm(request.POST, auto_id="review-%s")
        if not form.is_valid():
            return _page(request, audited, {"form": _form(None, audited), "review": form}, status=422)
        since, until, said = (form.cleaned_data[name] for name in ("since", "until", "outcome"))
        conditions = {"since": since.isoformat(), "until": until.isoformat(), "outcome": said}
        grant = _gate(audited).review(_access(request, audited), conditions, what="inspected")
        reviewer = Account.objects.get(login=context_of(request).account)
        AuditReview.objects.create(
            system=audited.system, since=since, until=until, outcome=said, record=grant.record, reviewed_by=reviewer
        )
        messages.success(request, gettext("点検の結果を記録しました。"))
        return HttpResponseRedirect(audited.address("audit"))

    return outcome


def _form(request: HttpRequest | None, audited: Audited) -> AuditForm:
    given = request.POST if request is not None and request.method == "POST" else None
    return AuditForm(given, system=audited.system, person=audited.person)


def _gate(audited: Audited) -> Gate:
    return Gate(audited.alias)


def _access(request: HttpRequest, audited: Audited) -> Access:
    return context_of(request).access(audited.function)


def _found(
    request: HttpRequest, audited: Audited, form: AuditForm, *, most: int, output: str = ""
) -> tuple[list[AccessRecordBase], bool]:
    """Return the records found, after recording what is asked for; then record whom they show."""
    wanted, before = form.wanted(), _before(request)
    grant = _gate(audited).search(_access(request, audited), wanted.recorded() | ({"output": output} if output else {}))
    found = inspection.found(audited.alias, wanted, most=most + 1, before=before)
    shown, more = found[:most], len(found) > most
    if not (output and more):
        persons = sorted({person for record in shown for person in record.persons})
        _gate(audited).shown(grant, count=len(shown), persons=persons)
    return shown, more


def _before(request: HttpRequest) -> int | None:
    text = request.POST.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004 (what a bigint holds)


def _page(request: HttpRequest, audited: Audited, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    reviews = AuditReview.objects.filter(system=audited.system).select_related("reviewed_by").order_by("-id")[:REVIEWS]
    everywhere = {
        "audited": audited,
        "urls": {name: audited.address(f"audit_{name}") for name in ("csv", "patterns", "chain", "outcome")},
        "audit_url": audited.address("audit"),
        "sealing": inspection.sealing(audited.alias),
        "reviews": reviews,
        "review": ReviewForm(auto_id="review-%s"),
        "most": MOST,
    }
    return render(request, "access/audit.html", everywhere | context, status=status)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it is read: names and words instead of identifiers and codes."""

    number: int
    record: Any
    who: str
    machine: bool
    office: str
    terminal: str
    kind: str
    function: str
    detail: str
    refusal: str
    purpose: str
    counterpart: str
    persons: list[str]
    conditions: list[tuple[str, str]]


def _rows(audited: Audited, found: Iterable[AccessRecordBase]) -> list[Row]:
    rows = list(found)
    terminals = naming.terminals(row.terminal for row in rows)
    offices = naming.offices(host().organisation, (row.office for row in rows))
    return [_row(audited, row, terminals, offices) for row in rows]


def _row(audited: Audited, record: AccessRecordBase, terminals: Mapping[str, str], offices: Mapping[str, str]) -> Row:
    machine = record.actor == "machine"
    named = {subject.get("person", ""): subject.get("name", "") for subject in record.subjects}
    return Row(
        number=record.pk,
        record=record,
        who=naming.party(record.account) if machine else (record.account_name or record.account),
        machine=machine,
        office=offices.get(record.office, ""),
        terminal=terminals.get(record.terminal, gettext("登録のない端末") if record.terminal else ""),
        kind=words.kind(record.kind),
        function=words.function(record.function),
        detail=words.detail(record.detail, audited.acts),
        refusal=words.refusal(record.refusal),
        purpose=words.purpose(record.purpose),
        counterpart=naming.party(record.counterpart),
        persons=[f"{named[person]} ({person})" if named.get(person) else person for person in record.persons],
        conditions=words.conditions(record.conditions),
    )


def _file(audited: Audited, rows: Iterable[Row]) -> HttpResponse:
    """Return a CSV file that a spreadsheet opens: UTF-8 with its mark, no cell that it would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_heads(audited))
    for row in rows:
        writer.writerow([_cell(value) for value in _cells(row)])
    name = f"access-{host().organisation}-{audited.system}-{timezone.localtime():%Y%m%d-%H%M%S}.csv"
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _heads(audited: Audited) -> list[str]:
    return [
        gettext("記録番号"),
        gettext("日時"),
        gettext("利用者ID"),
        gettext("操作者"),
        gettext("部署"),
        gettext("端末"),
        gettext("操作"),
        gettext("機能"),
        gettext("内容"),
        gettext("拒否"),
        gettext("利用目的"),
        gettext("根拠"),
        gettext("受付番号"),
        gettext("相手方"),
        str(audited.person) or gettext("対象"),
        gettext("条件"),
        gettext("件数"),
    ]


def _cells(row: Row) -> list[str]:
    record = row.record
    return [
        str(row.number),
        timezone.localtime(record.happened_at).isoformat(sep=" ", timespec="seconds"),
        "" if row.machine else record.account,
        row.who,
        row.office,
        row.terminal,
        row.kind,
        row.function,
        row.detail,
        row.refusal,
        row.purpose,
        record.legal_ground,
        record.case_number,
        row.counterpart,
        "; ".join(row.persons),
        "; ".join(f"{name}={value}" for name, value in row.conditions),
        "" if record.count is None else str(record.count),
    ]


def _cell(value: str) -> str:
    """Return a cell's text, defused: a spreadsheet takes a text with one of these signs first for a formula."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
