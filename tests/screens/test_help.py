"""Live help while one types: what was understood, what is wrong and why; nothing is stored, nobody is read."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from daicho.screens.fields import RegisterDateField, RegisterTextField
from daicho.values.characters import Use

URLS = "screens_urls_of_tests"


@pytest.fixture
def browser():
    """A browser that asks for help; the help's addresses alone, no database."""
    import sys
    import types

    from django.urls import include, path

    module = types.ModuleType(URLS)
    module.urlpatterns = [path("screens/", include("daicho.screens.urls"))]
    sys.modules[URLS] = module
    middleware = ["django.middleware.locale.LocaleMiddleware"]
    with override_settings(ROOT_URLCONF=URLS, MIDDLEWARE=middleware):
        yield Client(headers={"host": "localhost"})


def help_for(browser, what, value, **more):
    return browser.get(f"/screens/help/{what}", {"field": "typed", "typed": value, **more}).content.decode()


def test_a_typed_date_is_shown_as_it_is_understood(browser):
    """Western, short and long forms give the same day in the Japanese calendar."""
    for typed in ("R8.11.21", "20261121", "令和8年11月21日", "２０２６-１１-２１"):
        assert "令和8年11月21日" in help_for(browser, "date", typed)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [("S55.4.1", "昭和55年4月1日"), ("11/20", "令和8年11月20日"), ("昭和55年4月1日", ""), ("R8.2.30", ""), ("", "")],
)
def test_a_date_drawn_again_says_how_it_is_understood(typed, understood):
    """A member added, a draft opened again: what was typed is still explained, what reads itself is not repeated."""
    from django import forms
    from django.template import Context, Template

    class Form(forms.Form):
        day = RegisterDateField()

    form = Form(initial={"day": typed})
    form.fields["day"].read_in(2026)
    drawn = Template("{% load daicho %}{% field form.day %}").render(Context({"form": form}))
    assert f'aria-live="polite">{understood}</div>' in drawn


def test_an_impossible_date_says_why(browser):
    """昭和64年 ended on 7 January; the help names the rule and its code."""
    answer = help_for(browser, "date", "昭和64年1月8日")
    assert 'class="bad"' in answer
    assert "昭和" in answer


def test_english_help_is_english(browser):
    """The same problem in the language of the screen."""
    answer = browser.get(
        "/screens/help/date", {"field": "typed", "typed": "2026-02-30"}, headers={"accept-language": "en"}
    ).content.decode()
    assert "is not in the calendar" in answer


def test_a_sequence_that_cannot_be_drawn_is_warned_of(browser):
    """A selector that stands alone, and a sequence that the font lacks."""
    for typed in ("\U000e0100山", "葛\U000e0100西", "山\u202e田"):
        assert 'class="bad"' in help_for(browser, "text", typed)
    assert 'class="bad"' not in help_for(browser, "text", "髙橋")


def test_a_character_that_the_font_lacks_is_warned_of(browser):
    """Hangul may be written in a record, but the certificate's font cannot draw it."""
    assert "V-CHR-FONT" in help_for(browser, "text", "한")


def test_an_address_may_have_signs_that_a_name_may_not(browser):
    """メゾン(A棟) is a building, not a name."""
    assert "V-CHR-SYMBOL" in help_for(browser, "text", "メゾン(A棟)")
    assert "bad" not in help_for(browser, "text", "メゾン(A棟)", use="address")
    assert RegisterTextField(use=Use.ADDRESS).clean("メゾン(A棟)") == "メゾン(A棟)"
    with pytest.raises(ValidationError):
        RegisterTextField().clean("メゾン(A棟)")


def test_help_refuses_an_unknown_day_where_the_field_does(browser):
    """What the help says and what the field takes are the same."""
    assert "V-DATE-UNKNOWN" in help_for(browser, "date", "昭和20年頃")
    assert "昭和20年頃" in help_for(browser, "date", "昭和20年頃", unknown="1")


def test_towns_are_suggested_by_kana_kanji_and_postal_code_and_fill_the_fields(browser):
    """Choosing one fills municipality, town and postal code of the group of fields."""
    for typed in ("カツセ", "勝瀬", "243-0404"):
        answer = help_for(browser, "town", typed, municipality="142158", id="id_to_town")
        assert "勝瀬" in answer
        assert "id_to_postal_code" in answer


@pytest.mark.parametrize("typed", ["東京都小平市", "小平市", "132110"])
def test_towns_of_a_municipality_typed_beside_are_suggested_first(browser, typed):
    """A move-out certificate names the municipality: its towns come, and all others only where it has none."""
    beside = {"id": "id_p-town", "p-municipality": "", "c-municipality": typed}
    answer = help_for(browser, "town", "小川", **beside)
    assert "東京都小平市小川町" in answer
    assert "埼玉県" not in answer
    assert "神奈川県海老名市望地" in help_for(browser, "town", "望地", **beside)
    assert "埼玉県" in help_for(browser, "town", "小川", **beside | {"c-municipality": "小さな市"})
    assert "埼玉県" in help_for(browser, "town", "小川", **beside | {"c-municipality": "999999"})


def test_a_chome_typed_after_a_town_is_kept(browser):
    """The directory lists towns without their 丁目; a town that has none is not offered with one."""
    answer = help_for(browser, "town", "小平市天神町一丁目", id="id_to_town")
    assert "東京都小平市天神町一丁目" in answer
    assert "132110" in answer
    assert "候補がありません" in help_for(browser, "town", "千代田区千代田九丁目")


def test_nothing_typed_gives_nothing(browser):
    """An empty field has no help and no error."""
    for what in ("date", "text", "town", "characters"):
        assert "bad" not in help_for(browser, what, "")


def test_characters_are_offered_by_reading_mj_name_and_code_point(browser):
    """髙 is found by its name, by its code point and among the shapes of 高."""
    for typed in ("MJ028902", "U+9AD9", "高"):
        assert "髙" in help_for(browser, "characters", typed)


def test_an_overlong_input_is_cut_and_answered(browser):
    """Ten thousand characters do not stop the help."""
    assert browser.get("/screens/help/text", {"field": "typed", "typed": "山" * 10_000}).status_code == 200


def test_every_text_of_the_screens_has_english():
    """tools/messages.py finds no text without English and no stale catalogue."""
    import subprocess
    import sys
    from pathlib import Path

    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
