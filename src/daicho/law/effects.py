"""What follows from a change: messages, requests, lapses, slips. One table, read for every change.

A row says when it fires: for which reasons, which passage (entry, removal, staying), which changed items, which kind of
person, and under which further condition. Nothing else in the law produces effects.

Source: Basic Resident Register Act, Articles 9, 19, 30-6; Number Act, Article 7; Act on JPKI, Article 12; standard
chapter 3, 4.0.5, 4.1.3.0.3, 4.3.3, 7.1.1.1, 7.1.2.1, 7.2.4; domain.md 6.3.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import Final

import msgspec

from daicho.law.commands import Command, DomesticMoveIn, ImmigrationNotice, InitialOpening, MoveOut
from daicho.law.decision import Effect, PersonChange
from daicho.law.identification_update import UpdateReason, content_told, update_reason
from daicho.law.reasons import Reason
from daicho.law.records import PersonKind, ResidentRecord, State
from daicho.law.versions import changed_fields


class EffectKind(StrEnum):
    """The kinds of effects."""

    IDENTIFICATION_UPDATE = "identification_update"  # 本人確認情報の更新 to the municipal CS; values: update_reason
    MOVE_IN_NOTICE = "move_in_notice"  # 転入通知; to = the municipality left
    INDIVIDUAL_NUMBER_REQUEST = "individual_number_request"  # 個人番号の生成要求
    SIGNATURE_CERTIFICATE_LAPSE = "signature_certificate_lapse"  # 署名用電子証明書の失効
    AUTHENTICATION_CERTIFICATE_LAPSE = "authentication_certificate_lapse"  # 利用者証明用電子証明書の失効
    CARD_UPDATE = "card_update"  # 券面記載事項の変更
    CARD_ABOLITION = "card_abolition"  # 個人番号カードの廃止
    IN_HOUSE_NOTIFICATION = "in_house_notification"  # 庁内連携; values: reason, passage
    SUPPLEMENTARY_REGISTER_NOTICE = "supplementary_register_notice"  # 戸籍の附票記載事項通知; values: matter
    MOVE_OUT_CERTIFICATE_DATA = "move_out_certificate_data"  # 転出証明書情報 to the CS (特例転出)
    PLANNED_REMOVAL = "planned_removal"  # due on the planned day: PassingOfPlannedDate
    SLIP = "slip"  # 帳票; values: form
    IMMIGRATION_NOTICE = "immigration_notice"  # 市町村通知 to the Immigration Services Agency; values: matter
    RESIDENCE_TRANSMISSION = "residence_transmission"  # 市町村伝達 of a residence notified


class Passage(StrEnum):
    """What a change does to somebody's being a resident."""

    ENTRY = "entry"
    REMOVAL = "removal"
    STAY = "stay"
    UPKEEP = "upkeep"  # of a removed record


class Happening(msgspec.Struct, frozen=True):
    """One change, as the rows look at it."""

    change: PersonChange
    command: Command
    before: ResidentRecord | None
    after: ResidentRecord
    passage: Passage
    changed: frozenset[str]
    beside: tuple[PersonChange, ...] = ()
    """All changes of the decision."""

    @property
    def reason(self) -> Reason | None:
        """The change's reason."""
        return self.change.reason


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table."""

    kind: str  # a value of EffectKind
    source: str
    passages: frozenset[Passage] = frozenset(Passage)
    reasons: frozenset[Reason] | None = None
    items: frozenset[str] | None = None  # fires when one of them changed
    person: PersonKind | None = None
    condition: Callable[[Happening], bool] | None = None
    to: Callable[[Happening], str | None] | None = None
    due: Callable[[Happening], str | None] | None = None
    values: Callable[[Happening], dict[str, str]] | None = None

    def fires(self, happening: Happening) -> bool:
        """Whether the row's effect follows from a change of one of its passages and reasons."""
        return (
            (self.items is None or not self.items.isdisjoint(happening.changed))
            and (self.person is None or happening.after.kind is self.person)
            and (self.condition is None or self.condition(happening))
        )

    def effect(self, happening: Happening) -> Effect:
        """The effect."""
        return Effect(
            kind=self.kind,
            person=happening.change.addressee_number,
            to=self.to(happening) if self.to else None,
            due=self.due(happening) if self.due else None,
            values=self.values(happening) if self.values else {},
        )


_NOTIFIED: Final = frozenset({
    "name", "birth_date", "sex", "address", "resident_record_code", "relationship", "became_resident_on",
    "address_set_on", "notified_on", "previous_address", "former_surname", "individual_number_ref",
})  # fmt: skip
"""Items of the register that identification information repeats (DF-2)."""

_FOUR_ITEMS: Final = frozenset({"name", "birth_date", "sex", "address"})
_KIND: Final = frozenset({"kind"})
_TO_IMMIGRATION: Final = _FOUR_ITEMS | {"kind", "residence"}
_ENTRY: Final = frozenset({Passage.ENTRY})
_STAY: Final = frozenset({Passage.STAY})
_REMOVAL: Final = frozenset({Passage.REMOVAL})


def _update(happening: Happening) -> dict[str, str]:
    """The reason notified; where the code changes, whatever the reason, the change of code with the old one."""
    old = happening.before.resident_record_code if happening.before is not None else None
    if happening.passage is Passage.STAY and "resident_record_code" in happening.changed:
        if old is None:
            return {"update_reason": UpdateReason.EX_OFFICIO_ENTRY.value}
        return {"update_reason": UpdateReason.CODE_CHANGE.value, "old_code": old.stored()}
    return {"update_reason": _update_reason(happening.reason or Reason.EX_OFFICIO_CORRECTION, happening.passage)}


@cache
def _update_reason(reason: Reason, passage: Passage) -> str:
    """The reason notified: who stays a resident is corrected, even by an act that plans a removal."""
    update = update_reason(reason)
    if passage is Passage.STAY and (update.removes or update.enters):
        update = UpdateReason.EX_OFFICIO_CORRECTION
    return update.value


@cache
def _in_house(reason: Reason | None, passage: Passage) -> dict[str, str]:
    return {"reason": reason.value if reason else "", "passage": passage.value}


def _was_known(happening: Happening) -> bool:
    """Whether the levels can know the person: only what has a code is notified."""
    return content_told(happening.before, happening.after).resident_record_code is not None


def _left(happening: Happening) -> str | None:
    command = happening.command
    if isinstance(command, DomesticMoveIn) and command.certificate is not None:
        return command.certificate.municipality_code
    before = happening.after.previous_address
    return before.municipality_code or None if before is not None else None


def _planned_now(happening: Happening) -> bool:
    return _plan(happening.after) is not None and _plan(happening.before) is None


def _plan_changed(happening: Happening) -> bool:
    return (_plan(happening.after) is None) is not (_plan(happening.before) is None)


def _plan(record: ResidentRecord | None) -> str | None:
    if record is None or record.state is not State.PRESENT or record.removal is None:
        return None
    return record.removal.planned_on.iso() if record.removal.planned_on else None


def _not_from_immigration(happening: Happening) -> bool:
    """The Agency is not told what it has notified itself."""
    return not isinstance(happening.command, ImmigrationNotice)


def _residence_notified(happening: Happening) -> bool:
    """Whether the residence has been notified with this change: at another address once more."""
    after = happening.after.residence
    if after is None or not after.residence_notified:
        return False
    before = happening.before.residence if happening.before is not None else None
    notified = before is not None and before.residence_notified
    return happening.passage is Passage.ENTRY or not notified or "address" in happening.changed


def _slip(form: str) -> Callable[[Happening], dict[str, str]]:
    return lambda _: {"form": form}


def _is_paper_move_out(happening: Happening) -> bool:
    command = happening.command
    return isinstance(command, MoveOut) and not command.special and not command.abroad


def _destination(happening: Happening) -> str | None:
    removal = happening.after.removal
    planned = removal.planned_destination if removal else None
    return planned.municipality_code or None if planned else None


def _had_no_record(before: ResidentRecord | None) -> bool:
    """Whether somebody enters for the first time; an entry that was cancelled told nobody of a code."""
    removal = before.removal if before is not None else None
    return before is None or (removal is not None and removal.reason == Reason.CANCELLATION_REMOVAL.value)


def _has_new_code(happening: Happening) -> bool:
    """Whether the code was given here rather than brought along."""
    command, code = happening.command, happening.after.resident_record_code
    entrants = getattr(command, "entrants", None) or (getattr(command, "child", None),)
    return code is not None and all(
        entrant is None or entrant.resident_record_code != code.stored() for entrant in entrants
    )


def _asked_to_name_head(happening: Happening) -> bool:
    """The foremost member of a household that lost its head is asked (STD-4.0.5)."""
    before, after = happening.before, happening.after
    had_one = before is not None and before.relationship is not None
    if not happening.change.consequence or after.relationship is not None or not had_one:
        return False
    left = [
        change.current.position or 0
        for change in happening.beside
        if change.consequence
        and change.current.household_number == after.household_number
        and change.current.relationship is None
    ]
    return (after.position or 0) == min(left)


ROWS: Final = (
    Row(
        kind=EffectKind.IDENTIFICATION_UPDATE.value, source="住基法30条の6; STD-7.1.1.1",
        passages=_ENTRY | _REMOVAL, condition=_was_known, values=_update,
    ),
    Row(
        kind=EffectKind.IDENTIFICATION_UPDATE.value, source="住基法30条の6; STD-7.1.1.1", passages=_STAY,
        items=_NOTIFIED, condition=_was_known, values=_update,
    ),
    Row(
        kind=EffectKind.IDENTIFICATION_UPDATE.value, source="DF-2 item 32 予定者フラグ", passages=_STAY,
        condition=lambda it: _plan_changed(it) and _NOTIFIED.isdisjoint(it.changed), values=_update,
    ),
    Row(
        kind=EffectKind.MOVE_IN_NOTICE.value, source="住基法9条1項", passages=_ENTRY,
        reasons=frozenset({Reason.DOMESTIC_MOVE_IN}), condition=lambda it: _left(it) is not None, to=_left,
    ),
    Row(
        kind=EffectKind.INDIVIDUAL_NUMBER_REQUEST.value, source="番号法7条1項; STD-7.1.2.1", passages=_ENTRY,
        condition=lambda it: it.after.individual_number_ref is None,
    ),
    Row(
        kind=EffectKind.SIGNATURE_CERTIFICATE_LAPSE.value, source="公的個人認証法12条", passages=_REMOVAL,
    ),
    Row(
        kind=EffectKind.SIGNATURE_CERTIFICATE_LAPSE.value, source="公的個人認証法12条", passages=_STAY,
        items=_FOUR_ITEMS,
    ),
    Row(
        kind=EffectKind.AUTHENTICATION_CERTIFICATE_LAPSE.value, source="公的個人認証法31条", passages=_REMOVAL,
        reasons=frozenset({Reason.DEATH, Reason.MOVE_OUT_ABROAD}),
    ),
    Row(
        kind=EffectKind.CARD_ABOLITION.value, source="番号法施行令14条", passages=_REMOVAL,
        reasons=frozenset({Reason.DEATH, Reason.MOVE_OUT_ABROAD}),
    ),
    Row(
        kind=EffectKind.CARD_UPDATE.value, source="番号法17条4項", passages=_STAY,
        items=_FOUR_ITEMS | {"former_surname", "common_name"},
    ),
    Row(
        kind=EffectKind.SUPPLEMENTARY_REGISTER_NOTICE.value, source="住基法19条1項; STD-7.2.4",
        person=PersonKind.JAPANESE, passages=_ENTRY, values=lambda _: {"matter": "entry"},
    ),
    Row(
        kind=EffectKind.SUPPLEMENTARY_REGISTER_NOTICE.value, source="住基法19条1項; STD-7.2.4",
        person=PersonKind.JAPANESE, passages=_STAY, items=frozenset({"address", "name", "birth_date", "sex"}),
        condition=lambda it: "kind" not in it.changed, values=lambda _: {"matter": "correction"},
    ),
    Row(
        kind=EffectKind.SUPPLEMENTARY_REGISTER_NOTICE.value, source="住基法19条1項; STD-4.5.3, 4.5.4",
        person=PersonKind.JAPANESE, passages=_STAY, items=_KIND, values=lambda _: {"matter": "entry"},
    ),
    Row(
        kind=EffectKind.SUPPLEMENTARY_REGISTER_NOTICE.value, source="住基法19条1項; STD-4.5.5",
        person=PersonKind.FOREIGN, passages=_STAY, items=_KIND, values=lambda _: {"matter": "removal"},
    ),
    Row(
        kind=EffectKind.IMMIGRATION_NOTICE.value, source="入管法61条の8の2; STD-4.5.7", person=PersonKind.FOREIGN,
        passages=_ENTRY, values=lambda _: {"matter": "entry"},
    ),
    Row(
        kind=EffectKind.IMMIGRATION_NOTICE.value, source="入管法61条の8の2; STD-4.5.7", person=PersonKind.FOREIGN,
        passages=_REMOVAL, condition=_not_from_immigration, values=lambda _: {"matter": "removal"},
    ),
    Row(
        kind=EffectKind.IMMIGRATION_NOTICE.value, source="入管法61条の8の2; STD-4.5.7", person=PersonKind.FOREIGN,
        passages=_STAY, items=_TO_IMMIGRATION, condition=_not_from_immigration,
        values=lambda it: {"matter": "entry" if "kind" in it.changed else "correction"},
    ),
    Row(
        kind=EffectKind.IMMIGRATION_NOTICE.value, source="入管法61条の8の2; STD-4.5.3, 4.5.4",
        person=PersonKind.JAPANESE, passages=_STAY, items=_KIND, values=lambda _: {"matter": "removal"},
    ),
    Row(
        kind=EffectKind.RESIDENCE_TRANSMISSION.value, source="入管法19条の7から19条の9まで; STD-4.5.7",
        person=PersonKind.FOREIGN, passages=_ENTRY | _STAY, condition=_residence_notified,
    ),
    Row(
        kind=EffectKind.SUPPLEMENTARY_REGISTER_NOTICE.value, source="住基法19条1項; STD-7.2.4",
        person=PersonKind.JAPANESE, passages=_REMOVAL, values=lambda _: {"matter": "removal"},
    ),
    Row(
        kind=EffectKind.IN_HOUSE_NOTIFICATION.value, source="STD-7.2.3",
        values=lambda it: _in_house(it.reason, it.passage).copy(),
    ),
    Row(
        kind=EffectKind.PLANNED_REMOVAL.value, source="STD-1.1.5", passages=_STAY,
        condition=_planned_now, due=lambda it: _plan(it.after),
    ),
    Row(
        kind=EffectKind.MOVE_OUT_CERTIFICATE_DATA.value, source="住基法24条の2; STD-4.1.3.0.4",
        reasons=frozenset({Reason.DOMESTIC_MOVE_OUT}),
        condition=lambda it: isinstance(it.command, MoveOut) and it.command.special,
        to=_destination,
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.1.3.0.3", reasons=frozenset({Reason.DOMESTIC_MOVE_OUT}),
        condition=lambda it: _is_paper_move_out(it) and not it.change.ex_officio,
        values=_slip("move_out_certificate"),
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.1.3.0.1, 4.1.3.0.3", reasons=frozenset({Reason.DOMESTIC_MOVE_OUT}),
        condition=lambda it: _is_paper_move_out(it) and it.change.ex_officio,
        values=_slip("certificate_equal_to_move_out"),
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.3.3", passages=_ENTRY,
        condition=lambda it: _had_no_record(it.before) and _has_new_code(it),
        values=_slip("resident_record_code_notice"),
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.3.3", passages=_STAY,
        reasons=frozenset({Reason.RESIDENT_RECORD_CODE_EX_OFFICIO_ENTRY}), values=_slip("resident_record_code_notice"),
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.3.3", passages=_STAY,
        reasons=frozenset({Reason.RESIDENT_RECORD_CODE_CHANGE_ON_REQUEST}),
        values=_slip("resident_record_code_change_notice"),
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.3.3", passages=_STAY, items=frozenset({"resident_record_code"}),
        reasons=frozenset({Reason.CLERICAL_CORRECTION, Reason.EX_OFFICIO_CORRECTION}),
        values=_slip("resident_record_code_correction_notice"),
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.0.5", reasons=frozenset({Reason.CHANGE_OF_HEAD}),
        condition=lambda it: it.change.consequence and it.change.ex_officio,
        values=_slip("notice_of_change_of_head"),
    ),
    Row(
        kind=EffectKind.SLIP.value, source="STD-4.0.5", reasons=frozenset({Reason.EX_OFFICIO_CORRECTION}),
        condition=_asked_to_name_head, values=_slip("request_to_name_head"),
    ),
)  # fmt: skip
"""The table of effects."""


def passage_of(before: ResidentRecord | None, change: PersonChange) -> Passage:
    """What a change does to somebody's being a resident, judged by the newest content before and after."""
    was = before is not None and before.state is State.PRESENT
    now = change.current.state is State.PRESENT
    if was and not now:
        return Passage.REMOVAL
    if now:
        return Passage.STAY if was else Passage.ENTRY
    return Passage.UPKEEP


def of(
    changes: Iterable[PersonChange], befores: Callable[[PersonChange], ResidentRecord | None], command: Command
) -> tuple[Effect, ...]:
    """The effects of changes, in the order of people and rows. The opening act has none."""
    if isinstance(command, InitialOpening):
        return ()
    beside = tuple(changes)
    return tuple(effect for change in beside for effect in _of_change(change, befores(change), command, beside))


def _of_change(
    change: PersonChange, before: ResidentRecord | None, command: Command, beside: tuple[PersonChange, ...]
) -> Iterator[Effect]:
    passage = passage_of(before, change)
    changed = frozenset(changed_fields(before, change.current)) if before is not None else frozenset()
    happening = Happening(change, command, before, change.current, passage, changed, beside)
    for row in _rows(passage, change.reason):
        if row.fires(happening):
            yield row.effect(happening)


@cache
def _rows(passage: Passage, reason: Reason | None) -> tuple[Row, ...]:
    """The rows that a change of this passage and reason can fire."""
    return tuple(row for row in ROWS if passage in row.passages and (row.reasons is None or reason in row.reasons))
