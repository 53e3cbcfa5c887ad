"""`daicho values …` at the terminal: what a value is understood as, or why it is none."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from daicho.host.cli_values import values


def answer(*typed):
    """Exit code and everything that was printed."""
    result = CliRunner().invoke(values, typed)
    return result.exit_code, result.output + result.stderr


def test_an_impossible_date_is_refused_with_its_reason():
    """昭和 ended on the day before; the day is named in both languages, with the code."""
    code, said = answer("date", "昭和64年1月8日")
    assert code == 1
    assert "昭和は昭和64年1月7日まで" in said
    assert "Showa ended on 1989-01-07" in said
    assert "V-DATE-ERA" in said


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        (["R8", "11", "21"], ["令和8年11月21日", "2026年11月21日"]),
        (["昭和20年3月10日から12日頃までの間"], ["1945-03-10", "1945-03-12", "12 令和"]),
        (["--permit-non-calendar", "昭和48年2月29日"], ["S48-02-29!", "1973-03-01"]),
    ],
)
def test_a_date_is_shown_as_understood(typed, parts):
    """Japanese and Western calendar, stored form, bounds, unknown pattern."""
    code, said = answer("date", *typed)
    assert code == 0
    assert all(part in said for part in parts)


def test_each_character_of_a_text_is_named():
    """MJ names, problems, search form."""
    code, said = answer("text", "髙島㈱ﾀﾛｰ")
    assert code == 0
    assert all(part in said for part in ("MJ028902", "MJ010516", "V-CHR-SYMBOL", "タロ"))


def test_a_number_is_tried_as_every_kind_and_never_repeated():
    """The individual number is recognised through spaces and full-width digits, and not shown."""
    code, said = answer("number", "９９９９", "0000", "0011")
    assert code == 0
    assert "✓ 個人番号" in said
    assert "✗ 法人番号" in said
    assert "0011" not in said
    assert answer("number", "1")[0] == 1


def test_an_address_is_taken_apart_and_towns_are_suggested():
    """Parts, the form for comparison, and suggestions by postal code."""
    assert all(part in answer("address", "東京都港区芝公園1丁目2番3号")[1] for part in ("131032", "芝公園1-2-3"))
    assert "シバコウエン" in answer("address", "105-0011")[1]
    assert answer("address", "--municipality", "99", "芝")[0] == 1
