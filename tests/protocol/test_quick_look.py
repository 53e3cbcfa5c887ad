"""The quick look for characters that may not travel says the same as the slow one, for every character there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.protocol import canonical
from daicho.protocol.errors import ProtocolError

NEVER = (
    [*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    + [0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF, *range(0xFDD0, 0xFDF0)]
    + [plane | low for plane in (0x10000, 0x20000, 0x30000, 0xE0000) for low in (0xFFFE, 0xFFFF)]
)


def refused(text: str) -> bool:
    """Whether a text may not travel."""
    try:
        canonical.check_text(text.encode())
    except ProtocolError:
        return True
    return False


def test_every_character_that_may_not_travel_is_refused_wherever_it_stands() -> None:
    """Controls, direction marks, separators, no characters: alone and among others."""
    allowed = [hex(code) for code in NEVER if not refused(f"青木{chr(code)}　太郎")]
    assert allowed == []


def test_no_other_character_is_refused() -> None:
    """The whole of Unicode but surrogates and selectors, a thousand characters a text."""
    apart = {*NEVER, *range(0xD800, 0xE000), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), ord("\\")}
    codes = [code for code in range(0x110000) if code not in apart]
    texts = ["".join(map(chr, codes[at : at + 1000])) for at in range(0, len(codes), 1000)]
    assert [text[0] for text in texts if refused(text)] == []


@pytest.mark.parametrize("selector", ["\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef"])
def test_a_selector_is_refused_without_a_character_to_vary(selector: str) -> None:
    """After a kanji it travels; at the beginning, after a letter of ASCII or after another selector it does not."""
    assert not refused(f"葛{selector}城")
    assert refused(f"{selector}城")
    assert refused(f"a{selector}")
    assert refused(f"葛{selector}{selector}")


@given(st.text(alphabet=st.sampled_from("青　a\u200e\ufe00\U000e0101\u3000\ue000\u00ad\u0378 "), max_size=12))
def test_the_quick_look_never_lets_through_what_the_slow_one_refuses(text: str) -> None:
    """Whatever stands together."""
    assert refused(text) == (canonical._FORBIDDEN.search(text) is not None)
