"""The vocabulary: documented as it is, every example runs, and mistakes are told with the nearest words and the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from daicho.host.features import documentation, running, vocabulary
from daicho.host.features.reading import BadFeature, read
from daicho.host.features.stage import Stage

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
                text = running.in_town(line)[1].text
                matching = [step.template for step in vocabulary.STEPS if step.pattern.fullmatch(text)]
                assert len(matching) == 1, (str(path), line.line, line.text, matching)


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
