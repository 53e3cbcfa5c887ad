"""Synthetic people: plausible, lawful on paper, the same for the same seed, and nobody's."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
import subprocess
import sys
from collections import Counter

import pytest

from daicho.law import household_order, relationships
from daicho.law.records import PersonKind, ResidenceCategory, Sex, State
from daicho.protocol.load_files_records import blank_faults, kind_faults
from daicho.values import addresses, codec
from daicho.values.characters import Use, drawable, validate
from daicho.values.residence_documents import is_synthetic_document
from daicho.world.names import pool
from daicho.world.population import AS_OF, generate
from daicho.world.serials import RUNNING_SYSTEMS, TooManyPeople, serials_of

MINATO, KODAIRA, EBINA = "131032", "132110", "142158"


@pytest.fixture(scope="module")
def households():
    """Six thousand residents of Minato."""
    return list(generate(MINATO, 6000, 7))


@pytest.fixture(scope="module")
def people(households):
    """Their records."""
    return [member.record for household in households for member in household.members]


@pytest.fixture(scope="module")
def japanese(people):
    """The Japanese residents among them."""
    return [person for person in people if person.kind is PersonKind.JAPANESE]


@pytest.fixture(scope="module")
def foreign():
    """The foreign residents among twenty thousand of Minato."""
    members = (member.record for household in generate(MINATO, 20_000, 7) for member in household.members)
    return [person for person in members if person.kind is PersonKind.FOREIGN]


def first_day(date):
    return date.bounds()[0]


def test_there_are_exactly_as_many_as_asked_for(people):
    """The last household is cut to fit."""
    assert len(people) == 6000
    for wanted in (1, 2, 3, 9, 50):
        assert sum(len(household.members) for household in generate(EBINA, wanted, 3)) == wanted


def test_the_same_seed_gives_the_same_people_in_every_process():
    """Independent of the process and of its hash seed."""
    program = (
        "import hashlib; from daicho.world.population import generate; from daicho.values import codec\n"
        "print(hashlib.sha256(b''.join(map(codec.encode, generate('142158', 400, 5)))).hexdigest())"
    )
    here = hashlib.sha256(b"".join(map(codec.encode, generate(EBINA, 400, 5)))).hexdigest()
    for hash_seed in ("0", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )  # fmt: skip
        assert done.stdout.strip() == here


def test_another_seed_or_municipality_gives_other_people():
    """Nothing is shared but the method."""
    one, other, elsewhere = (next(generate(code, 10, seed)) for code, seed in ((EBINA, 1), (EBINA, 2), (KODAIRA, 1)))
    assert len({codec.encode(household) for household in (one, other, elsewhere)}) == 3


def test_more_people_leave_the_first_ones_as_they_are():
    """A larger population of the same seed begins with the smaller one."""
    small, large = generate(EBINA, 100, 1), generate(EBINA, 1000, 1)
    assert list(itertools.islice(small, 30)) == list(itertools.islice(large, 30))


def test_every_number_is_synthetic_and_nobody_shares_one(households):
    """Codes and individual numbers lie in the documented blocks, each once."""
    members = [member for household in households for member in household.members]
    codes = {member.record.resident_record_code for member in members}
    numbers = {member.individual_number for member in members}
    assert len(codes) == len(numbers) == len(members)
    assert all(code.is_synthetic for code in codes)
    assert all(number.is_synthetic for number in numbers)
    assert len({member.record.addressee_number for member in members}) == len(members)


def test_ranges_of_municipalities_never_meet():
    """So numbers are unique nationwide; the last million is left to running systems."""
    codes = [one.code for one in (*addresses.municipalities(), *addresses.wards())]
    ranges = sorted((serials_of(code) for code in codes), key=lambda serials: serials.start)
    assert all(one.stop <= other.start for one, other in itertools.pairwise(ranges))
    assert ranges[-1].stop <= RUNNING_SYSTEMS.start
    assert min(map(len, ranges)) > 2000


def test_more_people_than_numbers_are_refused():
    """A small municipality's range is small; another may be named."""
    with pytest.raises(TooManyPeople):
        generate("011002", 100_000, 1)
    assert next(generate("011002", 100_000, 1, serials=range(4_000_000, 4_100_000))).members


def test_each_household_has_one_head_and_lawful_relationships_in_the_order_of_the_standard(households):
    """STD-1.1.11 and 5.2."""
    for household in households:
        records = [member.record for member in household.members]
        assert [record.relationship for record in records].count("世帯主") == 1
        assert all(relationships.is_valid(record.relationship) for record in records)
        assert {record.head_name for record in records} == {records[0].name.written}
        ordered = household_order.order(household_order.member_of(record) for record in records)
        assert list(ordered) == [record.addressee_number for record in records]
        assert [record.position for record in records] == list(range(1, len(records) + 1))


def test_structures_and_ages_are_plausible(households, people):
    """Many live alone, some in three generations, few are very old, children have parents old enough."""
    sizes = Counter(len(household.members) for household in households)
    assert 0.35 < sizes[1] / len(households) < 0.5
    assert 1.9 < len(people) / len(households) < 2.6
    years = [AS_OF.year - first_day(person.birth_date).year for person in people]
    assert 0.10 < sum(year < 15 for year in years) / len(years) < 0.22
    assert 0.15 < sum(year >= 65 for year in years) / len(years) < 0.35
    assert max(years) <= 109
    relations = Counter(person.relationship for person in people)
    assert {"妻", "夫", "子", "子の子", "母", "同居人", "縁故者"} <= set(relations)
    for household in households:
        parents = [m.record for m in household.members if m.record.relationship in {"世帯主", "妻", "夫"}]
        for child in (m.record for m in household.members if m.record.relationship == "子"):
            assert all(
                (first_day(child.birth_date) - first_day(parent.birth_date)).days > 17 * 365 for parent in parents
            )


def test_a_spouse_is_of_the_other_sex_and_in_the_same_family_register(households):
    """A family register holds the couple under one surname; an unregistered spouse stands in another."""
    for household in households:
        head, *others = (member.record for member in household.members)
        for spouse in (one for one in others if one.relationship in {"妻", "夫"}):
            assert spouse.sex is not head.sex
            if PersonKind.FOREIGN in {spouse.kind, head.kind}:
                assert spouse.kind is head.kind or head.first_listed_person == head.name.written
                continue
            assert (spouse.domicile, spouse.first_listed_person) == (head.domicile, head.first_listed_person)
            assert spouse.name.family == head.name.family
            assert spouse.first_listed_person in {head.name.written, spouse.name.written}
        for partner in (one for one in others if "未届" in one.relationship):
            assert partner.domicile is None or partner.domicile != head.domicile


def test_dates_follow_one_another(people):
    """Born, resident, settled, notified, all by the day of the file."""
    for person in people:
        assert (
            first_day(person.birth_date) <= person.became_resident_on.calendar_day <= person.address_set_on.calendar_day
        )
        assert person.address_set_on.calendar_day <= person.notified_on.calendar_day <= AS_OF
        born_here = person.birth_date == person.became_resident_on
        assert person.previous_address is None or not born_here or person.relationship != "子"


def test_never_blank_fields_are_filled(japanese):
    """STD-1.1.6, and what a present Japanese resident is."""
    for person in japanese:
        assert person.residence is None
        assert person.common_name is None
        assert person.state is State.PRESENT
        assert person.domicile
        assert person.first_listed_person
        assert person.resident_record_code is not None
        assert person.address.municipality_code == MINATO
        assert addresses.problems(person.address) == ()
        assert person.individual_number_ref is None


def test_names_are_weighted_and_some_are_written_with_variants():
    """佐藤 before all others; 髙, 﨑 and 邉 with a selector at a counter's rates; every name can be printed."""
    records = [member.record for household in generate(MINATO, 20_000, 2) for member in household.members]
    names = [record.name for record in records if record.kind is PersonKind.JAPANESE]
    families = Counter(name.family for name in names)
    assert families.most_common(1)[0][0] in {"佐藤", "鈴木"}
    assert any("髙" in family for family in families)
    assert any("\U000e0100" <= letter <= "\U000e01ef" for family in families for letter in family)
    for text in {part for name in names for part in (name.family, name.given)}:
        assert not validate(text, use=Use.NAME), text.encode("unicode_escape")
        assert drawable(text), text.encode("unicode_escape")
    assert all(name.family_furigana and name.given_furigana for name in names)
    assert 0.7 < sum(name.family_furigana_confirmed for name in names) / len(names) < 0.95


def test_some_birth_dates_of_the_very_old_are_not_known():
    """In the forms of STD-1.1.8, and only of the very old."""
    records = [member.record for household in generate(MINATO, 60_000, 4) for member in household.members]
    unknown = [record for record in records if not record.birth_date.is_known]
    assert unknown
    assert all(first_day(record.birth_date).year < AS_OF.year - 80 for record in unknown)
    assert any(record.former_surname for record in records)
    assert any(record.guardianship for record in records)


def test_people_come_from_everywhere(japanese):
    """Newcomers from near, far and abroad; domiciles at home and elsewhere; all written."""
    before = [person.previous_address for person in japanese if person.previous_address]
    kinds = Counter(address.kind for address in before)
    assert kinds[addresses.AddressKind.FOREIGN] > 0
    assert len({address.municipality_code for address in before}) > 200
    assert MINATO not in {address.municipality_code for address in before}
    assert all(address.written for address in before)
    assert any(person.domicile.startswith("東京都港区") for person in japanese)
    assert any(person.domicile.startswith("沖縄県") for person in japanese)


@pytest.mark.parametrize("code", ["133621", "141003", "472018", "011002"])
def test_any_municipality_can_be_settled(code):
    """A village with one town, a designated city (its wards), a far prefecture."""
    households = list(generate(code, 40, 1))
    inside = {code, *(ward.code for ward in addresses.wards(code))}
    assert {member.record.address.municipality_code for one in households for member in one.members} <= inside


def test_an_earlier_day_shows_an_earlier_state():
    """Nobody is born, moves or keeps a former surname before it could be."""
    day = dt.date(2018, 4, 1)
    for household in generate(MINATO, 800, 1, as_of=day):
        for member in household.members:
            assert member.record.notified_on.calendar_day <= day
            assert member.record.former_surname is None


def test_old_women_may_have_names_in_kana():
    """キヨ and トメ, among those born before the war."""
    from random import Random

    rng = Random(1)
    names = {pool().given(rng, Sex.FEMALE, 1930).written for _ in range(400)}
    assert names & {"キヨ", "トメ", "ハル"}
    assert not {pool().given(rng, Sex.FEMALE, 2000).written for _ in range(400)} & {"キヨ", "トメ", "ハル"}


def test_the_share_of_foreign_residents_is_that_of_the_town():
    """About 7 % in Minato, 3 % in Kodaira and Ebina; some households are mixed, some of foreigners only."""
    for code, low, high in ((MINATO, 0.055, 0.095), (KODAIRA, 0.02, 0.042), (EBINA, 0.017, 0.04)):
        made = list(generate(code, 15_000, 1))
        kinds = [[member.record.kind for member in household.members] for household in made]
        foreign = sum(kind is PersonKind.FOREIGN for members in kinds for kind in members)
        assert low < foreign / 15_000 < high, code
        assert any(set(members) == {PersonKind.FOREIGN, PersonKind.JAPANESE} for members in kinds)
        assert any(set(members) == {PersonKind.FOREIGN} and len(members) > 2 for members in kinds)


def test_a_foreign_resident_has_the_items_of_the_category(foreign):
    """STD-1.1.2 and 1.1.6: card numbers of the synthetic block, statuses with periods that have not ended."""
    categories = Counter(person.residence.category for person in foreign)
    assert categories[ResidenceCategory.MID_TO_LONG_TERM] > categories[ResidenceCategory.SPECIAL_PERMANENT] > 0
    assert categories[ResidenceCategory.TRANSITIONAL_BIRTH] > 0
    numbers = [person.residence.document_number for person in foreign if person.residence.document_number]
    assert len(set(numbers)) == len(numbers)
    assert all(map(is_synthetic_document, numbers))
    for person in foreign:
        residence = person.residence
        assert not [*blank_faults(person), *kind_faults(person)]
        assert residence.nationality
        assert residence.nationality_code
        assert residence.became_foreign_resident_on == person.became_resident_on
        assert residence.became_foreign_resident_on.calendar_day >= dt.date(2012, 7, 9)
        if residence.category is ResidenceCategory.MID_TO_LONG_TERM:
            assert residence.status
            assert (residence.expires_on is None) is (residence.status == "永住者") is (not residence.period)
        if residence.expires_on is not None:
            assert residence.expires_on.calendar_day > AS_OF
        if residence.alien_registration_on is not None:
            assert residence.alien_registration_on.calendar_day < dt.date(2012, 7, 9)


def test_foreign_residents_have_roman_names_and_some_have_kanji_and_common_names(foreign):
    """Nationalities are weighted; names in kanji only where the country writes them; every name can be printed."""
    nationalities = Counter(person.residence.nationality for person in foreign)
    assert nationalities.most_common(1)[0][0] == "中国"
    assert len(nationalities) > 10
    for person in foreign:
        name = person.name
        assert name.roman.isascii()
        assert name.roman == name.roman.upper()
        assert name.furigana
        assert person.residence.nationality in {"中国", "台湾", "韓国", "朝鮮"} or not name.single
        for text in (name.roman, name.single, name.family_furigana, person.common_name and person.common_name.written):
            assert not validate(text or "", use=Use.NAME), text
        assert drawable(name.single)
    assert any(person.name.single for person in foreign)
    assert any(not person.name.single for person in foreign)
    common = [person.common_name for person in foreign if person.common_name]
    assert 0.05 < len(common) / len(foreign) < 0.3
    assert all(each.recorded_municipality_code == MINATO and each.recorded_on.calendar_day <= AS_OF for each in common)
    assert all(each.recorded_municipality == "東京都港区" for each in common)


def test_nobody_is_a_foreign_resident_before_the_act_covered_them():
    """Before 9 July 2012 there were no resident records of foreigners."""
    made = generate(MINATO, 2_000, 1, as_of=dt.date(2012, 7, 1))
    assert {member.record.kind for household in made for member in household.members} == {PersonKind.JAPANESE}
