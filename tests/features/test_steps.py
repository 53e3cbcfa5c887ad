"""The vocabulary: documented as it is, every example runs, and mistakes are told with the nearest words and the line."""

from __future__ import annotations

import datetime as dt
import typing
from pathlib import Path

import pytest

from daicho.host.features import (
    commanding,
    documentation,
    named_acts,
    procedures_page,
    running,
    sentences,
    typing_in,
    vocabulary,
    words,
)
from daicho.host.features.item_table import ITEMS
from daicho.host.features.reading import BadFeature, Line, read
from daicho.host.features.stage import Stage
from daicho.law import checks, commands, deciding
from daicho.law.effects import EffectKind
from daicho.law.identification_update import UpdateReason
from daicho.law.records import ResidenceCategory, ResidentRecord

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def stage(postgres):
    made = Stage(postgres)
    yield made
    made.close()


def scenario_of(tmp_path, *steps):
    path = tmp_path / "case.feature"
    lines = ["# language: ja", "機能: 試し", "  シナリオ: 一つ", *(f"    {step}" for step in steps)]
    path.write_text("\n".join(lines), encoding="utf-8")
    (scenario,) = read(path, name="case.feature")
    return scenario


def test_the_page_of_steps_is_current():
    """docs/steps.md is what the vocabulary says now; `python -m daicho.host.features.write_steps` writes it."""
    assert (ROOT / "docs" / "steps.md").read_text(encoding="utf-8") == documentation.page()


def test_every_step_is_found_by_its_own_example_and_by_no_other():
    """No two steps claim the same sentence, and each example is a sentence of its step."""
    running.load_steps()
    for step in vocabulary.STEPS:
        first = step.example.strip().splitlines()[0].strip().partition(" ")[2]
        matching = [other.template for other in vocabulary.STEPS if other.pattern.fullmatch(first)]
        assert matching == [step.template], first


def test_every_sentence_of_the_specification_means_one_step():
    """Nowhere in features/ does a sentence fit two steps."""
    running.load_steps()
    for path in (ROOT / "features").rglob("*.feature"):
        for scenario in read(path):
            for line in scenario.steps:
                found = vocabulary.find(running.in_town(line)[1].text)
                said = "" if found is None else found.said
                matching = [step.template for step in vocabulary.STEPS if step.pattern.fullmatch(said)]
                assert len(matching) == 1, (str(path), line.line, line.text, matching)


def test_every_field_of_every_command_can_be_said():
    """A procedure, or an item of one, that the law gains must be sayable: else an outsider cannot write its cases."""
    named = {act.command for act in named_acts.ACTS.values()}
    not_named = {each for each in typing.get_args(commands.Command) if each not in named}
    assert not_named == {commands.InitialOpening, commands.PassingOfPlannedDate, commands.Cancellation}
    for command in named:
        fixed = {field for act in named_acts.ACTS.values() if act.command is command for field in act.fixed}
        assert set(command.__struct_fields__) <= set(commanding._READERS) | fixed, command.__name__


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (set(EffectKind) - {EffectKind.SLIP}, words.EFFECTS),
        (set(commands.Basis), words.BASES),
        (set(commands.NotifierKind), words.NOTIFIERS),
        (set(commands.RemovalGround), words.GROUNDS),
        (set(commands.MinorGround), words.MINOR_GROUNDS),
        (set(commands.ImmigrationMatter), words.IMMIGRATION_MATTERS),
        (set(ResidenceCategory), words.CATEGORIES),
        ({reason.value for reason in UpdateReason}, words.UPDATE_REASONS),
    ],
)
def test_every_word_of_the_law_can_be_written(known, said):
    """Effects, bases, grounds, matters and categories: none is known to the law only."""
    assert known <= set(said.values())


def test_every_item_of_a_resident_record_has_a_label():
    """What the record holds can be given and expected."""
    heads = {item.path.split(".")[0] for item in ITEMS}
    assert set(ResidentRecord.__struct_fields__) <= heads


def test_every_procedure_says_its_reasons_and_the_codes_it_may_end_with():
    """The page of procedures knows every name, and no code of the catalogue is out of its reach."""
    assert set(procedures_page.REASONS) == {"異動の取消し"} | {
        name for name in named_acts.ACTS if not name.startswith("職権による")
    }
    reached = set().union(*(procedures_page.codes_of(each.decide) for each in deciding.PROCEDURES.values()))
    assert {code for code in checks.CATALOGUE if code.startswith("R-")} - reached <= PASSED_BY_OTHERS


PASSED_BY_OTHERS = {"R-431-03", "R-431-04"}
"""Codes that are found when a code is drawn from the pool."""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("アラートなしに受理される。", "アラートなしに受理される"),
        ("「見本 太郎」、『見本 花子』は住民である", "「見本 太郎」と「見本 花子」は住民である"),
        ("「見本 太郎」及び「見本 花子」は 住民である", "「見本 太郎」と「見本 花子」は住民である"),
        ('"見本 太郎" の異動履歴は２件である', "「見本 太郎」の異動履歴は2件である"),
        ("市町村ＣＳへ電文は送られない", "市町村CSへ電文は送られない"),
    ],
)
def test_widths_brackets_and_commas_do_not_matter(written, said):
    assert sentences.tidy(written) == said
    running.load_steps()
    assert vocabulary.find(written) is not None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("今日は令和8年11月24日です", "業務日付は令和8年11月24日である"),
        ("業務日付が令和8年12月1日になる", "業務日付は令和8年12月1日である"),
        ("業務日付を3日進める", "業務日付を3日後に進める"),
        ("「見本 太郎」の転居を届け出る", "「見本 太郎」の転居を登録する"),
        ("「見本 太郎」の転居を取り消す", "「見本 太郎」の転居の取消しを登録する"),
        ("エラー「R-403-01」が出る", "エラー「R-403-01」になる"),
        ("エラーにならない", "受理される"),
        ("アラートが出ない", "アラートは出ない"),
        ("「見本 太郎」の住民票は以下の通りである", "「見本 太郎」の住民票は次のとおりである"),
        ("「見本 太郎」の続柄は「子」になる", "「見本 太郎」の続柄は「子」である"),
        ("CSへ次の電文が送信される", "市町村CSへ次の電文が送られる"),
    ],
)
def test_other_ways_to_say_the_same_are_understood(written, said):
    running.load_steps()
    found = vocabulary.find(written)
    assert found is not None
    assert found.said == said


def test_an_unknown_procedure_is_told_with_those_that_look_like_it():
    running.load_steps()
    line = Line(keyword="もし", text="「見本 太郎」の転移を登録する", line=1)
    assert "「転移」という異動はありません。近い異動: 転" in vocabulary.unknown(line)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("２週間前", "2026-11-10"),
        ("令和8年11月24日の14日前", "2026-11-10"),
        ("3ヶ月後", "2027-02-24"),
        ("11月20日", "2026-11-20"),
        ("2026年11月20日", "2026-11-20"),
        ("翌日", "2026-11-25"),
        ("令和6年2月29日の1年後", "2025-02-28"),
    ],
)
def test_days_may_be_counted_from_one_another(text, day):
    assert typing_in.day_of(text, dt.date(2026, 11, 24)) == dt.date.fromisoformat(day)


@pytest.mark.database
def test_a_cell_of_the_act_in_a_further_row_must_agree(stage, business_date, tmp_path):
    """An act has one effective date: a second one in the table is told, not passed over."""
    steps = [
        "前提 次の世帯がある",
        "| 氏名 |",
        "| 見本 太郎 |",
        "| 見本 花子 |",
        "もし 次の転居を登録する",
        "| 氏名 | 転居日 | 住所 |",
        "| 見本 太郎 | 昨日 | 国分南一丁目1番1号 |",
        "| 見本 花子 | 今日 | |",
    ]
    result = running.play(stage, scenario_of(tmp_path, *steps))
    assert "「転居日」は異動に1つです" in result.message


@pytest.mark.database
def test_people_who_cannot_have_lived_there_are_told_with_the_reason(stage, business_date, tmp_path):
    steps = ["前提 次の世帯がある", "| 氏名 | 本籍 |", "| 見本 太郎 | 空欄 |"]
    result = running.play(stage, scenario_of(tmp_path, *steps))
    assert "R-116-01" in result.message


@pytest.mark.database
def test_an_alert_that_is_looked_at_does_not_hide_a_refusal(stage, business_date, tmp_path):
    steps = [
        "前提 次の世帯がある",
        "| 氏名 |",
        "| 見本 太郎 |",
        "| 見本 花子 |",
        "| 見本 一郎 |",
        "もし 「見本 太郎」の転居を登録する",
        "| 転居日 |",
        "| 明日 |",
        "ならば アラートは出ない",
    ]
    result = running.play(stage, scenario_of(tmp_path, *steps))
    assert (result.status, "R-403-01" in result.message) == ("failed", True)


@pytest.mark.database
def test_an_unknown_step_is_told_with_the_nearest_ones(stage, business_date, tmp_path):
    result = running.play(stage, scenario_of(tmp_path, "もし 業務日付を令和8年12月1日まで遅らせる"))
    assert (result.status, result.step_line) == ("undefined", 4)
    assert "業務日付を<日>(に|まで)進める" in result.message


@pytest.mark.database
def test_an_unknown_item_is_told_with_the_nearest_ones(stage, business_date, tmp_path):
    result = running.play(
        stage,
        scenario_of(
            tmp_path, "前提 次の世帯がある", "| 氏名 |", "| 見本 太郎 |", "ならば 「見本 太郎」の続き柄は「子」である"
        ),
    )
    assert (result.status, result.step_line) == ("failed", 7)
    assert "続柄" in result.message


@pytest.mark.database
def test_a_refusal_that_no_step_expects_fails_the_scenario(stage, business_date, tmp_path):
    """Even as the last step of a scenario, and with the text of the refusal."""
    steps = [
        "前提 次の世帯がある",
        "| 氏名 |",
        "| 見本 太郎 |",
        "もし 「見本 太郎」の死亡を登録する",
        "| 死亡日 |",
        "| 明日 |",
    ]
    result = running.play(stage, scenario_of(tmp_path, *steps))
    assert result.status == "failed"
    assert "R-403-01" in result.message


@pytest.mark.database
def test_an_expectation_that_does_not_hold_says_what_stands_there(stage, business_date, tmp_path):
    steps = ["前提 次の世帯がある", "| 氏名 |", "| 見本 太郎 |", "ならば 「見本 太郎」の続柄は「子」である"]
    result = running.play(stage, scenario_of(tmp_path, *steps))
    assert "期待「子」 実際「世帯主」" in result.message


@pytest.mark.database
def test_a_misspelt_heading_is_told(stage, business_date, tmp_path):
    steps = [
        "前提 次の世帯がある",
        "| 氏名 |",
        "| 見本 太郎 |",
        "もし 「見本 太郎」の死亡を登録する",
        "| 死んだ日 |",
        "| 昨日 |",
    ]
    result = running.play(stage, scenario_of(tmp_path, *steps))
    assert "死んだ日" in result.message


@pytest.mark.database
def test_nothing_of_a_scenario_is_left_for_the_next(stage, business_date, tmp_path):
    """Numbers, acts, people and the chain begin anew; the same case gives the same numbers twice."""
    steps = ["前提 次の世帯がある", "| 氏名 |", "| 見本 太郎 |", "ならば 「見本 太郎」の宛名番号は「13」である"]
    first = running.play(stage, scenario_of(tmp_path, *steps))
    second = running.play(stage, scenario_of(tmp_path, *steps))
    assert first.message == second.message
    assert "実際" in first.message


@pytest.mark.parametrize("before", ["", "\ufeff", "\ufeff# language: ja\n"])
def test_a_file_may_begin_with_a_mark_and_without_its_language(tmp_path, before):
    """As editors of other systems write it, and as somebody forgets it: the keywords are Japanese anyway."""
    path = tmp_path / "case.feature"
    path.write_bytes(f"{before}機能: a\r\n  シナリオ: b\r\n    前提 c\r\n".encode())
    (scenario,) = read(path)
    assert scenario.steps[0].text == "c"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"# language: ja\n\xff\xfe", "UTF-8"),
        ("# language: ja\n機能: 空\n".encode(), "シナリオがありません"),
        (b"", "機能がありません"),
        ("# language: ja\n機能: a\n  シナリオ: b\n    前提 c\n      | d |\n      | e | f |\n".encode(), "書式"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, content, said):
    path = tmp_path / "case.feature"
    path.write_bytes(content)
    with pytest.raises(BadFeature, match=said):
        read(path)
