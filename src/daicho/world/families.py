"""Who lives together: household structures with sexes, ages, relationships and family registers.

Shares are about those of the 2020 census of a suburban town. Relationships follow the grammar of standard 1.1.11, the
order of members that of 5.2, and a family register (戸籍) holds a couple and its unmarried children.
"""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from daicho.law.records import Sex
from daicho.law.relationships import HEAD, LODGER, RELATED
from daicho.world.names import pool

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from daicho.world.names import GivenName, Surname

_YEAR: Final = 365.2425
_HUSBANDS_NAME: Final = 0.95
_HUSBAND_HEADS: Final = 0.93
_YOUNGEST_PARENT: Final = 18
_FATHERS_BIRTH: Final = 1955
_ELDERLY: Final = 65
_OLDEST: Final = 108
_UNREGISTERED: Final = {Sex.FEMALE: "妻\uff08未届\uff09", Sex.MALE: "夫\uff08未届\uff09"}
_SPOUSE: Final = {Sex.FEMALE: "妻", Sex.MALE: "夫"}


class Register:
    """A family register: its first-listed person, a member of the household or somebody elsewhere."""

    __slots__ = ("domicile", "first_listed")

    def __init__(self, first_listed: str = "") -> None:
        self.domicile = ""
        self.first_listed = first_listed


class Person:
    """One member as planned; `born` is a day number, `register` the family register the person stands in."""

    __slots__ = ("born", "given", "joined_later", "maiden", "register", "relationship", "sex", "surname")

    def __init__(  # noqa: PLR0913, PLR0917 - what a person is; made in one place
        self, relationship: str, sex: Sex, born: int, surname: Surname, given: GivenName, register: Register
    ) -> None:
        self.relationship = relationship
        self.sex = sex
        self.born = born
        self.surname = surname
        self.given = given
        self.register = register
        self.joined_later = False
        self.maiden: Surname | None = None

    @property
    def written(self) -> str:
        """The name as printed."""
        return f"{self.surname.written}\u3000{self.given.written}"


class Families:
    """Draws households; `today` is the day number of the day the population is made for."""

    def __init__(self, rng: Random, today: int) -> None:
        self._rng = rng
        self._draw = rng.random
        self._today = today
        self._pool = pool()

    def household(self, room: int) -> list[Person]:
        """The members of one household, in their order; at most `room` of them."""
        kind = _KINDS[bisect(_UP_TO, self._draw() * _UP_TO[-1])]
        return kind(self)[:room] if room >= _LARGEST else self._fitting(kind(self), room)

    def _fitting(self, members: list[Person], room: int) -> list[Person]:
        return members if len(members) <= room else self.single()

    def family(self) -> list[Person]:
        """A couple, more often with children than without."""
        return self.parents_and_children() if self._chance(0.6) else self.couple()

    # --- structures

    def single(self) -> list[Person]:
        """One person alone: the young, the unmarried, the widowed."""
        if self._chance(0.32):
            return [self._alone(HEAD, self._sex(women=0.68), self._old(_ELDERLY))]
        age = self._between(18, 34) if self._chance(0.55) else self._between(35, _ELDERLY - 1)
        return [self._alone(HEAD, self._sex(women=0.46), age)]

    def couple(self) -> list[Person]:
        """Husband and wife, now and then unregistered."""
        age = self._between(25, 64) if self._chance(0.5) else self._old(62)
        return self._pair(age)

    def parents_and_children(self) -> list[Person]:
        """A couple with unmarried children."""
        pair = self._pair(self._between(27, 66), registered=True)
        return [*pair, *self._children("子", pair, self._weighted((0.40, 0.46, 0.12, 0.02)))]

    def one_parent(self) -> list[Person]:
        """A parent with unmarried children, more often the mother."""
        sex = self._sex(women=0.84)
        head = self._alone(HEAD, sex, self._between(24, 74))
        head.register.first_listed = head.written
        return [head, *self._children("子", [head], self._weighted((0.62, 0.31, 0.07)))]

    def three_generations_of_the_old(self) -> list[Person]:
        """The grandparent heads: spouse, child, the child's spouse, grandchildren."""
        elders = self._pair(self._between(58, 88), registered=True)
        heir = self._child("子", elders, married=True)
        if heir is None:
            return elders
        younger = self._wed("子の", heir)
        grown = [*younger, *self._children("子の子", younger, self._weighted((0.35, 0.45, 0.20)))]
        return [*elders, *grown]

    def three_generations_of_the_young(self) -> list[Person]:
        """The middle generation heads: spouse, children, a parent or two."""
        pair = self._pair(self._between(32, 62), registered=True)
        children = self._children("子", pair, self._weighted((0.35, 0.45, 0.20)))
        side = 0 if self._chance(0.75) or len(pair) == 1 else 1
        prefix = "" if side == 0 else f"{pair[1].relationship}の"
        return [*pair, *children, *self._parents(prefix, pair[side])]

    def siblings(self) -> list[Person]:
        """Grown brothers and sisters together."""
        head = self._alone(HEAD, self._sex(), self._between(20, 78))
        other_sex = self._sex()
        born = head.born + self._days(self._between(1, 9)) * (1 if self._chance(0.75) else -1)
        born = min(born, self._today - self._days(18))
        younger = born > head.born
        words = {Sex.FEMALE: ("姉", "妹"), Sex.MALE: ("兄", "弟")}[other_sex]
        return [head, self._person(words[younger], other_sex, born, head.surname, head.register)]

    def with_lodger(self) -> list[Person]:
        """A head and somebody who is no relative, or one the grammar has no word for."""
        head = self._alone(HEAD, self._sex(), self._between(22, 70))
        word = LODGER if self._chance(0.6) else RELATED
        return [head, self._alone(word, self._sex(), self._between(19, 70))]

    # --- people

    def _pair(self, age: int, *, registered: bool = False) -> list[Person]:
        """Head and spouse."""
        sex = self._sex(women=1 - _HUSBAND_HEADS)
        head = self._alone(HEAD, sex, age)
        return self._wed("", head, registered=registered)

    def _wed(self, prefix: str, person: Person, *, registered: bool = True) -> list[Person]:
        """The person and a spouse; one family register, one surname, unless they are not registered."""
        sex = Sex.FEMALE if person.sex is Sex.MALE else Sex.MALE
        older = self._draw() * 6 - 2
        born = person.born + int((older if person.sex is Sex.MALE else -older) * _YEAR)
        born = min(born, self._today - self._days(_YOUNGEST_PARENT))
        if not registered and self._chance(0.03):
            surname = self._pool.surname(self._rng)
            register = Register(self._father_of(surname))
            spouse = self._person(prefix + _UNREGISTERED[sex], sex, born, surname, register)
        else:
            person.register = Register()
            spouse = self._person(prefix + _SPOUSE[sex], sex, born, person.surname, person.register)
            names_it = Sex.MALE if self._chance(_HUSBANDS_NAME) else Sex.FEMALE
            first, second = (person, spouse) if person.sex is names_it else (spouse, person)
            person.register.first_listed = first.written
            second.maiden = self._pool.surname(self._rng)
        spouse.joined_later = self._chance(0.2)
        return [person, spouse]

    def _children(self, relationship: str, parents: list[Person], number: int) -> list[Person]:
        found = [child for _ in range(number) if (child := self._child(relationship, parents)) is not None]
        return sorted(found, key=lambda child: child.born)

    def _child(self, relationship: str, parents: list[Person], *, married: bool = False) -> Person | None:
        """A child whom both parents were old enough to have; None where there is no time for one."""
        mother = max(parent.born for parent in parents)
        earliest = mother + self._days(_YOUNGEST_PARENT)
        latest = min(self._today, mother + self._days(44))
        if married:
            latest = min(latest, self._today - self._days(26))
        else:
            earliest = max(earliest, self._today - self._days(45))
        if latest <= earliest:
            return None
        born = earliest + int((self._draw() + self._draw()) / 2 * (latest - earliest))
        return self._person(relationship, self._sex(), born, parents[0].surname, parents[0].register)

    def _parents(self, prefix: str, child: Person) -> list[Person]:
        """One or two parents of a member: their own register; a wife's parents bear the name she was born with."""
        surname = child.maiden or child.surname
        register = Register()
        mother_born = child.born - self._days(self._between(20, 36))
        found = [self._person(f"{prefix}母", Sex.FEMALE, mother_born, surname, register)]
        if self._chance(0.45):
            father = self._person(
                f"{prefix}父", Sex.MALE, mother_born - self._days(self._between(0, 6)), surname, register
            )
            register.first_listed = father.written
            found.insert(0, father)
        else:
            register.first_listed = self._father_of(surname)
        return [parent for parent in found if parent.born > self._today - self._days(_OLDEST)] or found[-1:]

    def _alone(self, relationship: str, sex: Sex, age: int) -> Person:
        born = self._today - self._days(age) - int(self._draw() * 365)
        surname = self._pool.surname(self._rng)
        person = self._person(relationship, sex, born, surname, Register())
        person.register.first_listed = person.written if self._chance(0.3) else self._father_of(surname)
        return person

    def _father_of(self, surname: Surname) -> str:
        """Somebody elsewhere whose family register it is."""
        return f"{surname.written}\u3000{self._pool.given(self._rng, Sex.MALE, _FATHERS_BIRTH).written}"

    def _person(self, relationship: str, sex: Sex, born: int, surname: Surname, register: Register) -> Person:
        given = self._pool.given(self._rng, sex, int(born / _YEAR) + 1)
        return Person(relationship, sex, born, surname, given, register)

    # --- numbers

    def _chance(self, share: float) -> bool:
        return self._draw() < share

    def _sex(self, *, women: float = 0.5) -> Sex:
        return Sex.FEMALE if self._draw() < women else Sex.MALE

    def _between(self, low: int, high: int) -> int:
        return low + int(self._draw() * (high - low + 1))

    def _old(self, low: int) -> int:
        """An age from `low` on, fewer and fewer towards 107."""
        return (
            low + int(42 * (1 - self._draw() ** 0.45)) if self._chance(0.97) else low + int(self._draw() * (108 - low))
        )

    def _weighted(self, shares: tuple[float, ...]) -> int:
        """1, 2, … with these shares."""
        chance = self._draw()
        for number, share in enumerate(shares, 1):
            chance -= share
            if chance < 0:
                return number
        return len(shares)

    @staticmethod
    def _days(years: int) -> int:
        return int(years * _YEAR)


_SHARES: Final[tuple[tuple[Callable[[Families], list[Person]], float], ...]] = (
    (Families.single, 0.41),
    (Families.couple, 0.195),
    (Families.parents_and_children, 0.265),
    (Families.one_parent, 0.075),
    (Families.three_generations_of_the_old, 0.02),
    (Families.three_generations_of_the_young, 0.02),
    (Families.siblings, 0.01),
    (Families.with_lodger, 0.005),
)
_KINDS: Final = tuple(kind for kind, _ in _SHARES)
_UP_TO: Final = tuple(accumulate(share for _, share in _SHARES))
_LARGEST: Final = 8
