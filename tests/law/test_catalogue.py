"""The catalogue of checks as a whole, and what the standard forbids to be there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daicho.law import checks, commands
from daicho.law.checks import page
from daicho.law.commands import Header
from daicho.law.deciding import PROCEDURES
from daicho.law.effects import ROWS, EffectKind
from daicho.law.reasons import Reason
from daicho.law.records import ResidentRecord, State

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
