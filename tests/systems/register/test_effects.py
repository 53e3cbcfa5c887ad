"""Every effect of every act can be found, with what has become of it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import timezone

from daicho.access.grants import AccessRefused
from daicho.law.commands import Cancellation
from daicho.law.effects import EffectKind
from daicho.systems.register import db
from daicho.systems.register.actions import daily
from daicho.systems.register.models import Act, Link, Outbox, RefusalTask
from daicho.systems.register.queries import effects
from daicho.systems.register.queries.effects import Fate

from .support import (
    ALIAS,
    KODAIRA,
    before,
    header,
    move_in,
    move_out,
    open_grant,
    persons_of,
    record,
    relocation,
    search_grant,
)

pytestmark = pytest.mark.database


def followed(recorded):
    return effects.of_act(open_grant(*persons_of(recorded)), recorded.number)


def fates(recorded, kind):
    return [each.fate for each in followed(recorded) if each.effect.kind == kind]


def test_a_move_in_shows_every_message_with_its_number_and_where_it_stands(register):
    """In the order of the effects; waiting, then delivered, and refused with the code."""
    recorded = record(move_in(2))
    found = followed(recorded)
    assert [each.effect for each in found] == list(recorded.decision.effects)
    sent = [each.message for each in found if each.message is not None]
    assert [(each.sequence, each.type) for each in sent] == list(
        Outbox.objects.order_by("id").values_list("sequence", "type")
    )
    assert {each.to for each in sent} == {"142158/municipal_cs"}
    assert {each.fate for each in found if each.message} == {Fate.WAITING}
    Link.objects.filter(direction="out").update(position=2)
    RefusalTask.objects.create(
        peer="142158/municipal_cs",
        epoch=1,
        sequence=1,
        type=sent[0].type,
        code="I-036-01",
        text="",
        opened_at=timezone.now(),
    )
    found = followed(recorded)
    assert [each.fate for each in found if each.message] == [Fate.REFUSED, Fate.DELIVERED] + [Fate.WAITING] * (
        len(sent) - 2
    )
    assert found[0].message.refusal_code == "I-036-01"


def test_messages_of_an_earlier_epoch_are_restated_and_other_acts_messages_are_not_mixed_in(register):
    """The baseline of the new epoch takes their place; a later act has its own."""
    first, second = record(move_in(1)), record(move_in(1))
    one, two = ({each.message.sequence for each in followed(act) if each.message} for act in (first, second))
    assert one.isdisjoint(two)
    assert len(one | two) == Outbox.objects.count()
    Link.objects.filter(direction="out").update(epoch=2)
    assert set(fates(first, EffectKind.IDENTIFICATION_UPDATE)) == {Fate.RESTATED}


def test_a_planned_removal_is_due_then_fired_by_its_act_or_lapsed_by_a_cancellation(register, business_date):
    """The day and the act that followed are told."""
    (leaving,), (staying,) = persons_of(record(move_in(1))), persons_of(record(move_in(1)))
    planned = record(move_out(leaving, on=before(-2)))
    dropped = record(move_out(staying, on=before(-2)))
    (due,) = [each for each in followed(planned) if each.effect.kind == EffectKind.PLANNED_REMOVAL]
    assert (due.fate, due.due_on) == (Fate.DUE, business_date.FIRST + dt.timedelta(days=2))
    cancelled = record(
        Cancellation(header=header(basis=planned_basis()), act_number=dropped.number, persons=(staying,))
    )
    business_date.move_to(business_date.FIRST + dt.timedelta(days=3))
    daily.run(ALIAS)
    (fired,) = [each for each in followed(planned) if each.effect.kind == EffectKind.PLANNED_REMOVAL]
    (lapsed,) = [each for each in followed(dropped) if each.effect.kind == EffectKind.PLANNED_REMOVAL]
    assert (fired.fate, fired.settled_by) == (Fate.FIRED, Act.objects.order_by("-number").first().number)
    assert (lapsed.fate, lapsed.settled_by) == (Fate.LAPSED, cancelled.number)


def planned_basis():
    from daicho.law.commands import Basis

    return Basis.EX_OFFICIO


def test_papers_and_what_nobody_takes_yet_are_told_apart(register):
    """A move-out certificate is a paper; lapses and in-house notices wait for systems that are not there."""
    moved = record(move_in(1))
    left = record(move_out(*persons_of(moved), on=before(0), to=KODAIRA))
    assert fates(left, EffectKind.SLIP) == [Fate.PAPER]
    kinds = {each.effect.kind for each in effects.without_receiver(followed(left))}
    assert {EffectKind.SIGNATURE_CERTIFICATE_LAPSE, EffectKind.IN_HOUSE_NOTIFICATION} <= kinds
    assert kinds <= set(effects.WITHOUT_RECEIVER)


def test_only_a_grant_for_everybody_shows_the_effects_and_an_unknown_act_has_none(register):
    """A search is no leave to look."""
    moved = record(move_in(2))
    with pytest.raises(AccessRefused):
        effects.of_act(search_grant(), moved.number)
    with pytest.raises(AccessRefused):
        effects.of_act(open_grant(persons_of(moved)[0]), moved.number)
    assert effects.of_act(open_grant(*persons_of(moved)), 999) == ()


def test_messages_are_found_from_their_act_by_an_index(register):
    """No scan of the outbox."""
    record(relocation(*persons_of(record(move_in(1)))))
    db.execute(ALIAS, "SET enable_seqscan = off")
    plan = db.rows(ALIAS, f"EXPLAIN {effects._MESSAGES}", ("act 1",))
    assert "register_outbox_of_act" in "\n".join(line["QUERY PLAN"] for line in plan)


def test_every_kind_of_effect_is_documented_with_what_becomes_of_it():
    """docs/register.md has a row for each kind, and every kind has its place."""
    page = (Path(__file__).parents[3] / "docs" / "register.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.*)$", page, re.MULTILINE))
    placed = {*effects.TYPES, *effects.PAPERS, *effects.DATED, *effects.WITHOUT_RECEIVER}
    assert placed == set(EffectKind)
    assert all(kind.value in rows for kind in EffectKind)
    assert all("no receiver" in rows[kind.value] for kind in effects.WITHOUT_RECEIVER)
    assert all(f"`{name}`" in rows[kind] for kind, name in effects.TYPES.items())
