"""What became of the effects of an act: sent and received, refused, due, on paper, or nobody there yet to take it.

Every effect that the law's table gives is kept with its act for ever. This says of each one what has happened to it
since; `docs/register.md` has the table of kinds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.law.decision import Effect, PersonChange
from daicho.law.effects import EffectKind
from daicho.systems.register import db
from daicho.systems.register.messages.outgoing import act_note
from daicho.systems.register.queries.opened import require_opened
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from daicho.access.grants import Grant


class Fate(StrEnum):
    """What has become of an effect."""

    WAITING = "waiting"  # a message in the outbox, not received yet
    DELIVERED = "delivered"  # received, by a signed receipt
    REFUSED = "refused"  # received and refused: a task of the office
    RESTATED = "restated"  # overtaken by a new epoch, which stated the residents anew or carried it over
    NOT_NOTIFIED = "not_notified"  # the person has no resident record code: the levels do not know them
    DUE = "due"  # waits for its day
    FIRED = "fired"  # its day came: `settled_by` is the act that followed
    LAPSED = "lapsed"  # cancelled before its day, or nothing was left to do
    PAPER = "paper"  # a paper for the office to issue
    NO_RECEIVER = "no_receiver"  # kept with the act; the system that takes it is not connected


class Message(msgspec.Struct, frozen=True):
    """The message an effect was sent as."""

    to: str
    type: str
    epoch: int
    sequence: int
    refusal_code: str = ""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """One effect and what became of it. `due_on` and `settled_by` (an act) are of dated effects."""

    effect: Effect
    fate: Fate
    message: Message | None = None
    due_on: date | None = None
    settled_by: int | None = None


TYPES: Final[Mapping[str, str]] = {
    EffectKind.IDENTIFICATION_UPDATE: "identification.update/1",
    EffectKind.MOVE_IN_NOTICE: "move_in_notice/1",
    EffectKind.INDIVIDUAL_NUMBER_REQUEST: "individual_number.request/1",
}
"""Kinds that are sent, with the type of their message."""

PAPERS: Final = frozenset({EffectKind.SLIP})
DATED: Final = frozenset({EffectKind.PLANNED_REMOVAL})
WITHOUT_RECEIVER: Final = frozenset(EffectKind) - set(TYPES) - PAPERS - DATED
"""Kinds whose receiving systems (cards and certificates, in-house systems, supplementary register) are not built."""

_MESSAGES: Final = """
    SELECT o.peer, o.type, o.epoch, o.sequence, l.epoch AS at_epoch, l.position, coalesce(t.code, '') AS refusal_code
    FROM register_outbox o
    JOIN register_link l ON l.direction = 'out' AND l.peer = o.peer
    LEFT JOIN register_refusaltask t ON t.peer = o.peer AND t.epoch = o.epoch AND t.sequence = o.sequence
    WHERE o.why = %s AND o.why LIKE 'act %%'
    ORDER BY o.id
"""

_DUE: Final = """
    SELECT kind, addressee_number, due_on, done_by, done_at IS NOT NULL AS done,
        done_by IS NOT NULL AND done_by > 0
            AND (SELECT command_kind FROM register_act WHERE number = done_by) = 'passing_of_planned_date' AS fired
    FROM register_dueeffect WHERE act_number = %s ORDER BY id
"""


def of_act(grant: Grant, act_number: int) -> tuple[Followed, ...]:
    """The effects of an act in their order, each with its fate; nothing for an act that does not exist.

    Raises:
        AccessRefused: the grant does not cover everybody whom the act changed.
    """
    act = db.row(
        grant.alias,
        "SELECT persons, effects, changes FROM register_act WHERE number = %s AND command_kind <> 'initial_opening'",
        (act_number,),
    )
    if act is None:
        return ()
    require_opened(grant, act["persons"])
    changes = codec.decode(bytes(act["changes"]), tuple[PersonChange, ...])
    with_code = {change.addressee_number for change in changes if change.current.resident_record_code is not None}
    sent = db.rows(grant.alias, _MESSAGES, (act_note(act_number),))
    due = {(each["kind"], each["addressee_number"]): each for each in db.rows(grant.alias, _DUE, (act_number,))}
    found = []
    for effect in codec.decode(bytes(act["effects"]), tuple[Effect, ...]):
        if effect.kind in TYPES:
            found.append(_sent(effect, sent, knows=effect.person in with_code))
        else:
            key = (effect.kind, "" if effect.person is None else effect.person.stored())
            found.append(_other(effect, due.get(key)))
    return tuple(found)


def _sent(effect: Effect, sent: list[db.Row], *, knows: bool) -> Followed:
    """An effect that is a message; messages stand in the outbox in the order of the effects."""
    if not knows or (effect.kind == EffectKind.MOVE_IN_NOTICE and effect.to is None):
        return Followed(effect=effect, fate=Fate.NOT_NOTIFIED)
    if not sent or sent[0]["type"] != TYPES[effect.kind]:
        return Followed(effect=effect, fate=Fate.RESTATED)
    row = sent.pop(0)
    message = Message(row["peer"], row["type"], row["epoch"], row["sequence"], row["refusal_code"])
    return Followed(effect=effect, fate=_fate_of(row), message=message)


def _fate_of(row: db.Row) -> Fate:
    if row["refusal_code"]:
        return Fate.REFUSED
    if row["epoch"] != row["at_epoch"]:
        return Fate.RESTATED
    return Fate.DELIVERED if row["sequence"] <= row["position"] else Fate.WAITING


def _other(effect: Effect, due: db.Row | None) -> Followed:
    if due is not None:
        fate = Fate.DUE if not due["done"] else Fate.FIRED if due["fired"] else Fate.LAPSED
        return Followed(effect=effect, fate=fate, due_on=due["due_on"], settled_by=due["done_by"] or None)
    return Followed(effect=effect, fate=Fate.PAPER if effect.kind in PAPERS else Fate.NO_RECEIVER)


def without_receiver(followed: Sequence[Followed]) -> tuple[Followed, ...]:
    """Those that nobody takes yet: what an office does by hand, or not at all in a demonstration."""
    return tuple(each for each in followed if each.fate is Fate.NO_RECEIVER)
