"""What a resident record holds: every item of the standard has its place, and what was stored before reads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.law.builders import Town, day, entrant, move_in, replaced

from daicho.law.records import (
    CardItems,
    Entitlements,
    Membership,
    Pension,
    PersonKind,
    Residence,
    ResidenceCategory,
    ResidentRecord,
)
from daicho.values import codec
from daicho.values.names import CommonName, FormerSurname

if TYPE_CHECKING:
    from daicho.law.commands import Entrant

RESIDENCE = Residence(
    category=ResidenceCategory.MID_TO_LONG_TERM,
    nationality="架空国",
    became_foreign_resident_on=day("R5.4.1"),
    alien_registration_on=day("H10.5.1"),
    status="技術・人文知識・国際業務",
    period="3年",
    expires_on=day("2027-05-01"),
    document_number="AB12345678CD",
    residence_notified=True,
)
COMMON = CommonName(
    "架空　次郎",
    "カクウ　ジロウ",
    recorded_on=day("R5.4.1"),
    recorded_municipality="小平市",
    confirmed=True,
    recorded_municipality_code="132110",
)
ENTITLEMENTS = Entitlements(
    on_voters_list=True,
    health_insurance=Membership(insured=True, acquired_on=day("R5.4.1")),
    late_elderly_care=Membership(),
    long_term_care=Membership(insured=False, acquired_on=day("R2.4.1"), lost_on=day("R5.4.1")),
    national_pension=Pension(insured=True, basic_pension_number="0000-000001", insured_kind="第1号"),
    child_allowance_from="2024-04",
    child_allowance_until="2026-03",
)
CARD = CardItems(individual_number_card="交付済み", signature_serial="S-1", authentication_serial="A-1")


def a_record() -> ResidentRecord:
    town = Town()
    (number,) = town.settle(1)
    record = town.record(number)
    assert record is not None
    return record


def an_entrant_from_abroad() -> Entrant:
    return entrant(
        kind=PersonKind.FOREIGN,
        domicile="",
        first_listed_person="",
        residence=RESIDENCE,
        common_name=COMMON,
        common_name_history=(replaced(COMMON, written="架空　一郎", deleted_on=day("R5.4.1")),),
        entitlements=ENTITLEMENTS,
    )


def test_a_record_stored_before_its_newer_items_came_reads_back_with_blanks() -> None:
    """What has no value is not written, so the bytes of earlier acts stay what they were."""
    record = a_record()
    stored = codec.to_builtins(record)
    assert not {"residence", "common_name_history", "entitlements", "card", "de_facto_head", "remade_on"} & set(stored)
    assert codec.from_builtins(stored, ResidentRecord) == record


@pytest.mark.covers("STD-1.1.2")
def test_the_items_of_a_foreign_resident_come_back_from_storage_as_they_were() -> None:
    """Residence, common name with its history, memberships and cards, all at once."""
    record = replaced(
        a_record(),
        kind=PersonKind.FOREIGN,
        residence=RESIDENCE,
        common_name=COMMON,
        common_name_history=(COMMON,),
        entitlements=ENTITLEMENTS,
        card=CARD,
        de_facto_head="架空　大使",
        remade_on=day("R8.11.21"),
    )
    assert codec.decode(codec.encode(record), ResidentRecord) == record


@pytest.mark.covers("STD-1.1.2", "STD-4.1.1.1")
def test_a_foreign_resident_is_entered_with_the_items_of_the_residence_card() -> None:
    """What the entrant brings is what the record holds."""
    town = Town()
    decision = town.enter(move_in((an_entrant_from_abroad(),)))
    content = decision.changes[0].current
    assert content.residence == RESIDENCE
    assert (content.common_name, len(content.common_name_history)) == (COMMON, 1)
    assert content.entitlements == ENTITLEMENTS


@pytest.mark.covers("STD-1.1.1")
def test_former_surnames_and_names_tell_whether_their_readings_are_confirmed() -> None:
    """氏名のフリガナ確認フラグ, 旧氏のフリガナ確認フラグ."""
    surname = FormerSurname("小川", "オガワ", confirmed=True)
    record = replaced(a_record(), former_surname=surname)
    assert codec.decode(codec.encode(record), ResidentRecord).former_surname == surname


@pytest.mark.parametrize("category", list(ResidenceCategory))
def test_only_the_two_transitional_categories_are_transitional(category: ResidenceCategory) -> None:
    """By birth, and by loss of nationality (Immigration Act, Article 22-2)."""
    assert category.is_transitional is category.value.startswith("transitional")


def test_a_residence_says_of_what_category_it_is() -> None:
    """A residence without a category cannot be read."""
    with pytest.raises(msgspec.ValidationError):
        codec.from_builtins({"nationality": "架空国"}, Residence)
