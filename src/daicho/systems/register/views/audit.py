"""Inspection of access records: who looked at whom, when, why (CTRL-074, 079 to 081)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from daicho.access.functions import FUNCTIONS
from daicho.access.grants import AccessKind
from daicho.access.guards import requires
from daicho.access.purposes import PURPOSES
from daicho.screens.fields import LiveField, RegisterDateField
from daicho.systems.register.forms.search import SearchForm
from daicho.systems.register.models import AccessRecord
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.who import Names
from daicho.systems.register.queries.hands import Hand
from daicho.systems.register.views.common import ALIAS, AUDIT, access_of, gate, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST = 200
"""Records shown at most."""


class AuditForm(forms.Form):
    """Which records are inspected."""

    person = LiveField(label=gettext_lazy("宛名番号"), required=False, max_length=20)
    account = LiveField(label=gettext_lazy("利用者ID"), required=False, max_length=60, key="Alt+U")
    case_number = LiveField(label=gettext_lazy("受付番号"), required=False, max_length=40)
    since = RegisterDateField(label=gettext_lazy("開始日"), required=False)
    until = RegisterDateField(label=gettext_lazy("終了日"), required=False)
    refused = forms.BooleanField(label=gettext_lazy("拒否された閲覧だけ"), required=False)


@requires(AUDIT)
@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """Show records by person, account, case or period. The inspection itself is recorded too."""
    form = AuditForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        wanted = {name: str(value) for name, value in form.cleaned_data.items() if value}
        grant = gate().search(access_of(request, AUDIT), wanted)
        found = list(_records(form.cleaned_data)[: MOST + 1])
        shown = found[:MOST]
        persons = {person for record in shown for person in record.persons}
        gate().shown(grant, count=len(shown), persons=sorted(persons))
        names = Names(_hand(record) for record in shown)
        context |= {"records": [_row(record, names) for record in shown], "more": len(found) > MOST, "searched": True}
    status = 422 if form.errors else 200
    return page(request, "audit.html", context, status=status)


def _records(wanted: dict[str, Any]) -> Any:
    found = AccessRecord.objects.using(ALIAS).order_by("-id")
    if wanted["person"]:
        found = found.filter(persons__contains=[wanted["person"]])
    for name in ("account", "case_number"):
        if wanted[name]:
            found = found.filter(**{name: wanted[name]})
    if wanted["since"] and wanted["since"].calendar_day:
        found = found.filter(happened_at__date__gte=wanted["since"].calendar_day)
    if wanted["until"] and wanted["until"].calendar_day:
        found = found.filter(happened_at__date__lte=wanted["until"].calendar_day)
    return found.filter(outcome="refused") if wanted["refused"] else found


KINDS: dict[str, Any] = {
    AccessKind.OPEN: gettext_lazy("照会"),
    AccessKind.SEARCH: gettext_lazy("検索"),
    AccessKind.SHOWN: gettext_lazy("検索結果の表示"),
    AccessKind.ACT: gettext_lazy("異動処理"),
    AccessKind.INQUIRY: gettext_lazy("他機関との照会"),
    AccessKind.REVEAL: gettext_lazy("個人番号の表示"),
    AccessKind.FIND: gettext_lazy("個人番号での検索"),
}


DETAILS: dict[str, Any] = {
    **words.ACT_KINDS,
    "close_task": gettext_lazy("課題の完了"),
    "individual_number": gettext_lazy("個人番号の受領"),
    "differs": gettext_lazy("確認後の相違の表示"),
}
"""What an act was, by the code that its record keeps."""

_MORE_CONDITIONS: dict[str, Any] = {
    "next_day_list": gettext_lazy("翌日リスト"),
    "person": gettext_lazy("宛名番号"),
    "account": gettext_lazy("利用者ID"),
    "case_number": gettext_lazy("受付番号"),
    "since": gettext_lazy("開始日"),
    "until": gettext_lazy("終了日"),
    "refused": gettext_lazy("拒否された閲覧だけ"),
    "batch": gettext_lazy("一括処理"),
}


def _condition(name: str) -> str:
    """A condition by the label under which it was typed."""
    field = SearchForm.base_fields.get(name)
    return str(_MORE_CONDITIONS.get(name) or (field.label if field and field.label else name))


def _hand(record: AccessRecord) -> Hand:
    return Hand(account=record.account, office=record.office, terminal=record.terminal, at=record.happened_at)


def _row(record: AccessRecord, names: Names) -> dict[str, Any]:
    purpose, function = PURPOSES.get(record.purpose), FUNCTIONS.get(record.function)
    english = words.is_english()
    name = "name_en" if english else "name"
    return {
        "record": record,
        "who": names.who(_hand(record)),
        "detail": words.word(DETAILS, record.detail),
        "conditions": [(_condition(name), value) for name, value in (record.conditions or {}).items()],
        "kind": words.word(KINDS, record.kind),
        "purpose": getattr(purpose, name) if purpose else record.purpose,
        "function": getattr(function, name) if function else record.function,
        "subjects": [f"{subject['name']}({subject['person']})" for subject in record.subjects],
    }
