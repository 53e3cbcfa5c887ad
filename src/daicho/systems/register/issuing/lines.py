"""Rows of the issue history as a page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.access.purposes import PURPOSES
from daicho.systems.register.issuing import words
from daicho.systems.register.issuing.problems import PROBLEMS
from daicho.systems.register.issuing.slips.kinds import SLIPS
from daicho.systems.register.presenters import words as common

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.systems.register.issuing.history import Line

BADGES = {"released": "good", "stopped": "bad", "burnt": "bad"}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One request, in words."""

    line: Line
    state: str
    badge: str
    form: str
    items: str
    people: tuple[tuple[str, str], ...]
    requester: str
    documents: str
    reasons: tuple[str, ...]
    output: str
    purpose: str
    problem: str
    may_dispose: bool
    is_slip: bool = False


def shown(line: Line, names: Mapping[str, str]) -> Shown:
    """A line in words; `names` are those of people whom the grant covers."""
    asks = line.requester
    word = common.word
    kind = word(words.MAKERS, asks.get("kind", ""))
    purpose = PURPOSES.get(line.purpose)
    found = PROBLEMS.get(line.problem or line.handover_problem)
    problem = "" if found is None else (found.what_en if common.is_english() else found.what)
    return Shown(
        line=line,
        state=word(words.STATES, line.state),
        badge=BADGES.get(line.state, "warn"),
        form=word(words.FORMS, line.form),
        items="、".join(word(words.ITEMS, item) for item in line.items),
        people=tuple((number, names.get(number, "")) for number in line.subjects),
        requester=f"{kind} {asks.get('name', '')}".strip(),
        documents="、".join(word(words.DOCUMENTS, each) for each in asks.get("documents", ())),
        reasons=tuple(text for key in ("reason", "code_reason", "number_reason") if (text := asks.get(key, ""))),
        output=" ".join(_way(line)),
        purpose="" if purpose is None else (purpose.name_en if common.is_english() else purpose.name),
        problem=problem or line.problem or line.handover_problem,
        may_dispose=line.state == "released" and line.disposed_at is None,
        is_slip=line.form in SLIPS,
    )


def _way(line: Line) -> list[str]:
    delivery = line.requester.get("delivery", "")
    way = common.word(words.OUTPUTS, line.output)
    return [way, common.word(words.DELIVERIES, delivery)] if delivery else [way]
