"""A small municipality for tests, in the field's words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from daicho.law import timelines
from daicho.law.commands import (
    Basis,
    Destination,
    DomesticMoveIn,
    Entrant,
    Header,
    MoveOutCertificate,
    Notifier,
    NotifierKind,
)
from daicho.law.deciding import decide, needs
from daicho.law.ordinals import as_of
from daicho.law.records import PersonKind, Residence, ResidenceCategory, Sex, Timeline
from daicho.law.situation import Matches, Situation, Supply, ThreeItems, TownSettings
from daicho.law.timelines import ActStamp
from daicho.values.addresses import Address, AddressKind
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

if TYPE_CHECKING:
    from daicho.law.commands import Command
    from daicho.law.decision import Decision
    from daicho.law.records import ResidentRecord

EBINA, KODAIRA, MINATO = "142158", "132110", "131032"
SETTINGS = TownSettings(municipality_code=EBINA, municipality_name="海老名市")
TODAY = date(2026, 11, 21)


def day(text: str | date) -> RegisterDate:
    """A date as a clerk types it."""
    return RegisterDate(text) if isinstance(text, date) else RegisterDate.parse(text, permit_non_calendar=True)


def code(serial: int) -> ResidentRecordCode:
    """A synthetic resident record code."""
    return ResidentRecordCode.synthetic(serial)


def address(lot: str = "1番1号", building: str = "", town: str = "勝瀬", municipality: str = EBINA) -> Address:
    """An address in Ebina unless said otherwise."""
    return Address(municipality_code=municipality, town=town, lot=lot, building=building, postal_code="2430401")


ABROAD = Address(kind=AddressKind.FOREIGN, country="フランス", text="パリ市")


def header(effective: str | date | None = "R8.11.21", notified: str | date | None = "R8.11.21", **more: Any) -> Header:
    """A notification by the person, identified by an individual number card."""
    values: dict[str, Any] = {
        "basis": Basis.NOTIFICATION,
        "notifier": Notifier(NotifierKind.SELF),
        "documents_shown": ("個人番号カード",),
    }
    return Header(
        effective_on=day(effective) if effective else None,
        notified_on=day(notified) if notified else None,
        **{**values, **more},
    )


def ex_officio(effective: str | date | None = "R8.11.21", **more: Any) -> Header:
    """An ex officio act."""
    return Header(basis=Basis.EX_OFFICIO, effective_on=day(effective) if effective else None, **more)


def notice(effective: str | date | None = "R8.11.21", notified: str | date = "R8.11.21", **more: Any) -> Header:
    """An act on a notice of another office."""
    effective_on = day(effective) if effective else None
    return Header(basis=Basis.NOTICE, effective_on=effective_on, notified_on=day(notified), **more)


LOTS = ("1番", "2番", "3番")

_GIVEN = ("太郎", "花子", "一郎", "二郎", "三郎", "四郎")
_KANA = ("タロウ", "ハナコ", "イチロウ", "ジロウ", "サブロウ", "シロウ")
_RELATIONS = ("世帯主", "妻", "子", "子", "子", "子")
_BIRTHS = ("S55.4.1", "S57.9.12", "H22.2.3", "H25.7.7", "H27.1.1", "H29.5.5")


def entrant(place: int = 0, *, serial: int | None = None, **more: Any) -> Entrant:
    """The member at a place of a family: head, wife, children."""
    values: dict[str, Any] = {
        "name": PersonName("青木", _GIVEN[place], "アオキ", _KANA[place]),
        "birth_date": day(_BIRTHS[place]),
        "sex": Sex.FEMALE if place == 1 else Sex.MALE,
        "relationship": _RELATIONS[place],
        "resident_record_code": code(place if serial is None else serial).stored(),
        "individual_number_ref": f"ref-{place if serial is None else serial}",
        "domicile": "神奈川県海老名市勝瀬1番地",
        "first_listed_person": "青木　太郎",
        "previous_address": address("小川町二丁目1333番地", town="小川町", municipality=KODAIRA),
    }
    return Entrant(**{**values, **more})


RESIDENCE = Residence(
    category=ResidenceCategory.MID_TO_LONG_TERM,
    nationality="架空国",
    became_foreign_resident_on=day("R5.4.1"),
    status="技術・人文知識・国際業務",
    period="5年",
    expires_on=day("2028-05-01"),
    document_number="AA00000001BB",
    residence_notified=True,
)


def foreigner(place: int = 0, *, serial: int | None = None, **more: Any) -> Entrant:
    """A foreign resident at a place of a family, with a residence card."""
    number = f"AA{place if serial is None else serial:08}BB"
    values: dict[str, Any] = {
        "kind": PersonKind.FOREIGN,
        "name": PersonName(roman=f"KAKUU {_ROMAN[place]}", family_furigana="カクウ", given_furigana=_KANA[place]),
        "domicile": "",
        "first_listed_person": "",
        "residence": replaced(RESIDENCE, document_number=number),
    }
    return entrant(place, serial=serial, **{**values, **more})


_ROMAN = ("TARO", "HANAKO", "ICHIRO", "JIRO", "SABURO", "SHIRO")


def family(size: int = 4, *, first: int = 0) -> tuple[Entrant, ...]:
    """A family of several members; `first` shifts their codes."""
    return tuple(entrant(place, serial=first + place) for place in range(size))


def move_in(
    entrants: tuple[Entrant, ...] | None = None, *, effective: str | date = "R8.11.21", **more: Any
) -> DomesticMoveIn:
    """A family moves in from Kodaira with its certificate."""
    values: dict[str, Any] = {
        "header": header(effective),
        "entrants": family() if entrants is None else entrants,
        "destination": Destination(address=address()),
        "certificate": MoveOutCertificate(KODAIRA),
    }
    return DomesticMoveIn(**{**values, **more})


class Town:
    """A register in memory: it does what the register's database does, through the law's own functions."""

    def __init__(self, today: str | date = TODAY, settings: TownSettings = SETTINGS) -> None:
        self.today = day(today).calendar_day if isinstance(today, str) else today
        self.settings = settings
        self.timelines: dict[AddresseeNumber, Timeline] = {}
        self.log: dict[AddresseeNumber, list[Any]] = {}
        self.acts = 0
        self.drawn = [0, 0, 0]

    def supply(self, command: Command) -> Supply:
        """Numbers for a command."""
        asked = needs(command)
        wanted = (asked.new_persons, asked.new_households, asked.new_codes)
        starts, self.drawn = self.drawn, [old + new for old, new in zip(self.drawn, wanted, strict=True)]
        people, homes, codes = (range(start, start + new) for start, new in zip(starts, wanted, strict=True))
        return Supply(
            tuple(AddresseeNumber.from_serial(1000 + serial) for serial in people),
            tuple(HouseholdNumber.from_serial(500 + serial) for serial in homes),
            tuple(code(900_000 + serial) for serial in codes),
            codes_left=5000,
        )

    def matches(self, command: Command) -> Matches:
        """The look-ups that a command needs."""
        asked = needs(command)
        newest = {number: timelines.latest(line) for number, line in self.timelines.items()}
        held = {number: content for number, content in newest.items() if content is not None}
        by_code = {
            content.resident_record_code.stored(): number
            for number, content in held.items()
            if content.resident_record_code and content.resident_record_code.stored() in asked.codes
        }
        by_ref = {
            content.individual_number_ref: number
            for number, content in held.items()
            if content.individual_number_ref in asked.number_refs
        }
        by_items: dict[ThreeItems, tuple[AddresseeNumber, ...]] = {}
        for number, content in held.items():
            items = ThreeItems(content.name.written, content.sex, content.birth_date)
            if items in asked.three_items and content.state != "present":
                by_items[items] = (*by_items.get(items, ()), number)
        by_document = {
            version.content.residence.document_number: number
            for number, line in self.timelines.items()
            for version in line.versions
            if version.content.residence and version.content.residence.document_number in asked.document_numbers
        }
        return Matches(by_code, by_ref, by_items, by_document)

    def situation(self, command: Command) -> Situation:
        """Everything that the command is decided on."""
        return Situation(self.today, dict(self.timelines), self.supply(command), self.matches(command))

    def ask(self, command: Command) -> Decision:
        """Decide without entering."""
        return decide(self.situation(command), command, settings=self.settings)

    def enter(self, command: Command) -> Decision:
        """Decide and make definitive; the decision must have no error."""
        decision = self.ask(command)
        assert not decision.errors, decision.errors
        self.apply(command, decision)
        return decision

    def apply(self, command: Command, decision: Decision) -> None:
        """Make a decision definitive."""
        self.acts += 1
        today = RegisterDate(self.today)
        stamp = ActStamp(self.acts, command.header.effective_on or today, today)
        for change in decision.changes:
            number = change.addressee_number
            before = self.timelines.get(number, Timeline(number))
            self.timelines[number] = timelines.apply(before, change, stamp)
            self.log.setdefault(number, []).append((change, stamp))

    def record(self, number: AddresseeNumber, on: str | date | None = None) -> ResidentRecord | None:
        """The content of a person as of a day, today if none is named."""
        moment = self.today if on is None else day(on).calendar_day
        return timelines.at(self.timelines[number], as_of(moment))

    def people(self) -> list[AddresseeNumber]:
        """Everybody ever entered, in order."""
        return sorted(self.timelines)

    def settle(self, size: int = 4, *, since: str = "R5.4.1", first: int = 0, **more: Any) -> list[AddresseeNumber]:
        """A family that moved in some years ago."""
        known = set(self.timelines)
        command = move_in(family(size, first=first), effective=since, header=header(since, since), **more)
        self.enter(command)
        return [number for number in self.people() if number not in known]


def codes(findings: Any) -> set[str]:
    """The codes of findings."""
    return {finding.code for finding in findings}


def replaced(struct: Any, **values: Any) -> Any:
    """A struct with other values."""
    return msgspec.structs.replace(struct, **values)
