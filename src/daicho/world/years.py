"""Years of a synthetic municipality: day after day people move, are born, marry out of a household, die.

    years = Years(register, seed=1, newcomers=households)
    for entered in years.day(on, acts=160): ...

Each act is a command that the law decides on the register in memory; what it refuses is counted and left out. Shares
are about those of a suburban town's counter: half of all acts are moves in, out and within.
"""

from __future__ import annotations

import datetime as dt
import uuid
from bisect import bisect
from collections import Counter, defaultdict
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from daicho.law.commands import (
    Amendments,
    Basis,
    Birth,
    ChangeOfHead,
    ClericalCorrection,
    Command,
    Death,
    Destination,
    DomesticMoveIn,
    Entrant,
    ExOfficioCorrection,
    FormerSurnameChanged,
    Header,
    HouseholdSplit,
    ImmigrationNotice,
    IndividualNumberAssigned,
    MoveInFromAbroad,
    MoveOut,
    MoveOutCertificate,
    Mover,
    Notifier,
    NotifierKind,
    PassingOfPlannedDate,
    Placement,
    Relocation,
)
from daicho.law.commands_foreign import ImmigrationMatter, ResidenceChanges
from daicho.law.records import PersonKind, Sex
from daicho.values.addresses import AddressKind, municipality
from daicho.values.dates import RegisterDate
from daicho.values.names import FormerSurname, PersonName
from daicho.world.names import pool
from daicho.world.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from daicho.law.decision import Decision
    from daicho.law.records import ResidentRecord
    from daicho.protocol.load_files import LoadedHousehold
    from daicho.values.addresses import Address
    from daicho.values.numbers import AddresseeNumber, HouseholdNumber
    from daicho.world.in_memory import InMemoryRegister

_ADULT: Final = 18 * 365
_OLD: Final = 68 * 365
_HEAD: Final = "世帯主"
_SPOUSES: Final = frozenset({"妻", "夫"})
_CHILD: Final = "子"
_FAMILY: Final = range(2, 6)  # members of a couple's household
_MOTHERS: Final = range(20 * 365, 43 * 365)  # days
_TRIES: Final = 40
_LATEST: Final = 13  # days within which people notify, and plan ahead


class Entered(NamedTuple):
    """One act that became definitive."""

    number: int
    on: dt.date
    command: Command
    decision: Decision


class Years:
    """The acts of a town. `newcomers` are households, of another seed, from which those who move in are taken."""

    def __init__(self, register: InMemoryRegister, *, seed: int, newcomers: Iterator[LoadedHousehold]) -> None:
        code = register.settings.municipality_code
        self.register = register
        self.refused: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self._rng = Random(f"daicho/{code}/{seed}/years")  # noqa: S311 - repeatable on purpose
        self._places = Places(municipality(code), self._rng)
        self._newcomers = newcomers
        self._homes: list[HouseholdNumber] = list(register.present)
        self._known = set(self._homes)
        self._leaving: dict[dt.date, list[tuple[AddresseeNumber, ...]]] = defaultdict(list)
        self._numberless: dict[dt.date, list[AddresseeNumber]] = defaultdict(list)
        self._today = dt.date.min

    def day(self, on: dt.date, *, acts: int) -> Iterator[Entered]:
        """The acts of a day: planned dates that pass and numbers that arrive, then what people notify."""
        self._today = on
        for command in self._due():
            yield from self._enter(command)
        for _ in range(acts):
            kind = _KINDS[bisect(_UP_TO, self._rng.random() * _UP_TO[-1])]
            notified = kind(self)
            if notified is not None:
                yield from self._enter(notified)

    def _enter(self, command: Command) -> Iterator[Entered]:
        decision = self.register.ask(command, self._today)
        kind = str(command.__struct_config__.tag)
        if decision.errors:
            self.refused.update(f"{kind} {finding.code}" for finding in decision.errors)
            return
        number = self.register.enter(command, decision, self._today)
        self.done[kind] += 1
        self._follow(command, decision)
        yield Entered(number, self._today, command, decision)

    def _follow(self, command: Command, decision: Decision) -> None:
        """What comes of an act later: the planned day of a move-out, the number of somebody new."""
        for change in decision.changes:
            home = change.current.household_number
            if home not in self._known:
                self._known.add(home)
                self._homes.append(home)
            if change.current.individual_number_ref is None and isinstance(command, Birth | MoveInFromAbroad):
                self._numberless[self._today + dt.timedelta(2)].append(change.addressee_number)
        if isinstance(command, MoveOut):
            passing = command.header.effective_on
            if passing is not None and passing.calendar_day is not None and passing.calendar_day > self._today:
                self._leaving[passing.calendar_day].append(command.persons)

    def _due(self) -> Iterator[Command]:
        today = RegisterDate(self._today)
        office = Notifier(kind=NotifierKind.OFFICE)
        for persons in self._leaving.pop(self._today, ()):
            header = Header(basis=Basis.EX_OFFICIO, effective_on=today, notifier=office)
            yield PassingOfPlannedDate(header=header, persons=persons)
        for person in self._numberless.pop(self._today, ()):
            header = Header(basis=Basis.NOTICE, effective_on=today, notified_on=today)
            yield IndividualNumberAssigned(header=header, person=person, individual_number_ref=self._reference())

    # --- what people notify

    def relocation(self) -> Command | None:
        """A household moves within the town, now and then only a grown child."""
        people = self._household()
        child = next((one for one in people if one.relationship == _CHILD and self._is_adult(one)), None)
        if child is not None and self._chance(0.5):
            movers: tuple[Mover, ...] = (Mover(child.addressee_number, _HEAD),)
        else:
            movers = tuple(Mover(one.addressee_number) for one in people)
        if not movers:
            return None
        home = Destination(address=self._places.home(self._rng))
        return Relocation(header=self._notified(self._lately()), movers=movers, destination=home)

    def move_out(self) -> Command | None:
        """A household, or a grown child, leaves for another municipality or abroad."""
        people = self._household()
        child = next((one for one in people if one.relationship == _CHILD and self._is_adult(one)), None)
        leaving = [child] if child is not None and self._chance(0.4) else people
        if not leaving:
            return None
        planned = self._today + dt.timedelta(1 + int(self._rng.random() * _LATEST))
        destination = self._places.before(self._rng)
        return MoveOut(
            header=self._notified(planned),
            persons=tuple(one.addressee_number for one in leaving),
            destination=destination,
        )

    def move_in(self) -> Command | None:
        """A household comes from another municipality, or from abroad."""
        household = next(self._newcomers, None)
        if household is None:
            return None
        people = [member.record for member in household.members]
        before = next((one.previous_address for one in people if one.previous_address is not None), None)
        before = before or self._places.before(self._rng)
        abroad = before.kind is AddressKind.FOREIGN
        came = max([self._lately(), *(one.birth_date.bounds()[0] for one in people)])
        entrants = tuple(self._entrant(one, before, abroad=abroad) for one in people)
        destination = Destination(address=self._places.home(self._rng))
        if abroad:
            return MoveInFromAbroad(header=self._notified(came), entrants=entrants, destination=destination)
        certificate = MoveOutCertificate(municipality_code=before.municipality_code)
        return DomesticMoveIn(
            header=self._notified(came), entrants=entrants, destination=destination, certificate=certificate
        )

    def _entrant(self, record: ResidentRecord, before: Address, *, abroad: bool) -> Entrant:
        code = "" if abroad else self.register.new_code().stored()
        return Entrant(
            name=record.name,
            birth_date=record.birth_date,
            sex=record.sex,
            kind=record.kind,
            relationship=record.relationship or "",
            resident_record_code=code,
            individual_number_ref=None if abroad else self._reference(),
            domicile=record.domicile or "",
            first_listed_person=record.first_listed_person or "",
            previous_address=before,
            residence=record.residence,
            common_name=record.common_name,
        )

    def birth(self) -> Command | None:
        """A child is born to a young couple."""
        for _ in range(_TRIES):
            people = self._household()
            if len(people) not in _FAMILY or people[0].kind is not PersonKind.JAPANESE:
                continue
            head, spouse = people[0], people[1]
            mother = head if head.sex is Sex.FEMALE else spouse
            if head.relationship != _HEAD or spouse.relationship not in _SPOUSES or not self._is_young(mother):
                continue
            sex = Sex.FEMALE if self._chance(0.49) else Sex.MALE
            given = pool().given(self._rng, sex, self._today.year)
            child = Entrant(
                name=PersonName(
                    head.name.family,
                    given.written,
                    head.name.family_furigana,
                    given.furigana,
                    family_furigana_confirmed=True,
                    given_furigana_confirmed=True,
                ),
                birth_date=RegisterDate(self._lately()),
                sex=sex,
                relationship=_CHILD,
                domicile=head.domicile or "",
                first_listed_person=head.first_listed_person or "",
            )
            home = Destination(household_number=head.household_number)
            return Birth(header=self._noticed(child.birth_date), child=child, destination=home)
        return None

    def death(self) -> Command | None:
        """Somebody old dies."""
        for _ in range(_TRIES):
            for one in self._household():
                if self._age(one) > _OLD and self._chance(0.4):
                    return Death(header=self._noticed(RegisterDate(self._lately())), person=one.addressee_number)
        return None

    def split(self) -> Command | None:
        """A grown child forms a household of its own at the same address."""
        for _ in range(_TRIES):
            child = next((one for one in self._household() if one.relationship == _CHILD and self._is_adult(one)), None)
            if child is not None:
                movers = (Mover(child.addressee_number, _HEAD),)
                return HouseholdSplit(header=self._notified(self._lately()), movers=movers)
        return None

    def change_of_head(self) -> Command | None:
        """The spouse becomes head; the children stay children."""
        for _ in range(_TRIES):
            people = self._household()
            if len(people) not in _FAMILY or people[1].relationship not in _SPOUSES:
                continue
            head, spouse, *others = people
            if head.relationship != _HEAD or any(one.relationship != _CHILD for one in others):
                continue
            placements = (
                Placement(spouse.addressee_number, _HEAD),
                Placement(head.addressee_number, "夫" if head.sex is Sex.MALE else "妻"),
                *(Placement(one.addressee_number, _CHILD) for one in others),
            )
            return ChangeOfHead(
                header=self._notified(self._lately()), household_number=head.household_number, placements=placements
            )
        return None

    def domicile(self) -> Command | None:
        """The municipality of the registered domicile tells of another domicile."""
        one = self._somebody(PersonKind.JAPANESE)
        if one is None:
            return None
        amendments = Amendments(domicile=self._places.domicile(self._rng), first_listed_person=one.name.written)
        header = self._noticed(RegisterDate(self._lately()))
        return ExOfficioCorrection(header=header, person=one.addressee_number, amendments=amendments)

    def correction(self) -> Command | None:
        """A remark is put right."""
        one = self._somebody(None)
        if one is None:
            return None
        amendments = Amendments(memo=f"確認{int(self._rng.random() * 1_000_000)}")
        header = Header(basis=Basis.EX_OFFICIO, notifier=Notifier(kind=NotifierKind.OFFICE))
        return ClericalCorrection(header=header, person=one.addressee_number, amendments=amendments)

    def former_surname(self) -> Command | None:
        """A former surname is recorded on request, since the law allows it."""
        one = self._somebody(PersonKind.JAPANESE)
        if one is None or self._today < dt.date(2019, 11, 5):
            return None
        surname = pool().surname(self._rng)
        header = self._notified(self._today, basis=Basis.REQUEST)
        former = FormerSurname(surname.written, surname.furigana, confirmed=True, recorded_on=RegisterDate(self._today))
        return FormerSurnameChanged(header=header, person=one.addressee_number, former_surname=former)

    def renewal(self) -> Command | None:
        """The period of stay of a foreign resident is renewed."""
        one = self._somebody(PersonKind.FOREIGN)
        if one is None or one.residence is None or one.residence.expires_on is None:
            return None
        ends = self._today + dt.timedelta(365 * (1 + int(self._rng.random() * 3)))
        changes = ResidenceChanges(expires_on=RegisterDate(ends))
        header = self._noticed(RegisterDate(self._lately()))
        return ImmigrationNotice(
            header=header, person=one.addressee_number, matter=ImmigrationMatter.PERIOD_RENEWED, residence=changes
        )

    # --- whom

    def _household(self) -> list[ResidentRecord]:
        """A household nobody of which is about to leave; homes of former households are forgotten on the way."""
        for _ in range(_TRIES):
            at = int(self._rng.random() * len(self._homes))
            home = self._homes[at]
            people = list(self.register.people_of(home))
            if not people:
                self._known.discard(home)
                self._homes[at] = self._homes[-1]
                self._homes.pop()
            elif all(one.removal is None for one in people):
                return sorted(people, key=lambda one: one.position or 0)
        return []

    def _somebody(self, kind: PersonKind | None) -> ResidentRecord | None:
        for _ in range(_TRIES):
            people = [one for one in self._household() if kind is None or one.kind is kind]
            if people:
                return people[int(self._rng.random() * len(people))]
        return None

    def _age(self, record: ResidentRecord) -> int:
        return (self._today - record.birth_date.bounds()[0]).days

    def _is_adult(self, record: ResidentRecord) -> bool:
        return self._age(record) > _ADULT

    def _is_young(self, record: ResidentRecord) -> bool:
        return record.sex is Sex.FEMALE and self._age(record) in _MOTHERS

    # --- when and how

    def _lately(self) -> dt.date:
        return self._today - dt.timedelta(int(self._rng.random() * _LATEST))

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share

    def _reference(self) -> str:
        """A reference such as a vault gives; no vault knows it."""
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def _notified(self, effective_on: dt.date, *, basis: Basis = Basis.NOTIFICATION) -> Header:
        return Header(
            basis=basis,
            effective_on=RegisterDate(effective_on),
            notified_on=RegisterDate(self._today),
            notifier=Notifier(kind=NotifierKind.SELF),
            documents_shown=("個人番号カード",),
        )

    def _noticed(self, effective_on: RegisterDate) -> Header:
        return Header(basis=Basis.NOTICE, effective_on=effective_on, notified_on=RegisterDate(self._today))


_SHARES: Final[tuple[tuple[Callable[[Years], Command | None], float], ...]] = (
    (Years.relocation, 0.20),
    (Years.move_in, 0.19),
    (Years.move_out, 0.17),
    (Years.domicile, 0.16),
    (Years.death, 0.07),
    (Years.correction, 0.07),
    (Years.birth, 0.05),
    (Years.renewal, 0.04),
    (Years.split, 0.02),
    (Years.change_of_head, 0.02),
    (Years.former_surname, 0.01),
)
_KINDS: Final = tuple(kind for kind, _ in _SHARES)
_UP_TO: Final[Sequence[float]] = tuple(accumulate(share for _, share in _SHARES))
