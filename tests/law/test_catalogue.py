"""The catalogue of checks as a whole, and what the standard forbids to be there."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from tests.law.builders import KODAIRA, Town, address, ex_officio, foreigner, header
from tests.law.cases_foreigners import LOST, settled

from daicho.law import checks, commands
from daicho.law.checks import page
from daicho.law.commands import (
    Basis,
    ChangeOfHead,
    Destination,
    ExOfficioEntry,
    ExOfficioEntryKind,
    Header,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    MinorCorrection,
    MinorGround,
    MoveOut,
    Mover,
    Relocation,
    ResidentRecordCodeChanged,
)
from daicho.law.deciding import PROCEDURES
from daicho.law.effects import ROWS, EffectKind
from daicho.law.reasons import Reason
from daicho.law.records import CardItems, ResidentRecord, State, Timeline

ROOT = Path(__file__).parents[2]
LAW = ROOT / "src" / "daicho" / "law"


def test_the_page_of_the_handbook_is_current() -> None:
    """Made by `page.markdown()`."""
    assert (ROOT / "docs" / "checks.md").read_text() == page.markdown()


def test_every_code_in_the_law_stands_in_the_catalogue_and_every_entry_is_used() -> None:
    """No finding without its text, no text without its finding."""
    used = set()
    for path in LAW.rglob("*.py"):
        if path.parent.name != "checks":
            used |= set(re.findall(r'"([RI]-\d+-\d\d)"', path.read_text()))
    assert used == set(checks.CATALOGUE)


@pytest.mark.parametrize("code", sorted(checks.CATALOGUE))
def test_a_code_names_its_clause_or_control(code: str) -> None:
    """R-403-01 belongs to clause 4.0.3 or, where one finding serves several, to a clause of the standard."""
    check = checks.CATALOGUE[code]
    assert re.fullmatch(r"\d(\.\d+)+|CTRL-\d{3}", check.clause)
    assert check.article_english.isascii()
    assert all((*check.ja, *check.en))
    assert set(re.findall(r"{\w+}", " ".join(check.en))) <= set(re.findall(r"{\w+}", " ".join(check.ja)))


def test_every_command_has_its_procedure_and_stands_in_the_union() -> None:
    """And in the handbook."""
    members = set(commands.Command.__args__)
    assert set(PROCEDURES) == members
    handbook = (ROOT / "docs" / "law.md").read_text()
    assert all(member.__name__ in handbook for member in members)


def test_every_effect_has_its_row_its_source_and_its_line_in_the_handbook() -> None:
    """Nothing is sent that the table does not say."""
    assert {row.kind for row in ROWS} == {kind.value for kind in EffectKind}
    handbook = (ROOT / "docs" / "law.md").read_text()
    assert all(row.source for row in ROWS)
    assert all(f"`{kind.value}`" in handbook for kind in EffectKind)


@pytest.mark.covers("STD-1.2.2")
def test_there_are_thirty_seven_reasons_and_no_cancelled_relocation_among_them() -> None:
    """9 entries, 9 removals, 19 corrections; 「転居取消」 must not be one."""
    assert len(Reason) == 37
    assert not any("転居" in reason.japanese and "取消" in reason.japanese for reason in Reason)


@pytest.mark.covers("STD-4.0.8")
def test_no_command_names_an_approver_and_no_header_another_processing_date() -> None:
    """「決裁者の氏名や決裁日」 and 「処理当日以外を処理日として」 must not be possible."""
    names = {field for member in commands.Command.__args__ for field in member.__struct_fields__}
    names |= set(Header.__struct_fields__) | set(ResidentRecord.__struct_fields__)
    assert not {name for name in names if "approv" in name or "processed" in name or "decided" in name}


@pytest.mark.covers("STD-4.2.2.1")
def test_a_death_has_neither_a_presumption_nor_a_cause() -> None:
    """「死亡、推定死亡を選択できること」 must not be possible."""
    assert commands.Death.__struct_fields__ == ("header", "person")
    assert not any("presum" in state.value for state in State)


@pytest.mark.covers("STD-4.3.2")
def test_no_item_says_when_a_resident_record_code_changed() -> None:
    """「変更情報（日時等）」 must not be held; and a change of code asks nobody to return a card."""
    items = set(ResidentRecord.__struct_fields__)
    assert {item for item in items if "code" in item} == {"resident_record_code"}
    town = Town()
    (number,) = town.settle(1)
    changed = ResidentRecordCodeChanged(header=header(basis=Basis.REQUEST), person=number)
    slips = [effect.values["form"] for effect in town.ask(changed).effects if effect.kind == EffectKind.SLIP]
    assert slips == ["resident_record_code_change_notice"]


@pytest.mark.covers("STD-4.1.4.1")
def test_no_change_of_household_takes_an_address() -> None:
    """「世帯変更等と同時に住所の変更を行えること」 must not be possible."""
    for command in (HouseholdSplit, HouseholdMerge, HouseholdChange, ChangeOfHead):
        assert not {field for field in command.__struct_fields__ if "address" in field or "destination" in field}


@pytest.mark.covers("STD-4.1.3.0.4")
def test_a_move_out_is_a_special_one_only_if_it_is_notified_so() -> None:
    """No switch for holders of a card; the certificate data goes out once, with the act."""
    town = Town()
    (number,) = town.settle(1)
    town.timelines[number] = _with_card(town.timelines[number])
    command = MoveOut(header=header("R8.12.1"), persons=(number,), destination=address(municipality=KODAIRA))
    assert EffectKind.MOVE_OUT_CERTIFICATE_DATA not in {effect.kind for effect in town.ask(command).effects}
    special = town.ask(msgspec.structs.replace(command, special=True))
    assert [effect.kind for effect in special.effects].count(EffectKind.MOVE_OUT_CERTIFICATE_DATA) == 1
    assert not any("resend" in each.__struct_config__.tag for each in commands.Command.__args__)


def _with_card(line: Timeline) -> Timeline:
    held = CardItems(individual_number_card="交付済み")
    contents = [msgspec.structs.replace(each.content, card=held) for each in line.versions]
    versions = tuple(
        msgspec.structs.replace(each, content=content) for each, content in zip(line.versions, contents, strict=True)
    )
    return msgspec.structs.replace(line, versions=versions)


@pytest.mark.covers("STD-4.2.3.1")
def test_a_notice_to_the_supplementary_register_says_its_matter_and_no_details() -> None:
    """「戸籍附票記載事項通知の詳細事項欄に設定できること」 must not be possible."""
    town = Town()
    (number,) = town.settle(1)
    command = MinorCorrection(
        header=ex_officio(), person=number, ground=MinorGround.BUILDING_NAME, address=address(building="改称荘")
    )
    told = [each for each in town.ask(command).effects if each.kind == EffectKind.SUPPLEMENTARY_REGISTER_NOTICE]
    assert [each.values for each in told] == [{"matter": "correction"}]


@pytest.mark.covers("STD-9.8")
def test_nothing_is_due_for_people_on_transitional_stay() -> None:
    """「経過滞在者情報の一覧表」 must not be made: the entry leaves no date behind."""
    command = ExOfficioEntry(
        header=ex_officio(),
        entrants=(foreigner(residence=LOST),),
        destination=Destination(address=address()),
        kind=ExOfficioEntryKind.LOSS_OF_NATIONALITY,
    )
    assert not [effect for effect in Town().ask(command).effects if effect.due]


@pytest.mark.covers("STD-4.5.7")
def test_no_effect_tells_anybody_about_the_back_of_a_residence_card() -> None:
    """「在留カードの裏書が終了していないものに通知を出力できること」 must not be possible."""
    town, number = settled()
    destination = Destination(address=address("9番"))
    notified = Relocation(header=header(), movers=(Mover(number),), destination=destination)
    kinds = {effect.kind for effect in town.ask(notified).effects}
    assert EffectKind.IMMIGRATION_NOTICE in kinds
    assert EffectKind.SLIP not in kinds
