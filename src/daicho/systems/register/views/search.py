"""Search: several conditions, a list without individual numbers, at most 100 and a word to narrow (STD-2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access.guards import context_of, requires
from daicho.systems.register.actions import searches
from daicho.systems.register.forms.search import NumberForm, SearchForm
from daicho.systems.register.models import SavedSearch
from daicho.systems.register.presenters import hits
from daicho.systems.register.queries import number as number_query
from daicho.systems.register.queries.search import Conditions, NothingToSearchBy, search
from daicho.systems.register.views.common import ALIAS, SEARCH, access_of, gate, not_found, page
from daicho.systems.register.views.pending_acts import number_of
from daicho.values import codec
from daicho.values.names import fold, search_forms

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.datastructures import MultiValueDict

READINGS: Final = ("kana", "given_kana")
"""Fields that are readings: they have one key; a text in kanji has one for each head of its variants."""


@requires(SEARCH)
@require_http_methods(["GET", "POST"])
def conditions(request: HttpRequest) -> HttpResponse:
    """Ask for conditions. A search is kept and then shown under its own address, so that "back" works.

    Conditions never stand in an address: addresses are kept by browsers.
    """
    form = SearchForm(request.POST or _kept_conditions(request))
    if request.method == "POST" and form.is_valid():
        if (wanted := form.conditions()) == Conditions(past=wanted.past, present_only=wanted.present_only):
            form.add_error(None, gettext("検索条件を1つ以上入力してください (S-0201)"))
        else:
            return redirect("register:results", _keep(request, form))
    return _page(request, form, status=422 if request.method == "POST" and form.errors else 200)


def _kept_conditions(request: HttpRequest) -> MultiValueDict[str, str] | None:
    """The conditions of a kept search of one's own, to begin another from (STD-2.1.1)."""
    number = number_of(request.GET.get("from"))
    if number is None:
        return None
    kept = searches.of_account(ALIAS, context_of(request).account).filter(pk=number).first()
    return None if kept is None else hits.form_data(bytes(kept.conditions))


def _page(request: HttpRequest, form: SearchForm, *, status: int = 200, **more: Any) -> HttpResponse:
    mine = searches.of_account(ALIAS, context_of(request).account)
    context = {
        "form": form,
        "number_form": NumberForm(),
        "recent": [hits.recent(each) for each in mine.filter(name="")[:8]],
        "named": [hits.recent(each) for each in mine.exclude(name="").order_by("name")],
        "longest": searches.LONGEST,
    }
    return page(request, "search.html", context | more, status=status)


def _keep(request: HttpRequest, form: SearchForm) -> int:
    stored = {name: values for name, values in request.POST.lists() if name in form.fields and any(values)}
    return searches.keep(ALIAS, context_of(request).account, codec.encode(stored))


NAME_PROBLEMS: Final = {
    "S-0204": gettext_lazy("名前は1字以上40字以内で、使える文字だけで入力してください (S-0204)"),
    "S-0205": gettext_lazy("同じ名前の検索がすでにあります。別の名前にしてください (S-0205)"),
    "S-0206": gettext_lazy("名前を付けて保存できるのは50件までです。使わないものを削除してください (S-0206)"),
}


@requires(SEARCH)
@require_POST
def name(request: HttpRequest, saved: int) -> HttpResponse:
    """Keep a search of one's own under a name, or give it another one."""
    try:
        named = searches.give_name(ALIAS, context_of(request).account, saved, request.POST.get("name", ""))
    except searches.NameRefused as refused:
        messages.error(request, str(NAME_PROBLEMS[refused.code]))
    else:
        if named is None:
            raise not_found("search")
        messages.success(request, gettext("検索を「%(name)s」として保存しました。") % {"name": named.name})
    return redirect("register:search")


@requires(SEARCH)
@require_POST
def delete(request: HttpRequest, saved: int) -> HttpResponse:
    """Delete a kept search of one's own."""
    if not searches.delete(ALIAS, context_of(request).account, saved):
        raise not_found("search")
    messages.success(request, gettext("保存した検索を削除しました。"))
    return redirect("register:search")


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
    context = {
        "form": form,
        "hits": hits.rows(found.hits),
        "more": found.more,
        "described": hits.described(form),
        "saved": kept,
        "longest": searches.LONGEST,
    }
    return page(request, "results.html", context)


@requires("register.number")
@require_POST
def by_number(request: HttpRequest) -> HttpResponse:
    """Find the one resident who has an individual number (SYS1-F19, CTRL-093)."""
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, SearchForm(), status=422, number_form=form)
    person = number_query.find(ALIAS, access_of(request, "register.number"), form.cleaned_data["number"])
    if person is None:
        form.add_error("number", gettext("この個人番号の住民はいません (S-0203)"))
        return _page(request, SearchForm(), status=404, number_form=form)
    return redirect("register:resident", person)


@require_GET
def folded(request: HttpRequest) -> HttpResponse:
    """Show under which keys a typed text is looked up, while it is typed (STD-2.1.2). Reads no resident."""
    field = request.GET.get("field", "")
    text = request.GET.get(field, "")[:100]
    keys = (fold(text),) if field in READINGS else search_forms(text)
    understood = gettext("検索キー: %(key)s") % {"key": "、".join(key for key in keys if key)} if text.strip() else ""
    return render(request, "screens/components/live_value.html", {"understood": understood})
