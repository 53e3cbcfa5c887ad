"""Slips in a real browser: by keys alone, accessible, at both ends of the range of widths."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from .support import entrant, family
from .test_browser import WIDTHS, chromium, looked_at, window
from .test_slips import last_act

pytestmark = [pytest.mark.database, pytest.mark.browser]
__all__ = ["chromium", "window"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_notice_is_made_from_its_act_by_keys_alone(office, window, pool, width):
    """Alt+N opens the first slip of the act, F12 the preview, F12 prints; then it is marked as issued."""
    persons = office.move_in(msgspec.structs.replace(entrant(), resident_record_code="", without_code=True))
    page = window(width)
    page.goto(f"/acts/{last_act(office)}/")
    looked_at(page, "act-with-slips", width)
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/acceptance_notice/**")
    page.goto(f"/slips/{last_act(office)}/resident_record_code_notice/{persons[0]}/")
    looked_at(page, "slip", width)
    page.keyboard.press("F12")
    page.wait_for_selector("img.paper")
    looked_at(page, "slip-preview", width)
    page.keyboard.press("F12")
    page.wait_for_url("**/issued/*/")
    looked_at(page, "slip-issued", width)
    assert len(list((office.place / "printed").glob("*.pdf"))) == 1
    page.goto(f"/residents/{persons[0]}/")
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/slips/")
    looked_at(page, "slips-of-resident", width)
    assert "発行済み" in page.content()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_waits_and_who_was_not_heard_of(office, window, business_date, width):
    """The queue of slips to be made, and the list of missing move-in notices."""
    persons = office.move_in(*family(size=3), lot="5番5号")
    office.move_out(persons[0], on="R8.11.20")
    page = window(width)
    page.goto("/slips/")
    looked_at(page, "slips", width)
    assert "世帯主変更依頼通知書" in page.content()
    business_date.move_to(dt.date(2026, 12, 4))
    page.keyboard.press("Alt+m")
    page.wait_for_url("**/missing-notices/")
    looked_at(page, "missing-notices", width)
    page.keyboard.press("F12")
    page.wait_for_selector("img.paper")
    looked_at(page, "missing-notices-preview", width)
    page.keyboard.press("Alt+b")
    page.wait_for_url("**/missing-notices/?days=14")
    page.get_by_role("link", name="照会書を作成").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/move_in_notice_inquiry/**")
    page.keyboard.press("F12")
    page.wait_for_selector("img.paper")


def test_the_way_back_from_the_preview_keeps_what_was_entered(office, window):
    """Into whose hands, and what was shown."""
    persons = office.move_in(entrant())
    page = window(1440)
    page.goto(f"/slips/{last_act(office)}/acceptance_notice/{persons[0]}/")
    page.get_by_label("窓口で渡す", exact=True).check()
    page.get_by_label("窓口で受け取る人の氏名").fill("見本　花子")
    page.get_by_label("旅券", exact=True).check()
    page.keyboard.press("F12")
    page.wait_for_selector("img.paper")
    page.get_by_role("button", name="入力に戻る").click()
    page.wait_for_url("**/acceptance_notice/*/")
    assert page.get_by_label("窓口で受け取る人の氏名").input_value() == "見本　花子"
    assert page.get_by_label("旅券", exact=True).is_checked()
