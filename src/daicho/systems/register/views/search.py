"""Search: several conditions, a list without individual numbers, at most 100 and a word to narrow (STD-2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access.guards import context_of, requires
from daicho.systems.register.forms.search import NumberForm, SearchForm
from daicho.systems.register.models import SavedSearch
from daicho.systems.register.presenters import hits
from daicho.systems.register.queries import number as number_query
from daicho.systems.register.queries.search import Conditions, NothingToSearchBy, search
from daicho.systems.register.views.common import ALIAS, SEARCH, access_of, gate, page
from daicho.values import codec
from daicho.values.names import fold

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEPT: Final = 20
"""Searches kept for each account, to be repeated (STD-2.1.1)."""


@requires(SEARCH)
@require_http_methods(["GET", "POST"])
def conditions(request: HttpRequest) -> HttpResponse:
    """Ask for conditions. A search is kept and then shown under its own address, so that "back" works.

    Conditions never stand in an address: addresses are kept by browsers.
    """
    form = SearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (wanted := form.conditions()) == Conditions(past=wanted.past, present_only=wanted.present_only):
            form.add_error(None, gettext("検索条件を1つ以上入力してください (S-0201)"))
        else:
            return redirect("register:results", _keep(request, form))
    return _page(request, form, status=422 if form.errors else 200)


def _page(request: HttpRequest, form: SearchForm, *, status: int = 200) -> HttpResponse:
    recent = SavedSearch.objects.using(ALIAS).filter(account=context_of(request).account).order_by("-at")[:8]
    context = {"form": form, "number_form": NumberForm(), "recent": [hits.recent(each) for each in recent]}
    return page(request, "search.html", context, status=status)


def _keep(request: HttpRequest, form: SearchForm) -> int:
    account = context_of(request).account
    stored = {name: values for name, values in request.POST.lists() if name in form.fields and any(values)}
    kept = SavedSearch.objects.using(ALIAS).create(account=account, conditions=codec.encode(stored), at=timezone.now())
    mine = SavedSearch.objects.using(ALIAS).filter(account=account).order_by("-at")
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT:])).delete()
    return kept.pk


@requires(SEARCH)
@require_GET
def results(request: HttpRequest, saved: int) -> HttpResponse:
    """Run a kept search of one's own and show what it finds; both are recorded."""
    kept = get_object_or_404(SavedSearch.objects.using(ALIAS), pk=saved, account=context_of(request).account)
    form = SearchForm(hits.form_data(bytes(kept.conditions)))
    if not form.is_valid():
        return _page(request, form, status=422)
    grant = gate().search(access_of(request, SEARCH), form.recorded())
    try:
        found = search(grant, form.conditions())
    except NothingToSearchBy:
        form.add_error(
            None, gettext("性別や住民状態だけでは探せません。氏名、生年月日、住所などを加えてください (S-0202)")
        )
        return _page(request, form, status=422)
    gate().shown(grant, count=len(found.hits), persons=[hit.addressee_number for hit in found.hits])
    context = {"form": form, "hits": hits.rows(found.hits), "more": found.more, "described": hits.described(form)}
    return page(request, "results.html", context)


@requires("register.number")
@require_POST
def by_number(request: HttpRequest) -> HttpResponse:
    """Find the one resident who has an individual number (SYS1-F19, CTRL-093)."""
    form = NumberForm(request.POST)
    if not form.is_valid():
        context = {"form": SearchForm(), "number_form": form, "recent": []}
        return page(request, "search.html", context, status=422)
    person = number_query.find(ALIAS, access_of(request, "register.number"), form.cleaned_data["number"])
    if person is None:
        form.add_error("number", gettext("この個人番号の住民はいません (S-0203)"))
        return page(request, "search.html", {"form": SearchForm(), "number_form": form, "recent": []}, status=404)
    return redirect("register:resident", person)


@require_GET
def folded(request: HttpRequest) -> HttpResponse:
    """Show as what a typed text is looked up, while it is typed (STD-2.1.2). Reads no resident."""
    text = request.GET.get(request.GET.get("field", ""), "")[:100]
    understood = gettext("検索キー: %(key)s") % {"key": fold(text)} if text.strip() else ""
    return render(request, "screens/components/live_value.html", {"understood": understood})
