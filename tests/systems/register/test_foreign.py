"""Foreign residents in the register: held, found, rebuilt, shown with the items of their kind only."""

from __future__ import annotations

import msgspec
import pytest

from daicho.law.records import CardItems, Entitlements, Membership, Pension
from daicho.systems.register import keys, rebuild, rows
from daicho.systems.register.loading import load
from daicho.systems.register.models import HistoryRow, ResidentVersion
from daicho.systems.register.queries import history, records
from daicho.systems.register.queries.search import Conditions, search
from daicho.values.names import CommonName, PersonName

from .foreign import CARD, PERMANENT, alone, foreign_record, resided
from .support import ALIAS, day, open_grant, search_grant
from .test_load import write_file

DELETED = CommonName(
    "青木　健",
    "アオキ　ケン",
    recorded_on=day("平成25年1月7日"),
    recorded_municipality="東京都小平市",
    deleted_on=day("令和2年2月3日"),
    deleted_municipality_code="132110",
    confirmed=True,
)
FULL = foreign_record(
    common_name_history=(DELETED,),
    de_facto_head="王　偉",
    remade_on=day("令和4年1月4日"),
    entitlements=Entitlements(
        health_insurance=Membership(insured=True, acquired_on=day("令和2年4月1日")),
        national_pension=Pension(insured=True, basic_pension_number="0000-000000", insured_kind="第1号"),
        child_allowance_from="2026-04",
    ),
    card=CardItems(individual_number_card="交付済み", signature_serial="00A1"),
)


def loaded(path, *people):
    report = load(ALIAS, write_file(path / "residents.jsonl", [alone(person) for person in people]))
    assert not report.rejects
    return report


def found(**conditions):
    return [hit.addressee_number for hit in search(search_grant(), Conditions(**conditions)).hits]


def test_a_record_with_every_item_comes_back_from_its_columns_as_it_was():
    """Each item of STD-1.1.2 has its column; structures are read again, as JSON text too."""
    columns = rows.columns_of(FULL)
    assert rows.record_of(columns) == FULL
    as_text = {
        name: msgspec.json.encode(value).decode() if isinstance(value, dict | list) else value
        for name, value in columns.items()
    }
    assert rows.record_of(as_text) == FULL


@pytest.mark.database
def test_a_loaded_foreign_resident_is_held_whole_and_rebuilt_from_the_acts(register, tmp_path):
    """Versions, history rows and the stored changes say the same of every item."""
    loaded(tmp_path, FULL)
    person = FULL.addressee_number.stored()
    (row,) = history.history(open_grant(person), person)
    held = records.person(open_grant(person), person)
    assert msgspec.structs.replace(row.record, individual_number_ref=None) == FULL
    assert msgspec.structs.replace(held, individual_number_ref=None) == FULL
    report = rebuild.versions(ALIAS)
    assert report.equal
    assert (ResidentVersion.objects.count(), HistoryRow.objects.count()) == (1, 1)


@pytest.mark.database
@pytest.mark.covers("STD-2.1.3")
def test_a_foreign_resident_is_found_by_every_name_by_card_number_and_nationality(register, tmp_path):
    """Roman letters in any case, kanji, common names present and deleted, readings, the card number however typed."""
    other = resided(
        foreign_record(9_001, name=PersonName(roman="KIM YONG SU"), common_name=None),
        **msgspec.structs.asdict(PERMANENT),
    )
    loaded(tmp_path, FULL, other)
    wang, kim = (person.addressee_number.stored() for person in (FULL, other))
    for conditions in (
        {"name": "wang"}, {"name": "Wang Wei"}, {"name": "王偉"}, {"name": "大山"}, {"name": "青木"}, {"kana": "オオヤマ"},
        {"kana": "ワンウ"}, {"document_number": CARD}, {"document_number": "zz 00000001 zz"}, {"nationality": "中国"},
    ):  # fmt: skip
        assert found(**conditions) == [wang], conditions
    assert found(nationality="韓") == [kim]
    assert set(found(kind="foreign", address="中央一丁目")) == {wang, kim}
    assert found(name="KIM", nationality="中国") == []
    assert found(name="KIM", document_number="ZZ00000002ZZ") == [kim]


@pytest.mark.database
def test_a_deleted_common_name_is_a_past_value_from_the_first_day(register, tmp_path):
    """It is found, and not when former values are left out."""
    loaded(tmp_path, FULL)
    assert found(name="青木")
    assert not found(name="青木", past=False)
    assert found(name="大山", past=False)


def test_a_number_without_letters_or_digits_is_no_key():
    """A blank card number, nationality or name in Roman letters gives no row."""
    plain = resided(foreign_record(), document_number=" - ", nationality="")
    assert {"document", "nationality"}.isdisjoint(key["kind"] for key in keys.values_of(plain))
