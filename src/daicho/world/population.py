"""A synthetic population: the same seed gives the same people, on every machine and in every process.

    households = generate("131032", people=260_000, seed=1)

Nobody in it exists. Surnames are weighted, towns are real, lots, numbers and lives are invented; every resident record
code and individual number lies in the synthetic blocks, which a host with real residents refuses.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from daicho.law.records import PersonKind, ResidentRecord, State
from daicho.protocol.load_files import LoadedHousehold, LoadedPerson
from daicho.values.addresses import Address, municipality
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber
from daicho.world.families import Families
from daicho.world.foreign import ACT_DAY, Foreigner, Foreigners
from daicho.world.places import Places
from daicho.world.serials import NumberSource, Shuffled, TooManyPeople, serials_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.world.families import Person, Register

Member: TypeAlias = "Person | Foreigner"

AS_OF: Final = dt.date(2026, 11, 1)
"""The day whose state a population shows unless another is asked for."""

_FURIGANA_CONFIRMED: Final = 0.85
_FORMER_SURNAME: Final = 0.012  # of those who gave up a surname
_UNKNOWN_BIRTH: Final = 0.006  # of the very old
_VERY_OLD: Final = 85 * 365
_MOVED_IN: Final = 0.88  # of heads
_NEVER_RELOCATED: Final = 0.6
_GROWN: Final = 18 * 365  # days; heads who moved in did so grown up
_GUARDIANSHIP: Final = 0.002
_FORMER_SURNAME_FROM: Final = dt.date(2019, 11, 5).toordinal()


def generate(
    municipality_code: str,
    people: int,
    seed: int,
    *,
    as_of: dt.date = AS_OF,
    serials: range | None = None,
) -> Iterator[LoadedHousehold]:
    """The households of a municipality, `people` residents in all.

    Args:
        municipality_code: Six digits of a municipality or ward.
        people: How many residents; the last household is cut to fit.
        seed: Any whole number.
        as_of: The day whose state is shown; nobody is born or moves in after it.
        serials: Range in the synthetic blocks, instead of the municipality's own (`serials_of`).

    Raises:
        UnknownMunicipality: No such code.
        TooManyPeople: The range of synthetic numbers is too small.
    """
    home = municipality(municipality_code)
    numbers = serials_of(home.code) if serials is None else serials
    if people > len(numbers):
        raise TooManyPeople(home.code, people, len(numbers))
    rng = Random(f"daicho/{home.code}/{seed}")  # noqa: S311 - repeatable on purpose
    apart = Random(f"daicho/{home.code}/{seed}/foreign")  # noqa: S311 - as above
    return _households(_Settler(home.code, rng, apart, numbers, as_of), people)


def _households(settler: _Settler, people: int) -> Iterator[LoadedHousehold]:
    done = 0
    while done < people:
        household = settler.settle(people - done)
        done += len(household.members)
        yield household


class _Stay:
    """Since when, and from where, somebody lives in the municipality and at the address."""

    __slots__ = ("before", "began", "notified", "resident", "settled")

    def __init__(self, resident: int, settled: int, notified: int, before: Address | None) -> None:
        self.resident = resident
        self.began = resident  # of foreigners it may lie before the Act covered them
        self.settled = settled
        self.notified = notified
        self.before = before


class _Settler:
    """Gives households their address, their dates and their numbers."""

    def __init__(self, code: str, rng: Random, apart: Random, serials: range, as_of: dt.date) -> None:
        self._code = code
        self._rng = rng
        self._draw = rng.random
        self._today = as_of.toordinal()
        self._numbers = NumberSource(serials, rng)
        self._places = Places(municipality(code), rng)
        self._families = Families(rng, self._today)
        self._apart = apart  # for foreign residents, so that their draws leave everybody else as they are
        self._foreigners = Foreigners(apart, self._today, code)
        self._documents = Shuffled.of(serials, apart)
        self._home = municipality(code)
        self._dates: dict[int, RegisterDate] = {}
        self._household = 0
        self._people = 0

    def settle(self, room: int) -> LoadedHousehold:
        """The next household, of at most `room` members."""
        members = self._members(room)
        self._household += 1
        number = HouseholdNumber.from_serial(self._household)
        address = self._places.home(self._rng)
        stays = self._stays(members)
        head = members[0]
        loaded = tuple(
            self._loaded(person, place, number, address, stay, head)
            for place, (person, stay) in enumerate(zip(members, stays, strict=True), 1)
        )
        return LoadedHousehold(number, loaded)

    def _members(self, room: int) -> list[Member]:
        """A Japanese household, one of foreigners, or a Japanese resident's with a foreign spouse."""
        if not self._foreigners.comes_next():
            return [*self._families.household(room)]
        if not self._foreigners.mixes():
            return [*self._foreigners.household(room)]
        members: list[Member] = [*self._families.family()]
        head, spouse = members[0], members[1]
        if len(members) > room or isinstance(head, Foreigner) or isinstance(spouse, Foreigner):
            return [*self._foreigners.household(room)]
        members[1] = self._foreigners.spouse_of(head, spouse)
        return members

    def _loaded(  # noqa: PLR0913, PLR0917 - what a record is made of
        self, person: Member, place: int, household: HouseholdNumber, address: Address, stay: _Stay, head: Member
    ) -> LoadedPerson:
        self._people += 1
        items = self._foreign(person, stay, head) if isinstance(person, Foreigner) else self._japanese(person, stay)
        record = ResidentRecord(
            addressee_number=AddresseeNumber.from_serial(self._people),
            household_number=household,
            state=State.PRESENT,
            sex=person.sex,
            address=address,
            relationship=person.relationship,
            head_name=head.written,
            resident_record_code=self._numbers.code(self._people - 1),
            position=place,
            address_set_on=self._date(stay.settled),
            notified_on=self._date(stay.notified),
            previous_address=stay.before,
            **items,
        )
        return LoadedPerson(record, self._numbers.number(self._people - 1))

    def _japanese(self, person: Person, stay: _Stay) -> dict[str, Any]:
        """The items of a Japanese resident (STD-1.1.1)."""
        draw = self._draw
        register = self._domiciled(person.register)
        confirmed = draw() < _FURIGANA_CONFIRMED
        surname, given = person.surname, person.given
        aged = self._today - person.born > _VERY_OLD
        return {
            "kind": PersonKind.JAPANESE,
            "name": PersonName(surname.written, given.written, surname.furigana, given.furigana, confirmed, confirmed),
            "birth_date": self._birth_date(person.born) if aged else self._date(person.born),
            "became_resident_on": self._date(stay.resident),
            "former_surname": self._former_surname(person) if person.maiden and draw() < _FORMER_SURNAME else None,
            "domicile": register.domicile,
            "first_listed_person": register.first_listed,
            "guardianship": aged and draw() < _GUARDIANSHIP,
        }

    def _foreign(self, person: Foreigner, stay: _Stay, head: Member) -> dict[str, Any]:
        """The items of a foreign resident (STD-1.1.2)."""
        residence = self._foreigners.residence(person, stay.began, self._documents.at(self._people - 1), self._date)
        name = self._foreigners.common_name(person, head)
        return {
            "kind": PersonKind.FOREIGN,
            "name": person.name,
            "birth_date": self._date(person.born),
            "became_resident_on": self._date(stay.resident),
            "residence": residence,
            "common_name": None if name is None else self._common_name(*name, since=stay.resident),
        }

    def _common_name(self, written: str, furigana: str, *, since: int) -> CommonName:
        """A common name recorded here on some day since the person has lived here."""
        return CommonName(
            written,
            furigana,
            recorded_on=self._date(since + int(self._apart.random() * (self._today - since))),
            recorded_municipality=self._home.full_name,
            recorded_municipality_code=self._code,
        )

    def _stays(self, members: list[Member]) -> list[_Stay]:
        """When each came: the head first; those born later are born here, the others came along or followed."""
        return [
            self._after_arrival(person, stay) if isinstance(person, Foreigner) else stay
            for person, stay in zip(members, self._stays_in_town(members), strict=True)
        ]

    def _after_arrival(self, person: Foreigner, stay: _Stay) -> _Stay:
        """The stay of somebody who came to Japan on a day: not before it, nor before foreigners had records."""
        began = max(stay.resident, person.came)
        resident = max(began, ACT_DAY)
        before = stay.before
        if began == person.came:
            born_here = person.came == person.born
            before = None if born_here else Address.foreign(person.country.name)
        found = self._stay(resident, max(stay.settled, resident), before)
        found.began = began
        return found

    def _stays_in_town(self, members: list[Member]) -> list[_Stay]:
        draw, today = self._draw, self._today
        head = members[0]
        came, before = head.born, None
        if draw() < _MOVED_IN:
            came = max(min(head.born + _GROWN, today), today - int(45 * 365 * draw() ** 2))
            before = self._places.before(self._rng)
        settled = came if draw() < _NEVER_RELOCATED else came + int(draw() * (today - came))
        found = []
        for person in members:
            if person.joined_later:
                joined = max(person.born, came) + int(draw() * (today - max(person.born, came)))
                found.append(self._stay(joined, max(joined, settled), self._places.before(self._rng)))
            elif person.born >= came or before is None:
                found.append(self._stay(person.born, max(person.born, settled), None))
            else:
                found.append(self._stay(came, settled, before))
        return found

    def _stay(self, resident: int, settled: int, before: Address | None) -> _Stay:
        notified = min(settled + int(self._draw() * 14), self._today)
        return _Stay(resident, settled, notified, before)

    def _domiciled(self, register: Register) -> Register:
        if not register.domicile:
            register.domicile = self._places.domicile(self._rng)
        return register

    def _former_surname(self, person: Person) -> FormerSurname | None:
        """The surname given up, recorded on request since the law allowed it."""
        maiden = person.maiden
        latest = self._today - _FORMER_SURNAME_FROM
        if maiden is None or latest <= 0:
            return None
        day = _FORMER_SURNAME_FROM + int(self._draw() * latest)
        return FormerSurname(
            maiden.written, maiden.furigana, confirmed=True, recorded_on=self._date(day), municipality_code=self._code
        )

    def _date(self, day: int) -> RegisterDate:
        found = self._dates.get(day)
        if found is None:
            found = self._dates[day] = RegisterDate(dt.date.fromordinal(day))
        return found

    def _birth_date(self, day: int) -> RegisterDate:
        """The date of birth of somebody very old: for a few it is not known, in one of the forms of STD-1.1.8."""
        known = self._date(day)
        if self._draw() >= _UNKNOWN_BIRTH:
            return known
        year, rest = known.wareki().split("年")
        month = rest.split("月")[0]
        forms = (
            f"{year}年月日不詳",
            f"{year}年{month}月日不詳",
            f"{year}年頃",
            f"{year}年{month}月頃",
            f"推定{known.wareki()}",
        )
        return RegisterDate.parse(forms[int(self._draw() * len(forms))])
