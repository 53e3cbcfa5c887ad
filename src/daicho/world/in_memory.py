"""A municipality's register in memory: it decides by the law and keeps the timelines, without any database.

For populations with a history: years of acts are decided in minutes and then written in bulk. What a command is decided
on is what `law.needs` asks for: the persons named, everybody who ever shared a household with them, and who is found
under codes, numbers of cards and three items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.law import timelines
from daicho.law.deciding import decide, needs
from daicho.law.decision import PersonChange
from daicho.law.records import State, Timeline, Version
from daicho.law.situation import Matches, Needs, Situation, Supply, ThreeItems, TownSettings
from daicho.law.timelines import ActStamp
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from daicho.law.commands import Command
    from daicho.law.decision import Decision
    from daicho.law.records import ResidentRecord

__all__ = ["InMemoryRegister"]


class InMemoryRegister:
    """The register of a synthetic municipality. `serials` are the synthetic serials from which it gives codes."""

    def __init__(self, municipality_code: str, *, serials: Iterable[int]) -> None:
        self.settings = TownSettings(municipality_code=municipality_code)
        self.timelines: dict[AddresseeNumber, Timeline] = {}
        self.members: dict[HouseholdNumber, set[AddresseeNumber]] = {}
        """Everybody who ever belonged to a household."""
        self.present: dict[HouseholdNumber, dict[AddresseeNumber, None]] = {}
        """Who belongs to it now, in the order of joining; households with nobody are left out."""
        self.acts = 0
        self._codes: dict[str, AddresseeNumber] = {}
        self._documents: dict[str, AddresseeNumber] = {}
        self._removed: dict[ThreeItems, tuple[AddresseeNumber, ...]] = {}
        self._serials = iter(serials)
        self._persons = 0
        self._households = 0

    # --- opening

    def open(self, record: ResidentRecord, since: int, *, on: dt.date) -> None:
        """Take a resident over by the opening act, act 1: the content has held since an ordinal."""
        change = PersonChange(
            addressee_number=record.addressee_number,
            reason=None,
            pieces=(Version(since, None, record),),
            current=record,
        )
        self.acts = 1
        self._take(change, ActStamp(1, RegisterDate(on), RegisterDate(on)))
        self._persons = max(self._persons, _serial(record.addressee_number))
        self._households = max(self._households, _serial(record.household_number))

    # --- deciding

    def ask(self, command: Command, today: dt.date) -> Decision:
        """Decide a command as of a day; nothing changes."""
        return decide(self._situation(needs(command), today), command, settings=self.settings)

    def enter(self, command: Command, decision: Decision, today: dt.date) -> int:
        """Make a decision definitive; its act number."""
        self.acts += 1
        processed_on = RegisterDate(today)
        stamp = ActStamp(self.acts, command.header.effective_on or processed_on, processed_on)
        for change in decision.changes:
            self._take(change, stamp)
        return self.acts

    def current(self, person: AddresseeNumber) -> ResidentRecord:
        """The newest content of somebody."""
        return self.timelines[person].versions[-1].content

    # --- what a command needs

    def _situation(self, asked: Needs, today: dt.date) -> Situation:
        matches = self._matches(asked)
        persons = {*asked.persons, *matches.by_code.values(), *matches.by_document_number.values()}
        persons.update(person for several in matches.by_three_items.values() for person in several)
        homes = {*asked.households}
        for person in persons:
            homes.update(version.content.household_number for version in self.timelines[person].versions)
        for home in homes:
            persons |= self.members.get(home, set())
        return Situation(today, {person: self.timelines[person] for person in persons}, self._supply(asked), matches)

    def _matches(self, asked: Needs) -> Matches:
        return Matches(
            by_code={code: self._codes[code] for code in asked.codes if code in self._codes},
            by_three_items={items: self._removed[items] for items in asked.three_items if items in self._removed},
            by_document_number={
                number: self._documents[number] for number in asked.document_numbers if number in self._documents
            },
        )

    def _supply(self, asked: Needs) -> Supply:
        """Numbers that nobody has had; those of a decision that is not made definitive are lost, as elsewhere."""
        people = range(self._persons + 1, self._persons + asked.new_persons + 1)
        homes = range(self._households + 1, self._households + asked.new_households + 1)
        self._persons, self._households = self._persons + asked.new_persons, self._households + asked.new_households
        return Supply(
            tuple(AddresseeNumber.from_serial(serial) for serial in people),
            tuple(HouseholdNumber.from_serial(serial) for serial in homes),
            tuple(self.new_code() for _ in range(asked.new_codes)),
            codes_left=100_000 if asked.new_codes else None,
        )

    def new_code(self) -> ResidentRecordCode:
        """A synthetic resident record code that nobody here has."""
        return ResidentRecordCode.synthetic(next(self._serials))

    # --- taking a change

    def _take(self, change: PersonChange, stamp: ActStamp) -> None:
        person = change.addressee_number
        before = self.timelines.get(person)
        if before is not None and before.versions:
            home = before.versions[-1].content.household_number
            self._leave(home, person)
        self.timelines[person] = timelines.apply(before or Timeline(person), change, stamp)
        record = change.current
        for home in {record.household_number, *(piece.content.household_number for piece in change.pieces)}:
            self.members.setdefault(home, set()).add(person)
        self._index(record)
        if record.state is State.PRESENT:
            self.present.setdefault(record.household_number, {})[person] = None

    def _leave(self, home: HouseholdNumber, person: AddresseeNumber) -> None:
        living = self.present.get(home, {})
        living.pop(person, None)
        if not living:
            self.present.pop(home, None)

    def _index(self, record: ResidentRecord) -> None:
        person = record.addressee_number
        if record.resident_record_code is not None:
            self._codes[record.resident_record_code.stored()] = person
        if record.residence is not None and record.residence.document_number:
            self._documents[record.residence.document_number] = person
        if record.state is not State.PRESENT:
            items = ThreeItems(record.name.written, record.sex, record.birth_date)
            self._removed[items] = tuple(dict.fromkeys((*self._removed.get(items, ()), person)))

    def people_of(self, home: HouseholdNumber) -> Iterator[ResidentRecord]:
        """The contents of the present members of a household."""
        return (self.current(person) for person in self.present.get(home, {}))


def _serial(number: AddresseeNumber | HouseholdNumber) -> int:
    return int(number.body)
