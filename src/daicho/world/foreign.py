"""Foreign residents of a synthetic town: who they are, on which footing they live in Japan, and with whom.

Shares are about those of the country's statistics of 2024. Categories are those of Article 30-45 of the Basic Resident
Register Act; a status of residence (在留資格) has the periods that the Immigration Control Act's ordinance gives it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from daicho.law.records import Residence, ResidenceCategory, Sex
from daicho.law.relationships import HEAD, LODGER
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.residence_documents import synthetic_document
from daicho.world import foreign_names as names
from daicho.world.names import pool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from daicho.world.families import Person

_YEAR: Final = 365.2425
ACT_DAY: Final = dt.date(2012, 7, 9).toordinal()
"""Since then foreign residents have resident records; before, they were registered under the Alien Registration Act."""

_TRANSITION: Final = 60  # days that a child may stay without a status (経過滞在)
SHARES: Final = {"131032": 0.115, "132110": 0.05, "142158": 0.042}
"""Share of households with a foreign resident, by municipality; 7, 3 and 2.5 % of the residents."""

_SHARE: Final = 0.047


class Country(NamedTuple):
    """A nationality or region as written on cards, its code, its share, its names, and how many write kanji."""

    name: str
    code: str
    share: float
    names: names.Names
    kanji: float = 0.0


COUNTRIES: Final = (
    Country("中国", "CHN", 23.5, names.CHINESE, 0.75),
    Country("ベトナム", "VNM", 17.0, names.VIETNAMESE),
    Country("韓国", "KOR", 7.5, names.KOREAN, 0.6),
    Country("フィリピン", "PHL", 9.5, names.FILIPINO),
    Country("ネパール", "NPL", 6.5, names.NEPALI),
    Country("ブラジル", "BRA", 5.6, names.BRAZILIAN),
    Country("インドネシア", "IDN", 5.5, names.INDONESIAN),
    Country("ミャンマー", "MMR", 3.7, names.BURMESE),
    Country("台湾", "TWN", 2.0, names.CHINESE, 0.9),
    Country("米国", "USA", 1.9, names.ENGLISH),
    Country("タイ", "THA", 1.8, names.THAI),
    Country("インド", "IND", 1.7, names.INDIAN),
    Country("英国", "GBR", 0.6, names.ENGLISH),
    Country("フランス", "FRA", 0.5, names.FRENCH),
)
_SPECIAL: Final = (
    Country("韓国", "KOR", 9.0, names.KOREAN, 1.0),
    Country("朝鮮", "PRK", 1.0, names.KOREAN, 1.0),
)
_COUNTRIES_UP_TO: Final = tuple(accumulate(country.share for country in COUNTRIES))
_SPECIAL_UP_TO: Final = tuple(accumulate(country.share for country in _SPECIAL))
_SPECIAL_SHARE: Final = 0.075  # of heads: special permanent residents

_YEARS: Final = {
    "5年": 1826, "4年3月": 1552, "3年": 1095, "2年3月": 821, "2年": 730, "1年3月": 456, "1年": 365, "6月": 182,
}  # fmt: skip
"""Periods of stay and their days."""

PERMANENT: Final = "永住者"
_ENGINEER: Final = "技術・人文知識・国際業務"
_STUDENT: Final = "留学"
_STUDENTS_UNTIL: Final = int(32 * _YEAR)
_STATUSES: Final[dict[str, tuple[tuple[str, ...], float]]] = {
    PERMANENT: ((), 27.0),
    _ENGINEER: (("5年", "3年", "1年"), 20.0),
    _STUDENT: (("4年3月", "2年3月", "1年3月"), 16.0),
    "特定技能1号": (("3年", "1年", "6月"), 10.0),
    "技能実習2号ロ": (("2年", "1年"), 9.0),
    "定住者": (("5年", "3年", "1年"), 7.0),
    "経営・管理": (("5年", "3年", "1年"), 3.0),
    "高度専門職1号ロ": (("5年",), 3.0),
    "特定活動": (("1年", "6月"), 5.0),
}
"""Statuses of residence of those who came by themselves, with their periods and shares."""

_PERMANENT_AFTER: Final = int(10 * _YEAR)
_STATUS_NAMES: Final = tuple(_STATUSES)
_STATUS_UP_TO: Final = tuple(accumulate(share for _, share in _STATUSES.values()))
_SPOUSE_OF_JAPANESE: Final = "日本人の配偶者等"
_FAMILY: Final = "家族滞在"
_DEPENDANTS: Final = frozenset({_ENGINEER, _STUDENT, "経営・管理", "高度専門職1号ロ"})
"""Statuses whose holders' families live here as 家族滞在."""


class Foreigner:
    """One foreign member as planned; `born` is a day number, `came` the day of arrival (the birth, if born here)."""

    __slots__ = ("born", "came", "country", "joined_later", "name", "relationship", "sex", "special", "status")

    def __init__(  # noqa: PLR0913 - what a person is; made in one place
        self,
        relationship: str,
        sex: Sex,
        born: int,
        *,
        came: int,
        country: Country,
        name: PersonName,
        status: str = "",
        special: bool = False,
    ) -> None:
        self.relationship = relationship
        self.sex = sex
        self.born = born
        self.came = came
        self.country = country
        self.name = name
        self.status = status
        self.special = special
        self.joined_later = False

    @property
    def written(self) -> str:
        """The name as printed."""
        return self.name.written


class Foreigners:
    """Draws foreign residents; `today` is the day number of the day the population is made for."""

    def __init__(self, rng: Random, today: int, municipality_code: str) -> None:
        self._rng = rng
        self._draw = rng.random
        self._today = today
        self._share = SHARES.get(municipality_code, _SHARE)

    def comes_next(self) -> bool:
        """Whether the next household has a foreign member; nobody has before the Act covered them."""
        return self._draw() < self._share and self._today > ACT_DAY

    def mixes(self) -> bool:
        """Whether that household is a Japanese resident's with a foreign spouse, rather than foreigners' own."""
        return self._draw() < _MIXED

    # --- households

    def household(self, room: int) -> list[Foreigner]:
        """The members of a household of foreigners, in their order; at most `room` of them."""
        kind = _KINDS[bisect(_KINDS_UP_TO, self._draw() * _KINDS_UP_TO[-1])]
        members = kind(self)
        return members if len(members) <= room else self.single()

    def single(self) -> list[Foreigner]:
        """Somebody who came alone: to study, to work, to train."""
        return [self._head(20, 44)]

    def shared(self) -> list[Foreigner]:
        """Two or three from one country who share a flat as lodgers of one of them."""
        head = self._head(20, 35)
        number = 1 + int(self._draw() * 2)
        others = [self._adult(LODGER, head, self._sex(), self._between(20, 35)) for _ in range(number)]
        return [head, *sorted(others, key=lambda other: other.born)]

    def family(self) -> list[Foreigner]:
        """A couple, often with children, some of them born here."""
        head = self._head(27, 55)
        sex = Sex.FEMALE if head.sex is Sex.MALE else Sex.MALE
        word = "妻" if sex is Sex.FEMALE else "夫"
        age = (self._today - head.born) / _YEAR + self._draw() * 6 - 3
        spouse = self._adult(word, head, sex, max(19, int(age)))
        children = [self._child(head, spouse) for _ in range(int(self._draw() * 3))]
        born = sorted((child for child in children if child is not None), key=lambda child: child.born)
        return [head, spouse, *born]

    def spouse_of(self, head: Person, spouse: Person) -> Foreigner:
        """A foreign spouse in the place of a Japanese one."""
        country = self._country()
        came = max(spouse.born, self._today - int(20 * _YEAR * self._draw() ** 2))
        name = self._name(country, spouse.sex, country.names.family_name(self._rng))
        found = Foreigner(spouse.relationship, spouse.sex, spouse.born, came=came, country=country, name=name)
        found.status = PERMANENT if self._today - came > _PERMANENT_AFTER // 2 and self._chance(0.5) else ""
        found.status = found.status or _SPOUSE_OF_JAPANESE
        head.register.first_listed = head.written
        return found

    # --- people

    def _head(self, youngest: int, oldest: int) -> Foreigner:
        sex, age = self._sex(), self._between(youngest, oldest)
        if self._chance(_SPECIAL_SHARE):
            country = _SPECIAL[bisect(_SPECIAL_UP_TO, self._draw() * _SPECIAL_UP_TO[-1])]
            born = self._born(age + int(self._draw() * 30))
            name = self._name(country, sex, country.names.family_name(self._rng))
            return Foreigner(HEAD, sex, born, came=born, country=country, name=name, special=True)
        country, born = self._country(), self._born(age)
        longest = max(0, self._today - born - int(17 * _YEAR))
        came = self._today - min(longest, int(18 * _YEAR * self._draw() ** 2))
        name = self._name(country, sex, country.names.family_name(self._rng))
        return Foreigner(HEAD, sex, born, came=came, country=country, name=name, status=self._status(came, born))

    def _adult(self, relationship: str, head: Foreigner, sex: Sex, age: int) -> Foreigner:
        """Somebody of the head's country, not here for longer."""
        born = self._born(age)
        came = born if head.special else max(head.came, self._today - int(10 * _YEAR * self._draw()))
        name = self._name(head.country, sex, head.country.names.family_name(self._rng))
        status = head.status if relationship == LODGER else self._dependant(head)
        return Foreigner(
            relationship, sex, born, came=came, country=head.country, name=name, status=status, special=head.special
        )

    def _child(self, head: Foreigner, spouse: Foreigner) -> Foreigner | None:
        """A child of both, born there or here."""
        mother = max(head.born, spouse.born)
        earliest = max(mother + int(19 * _YEAR), self._today - int(17 * _YEAR))
        latest = min(self._today, mother + int(42 * _YEAR))
        if earliest >= latest:
            return None
        born = self._today - int(_TRANSITION * self._draw()) if self._chance(0.04) else 0
        born = born or earliest + int(self._draw() * (latest - earliest))
        sex = self._sex()
        family = self._part(head)
        return Foreigner(
            "子",
            sex,
            born,
            came=max(born, head.came, min(spouse.came, self._today)),
            country=head.country,
            name=self._name(head.country, sex, family, kanji=bool(head.name.single)),
            status=self._dependant(head),
            special=head.special,
        )

    @staticmethod
    def _part(head: Foreigner) -> names.Part:
        """The surname of a member, for the children."""
        return next(part for part in head.country.names.family if head.name.roman.startswith(f"{part.roman} "))

    def _name(self, country: Country, sex: Sex, family: names.Part, *, kanji: bool | None = None) -> PersonName:
        given = country.names.given_name(self._rng, sex)
        with_kanji = self._chance(country.kanji) if kanji is None else kanji
        return PersonName(
            family_furigana=family.kana,
            given_furigana=given.kana,
            roman=f"{family.roman} {given.roman}",
            single=f"{family.kanji}\u3000{given.kanji}" if with_kanji and family.kanji and given.kanji else "",
        )

    def _country(self) -> Country:
        return COUNTRIES[bisect(_COUNTRIES_UP_TO, self._draw() * _COUNTRIES_UP_TO[-1])]

    def _status(self, came: int, born: int) -> str:
        """A status: permanent only for those who have been here for ten years, a student only when young."""
        status = _STATUS_NAMES[bisect(_STATUS_UP_TO, self._draw() * _STATUS_UP_TO[-1])]
        if self._today - came > _PERMANENT_AFTER:
            return PERMANENT if self._chance(0.7) else _ENGINEER
        if status == PERMANENT or (status == _STUDENT and self._today - born > _STUDENTS_UNTIL):
            return _ENGINEER
        return status

    @staticmethod
    def _dependant(head: Foreigner) -> str:
        if head.special:
            return ""
        if head.status == PERMANENT:
            return "永住者の配偶者等"
        return _FAMILY if head.status in _DEPENDANTS else "定住者"

    # --- what the record says

    def residence(self, person: Foreigner, since: int, serial: int, date: Callable[[int], RegisterDate]) -> Residence:
        """The items of Article 30-45; `since` is the day number on which the stay here began."""
        common: dict[str, Any] = {
            "nationality": person.country.name,
            "nationality_code": person.country.code,
            "became_foreign_resident_on": date(max(since, ACT_DAY)),
            "alien_registration_on": date(since) if since < ACT_DAY else None,
        }
        if person.special:
            return Residence(
                category=ResidenceCategory.SPECIAL_PERMANENT,
                document_number=synthetic_document(serial),
                residence_notified=True,
                **common,
            )
        if person.came == person.born and self._today - person.born < _TRANSITION:
            return Residence(category=ResidenceCategory.TRANSITIONAL_BIRTH, **common)
        if person.relationship == HEAD and self._chance(0.003):
            return Residence(category=ResidenceCategory.PROVISIONAL_STAY, period="6月", **common)
        period, expires = self._period(person.status)
        return Residence(
            category=ResidenceCategory.MID_TO_LONG_TERM,
            status=person.status,
            period=period,
            expires_on=expires,
            document_number=synthetic_document(serial),
            residence_notified=self._chance(0.99),
            **common,
        )

    def _period(self, status: str) -> tuple[str, RegisterDate | None]:
        """A period of stay and its last day, which lies ahead; none for a permanent resident."""
        periods = _STATUSES[status][0] if status in _STATUSES else ("5年", "3年", "1年")
        if not periods:
            return "", None
        period = periods[int(self._draw() * len(periods))]
        day = _day(self._today + 1 + int(self._draw() * (_YEARS[period] - 1)))
        return period, day

    def common_name(self, person: Foreigner, head: Person | Foreigner) -> tuple[str, str] | None:
        """A common name and its reading: usual for special permanent residents, of the family for spouses."""
        mixed = not isinstance(head, Foreigner)
        share = 0.75 if person.special else 0.3 if mixed else 0.04
        if not self._chance(share):
            return None
        surname = head.surname if not isinstance(head, Foreigner) else pool().surname(self._rng)
        given = pool().given(self._rng, person.sex, int(person.born / _YEAR) + 1)
        return f"{surname.written}\u3000{given.written}", f"{surname.furigana}\u3000{given.furigana}"

    # --- numbers

    def _chance(self, share: float) -> bool:
        return self._draw() < share

    def _sex(self) -> Sex:
        return Sex.FEMALE if self._chance(0.5) else Sex.MALE

    def _between(self, low: int, high: int) -> int:
        return low + int(self._draw() * (high - low + 1))

    def _born(self, age: int) -> int:
        return self._today - int(age * _YEAR) - int(self._draw() * 365)


def _day(ordinal: int) -> RegisterDate:
    return RegisterDate(dt.date.fromordinal(ordinal))


_MIXED: Final = 0.33
_HOUSEHOLDS: Final[tuple[tuple[Callable[[Foreigners], list[Foreigner]], float], ...]] = (
    (Foreigners.single, 0.58),
    (Foreigners.shared, 0.07),
    (Foreigners.family, 0.35),
)
_KINDS: Final = tuple(kind for kind, _ in _HOUSEHOLDS)
_KINDS_UP_TO: Final[Sequence[float]] = tuple(accumulate(share for _, share in _HOUSEHOLDS))
