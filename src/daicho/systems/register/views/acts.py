"""A definitive act: its number, before and after, what was sent, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_GET

from daicho.access.guards import context_of, requires
from daicho.law.commands import Command
from daicho.systems.register import db
from daicho.systems.register.presenters import commands, differences, effects, words
from daicho.systems.register.presenters.who import Names
from daicho.systems.register.queries import effects as what_followed
from daicho.systems.register.queries import hands, history
from daicho.systems.register.views import slips
from daicho.systems.register.views.common import ALIAS, NOTIFY, OPEN, names_of, not_found, open_grant, page
from daicho.values import codec

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant
    from daicho.systems.register.presenters.who import Both


@requires(OPEN)
@require_GET
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Show a definitive act. To load the page again changes nothing."""
    found = db.row(ALIAS, "SELECT * FROM register_act WHERE number = %s", (number,))
    if found is None:
        raise not_found("act")
    context: dict[str, Any] = {
        "act": found,
        "title": words.word(words.ACT_KINDS, found["command_kind"]),
        "basis": words.word(words.BASES, found["basis"]),
        "opening": found["command_kind"] == "initial_opening",
        "hands": _hands(number),
    }
    if not context["opening"]:
        context |= _content(request, found)
    return page(request, "act.html", context)


def _hands(number: int) -> Both:
    """Who entered it and who confirmed it, in names."""
    found = hands.of_acts(ALIAS, [number])
    return Names.of(found.values()).both(found[number])


def _content(request: HttpRequest, found: db.Row) -> dict[str, Any]:
    grant = open_grant(request, found["persons"])
    names = names_of(grant, found["persons"])
    told = effects.followed(what_followed.of_act(grant, found["number"]), names)
    return {
        "said": commands.said(codec.decode(bytes(found["command"]), Command)),
        "people": _people(grant, found["number"], names),
        "messages_sent": [each for each in told if each.is_message],
        "slips": slips.shown_of_act(found["number"], names) if context_of(request).may(slips.ISSUE) else [],
        "follows": [each for each in told if not each.is_message],
        "may_cancel": context_of(request).may(NOTIFY) and found["command_kind"] != "cancellation",
    }


def _people(grant: Grant, number: int, names: dict[str, str]) -> list[dict[str, Any]]:
    """Everybody the act changed, with before and after."""
    by_person: dict[str, list[Any]] = {person: [] for person in names}
    for difference in history.act_differences(grant, number):
        by_person.setdefault(difference.person, []).append(difference)
    return [
        {"number": person, "name": names.get(person, ""), "lines": differences.lines(found)}
        for person, found in by_person.items()
    ]
