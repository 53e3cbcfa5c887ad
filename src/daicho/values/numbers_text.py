"""Reading numbers as people type them, and the errors that say which rule failed."""

from __future__ import annotations

from typing import Final, Self

from daicho.values.errors import InvalidValue

# Hyphens, dashes and the long-vowel marks that Japanese keyboards give for them; spaces of every width.
_DROPPED: Final = "-‐‑‒–—―−－─﹣ーｰ \t\u3000\u00a0" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f"
_TABLE: Final = {
    **{ord("０") + n: ord("0") + n for n in range(10)},
    **{ord("Ａ") + n: ord("A") + n for n in range(26)},
    **{ord("ａ") + n: ord("a") + n for n in range(26)},
    **dict.fromkeys(map(ord, _DROPPED)),
}


def clean(text: str) -> str:
    """Make letters and digits half width and take hyphens and spaces away."""
    if text.isascii() and text.isalnum():
        return text
    return text.strip().translate(_TABLE)


def _how_many(lengths: range) -> tuple[str, str]:
    first, last = lengths.start, lengths.stop - 1
    if first == last:
        return f"{first}桁", str(first)
    return f"{first}桁から{last}桁", f"{first} to {last}"


class InvalidNumber(InvalidValue):
    """A text is not a number of the wanted kind.

    Codes: V-NUM-EMPTY, V-NUM-DIGITS, V-NUM-LENGTH, V-NUM-CHECK, V-NUM-PREFECTURE, V-NUM-CARD, V-NUM-SERIAL,
    V-NUM-ISSUE. The text itself is never part of the error.
    """

    @classmethod
    def empty(cls, japanese: str, english: str) -> Self:
        """Nothing was typed."""
        return cls(
            "V-NUM-EMPTY", f"{japanese}が空です。番号を入力してください。", f"The {english} is empty. Enter the number."
        )

    @classmethod
    def not_digits(cls, japanese: str, english: str) -> Self:
        """Something other than digits was typed."""
        return cls(
            "V-NUM-DIGITS",
            f"{japanese}に数字以外の文字があります。数字だけで入力してください。",
            f"The {english} holds something other than digits. Enter digits only.",
        )

    @classmethod
    def length(cls, japanese: str, english: str, lengths: range, found: int) -> Self:
        """Too long or too short."""
        wanted_japanese, wanted_english = _how_many(lengths)
        return cls(
            "V-NUM-LENGTH",
            f"{japanese}は{wanted_japanese}ですが、{found}桁です。入力の漏れや重なりを確かめてください。",
            f"The {english} has {found} characters instead of {wanted_english}. Look for missing or doubled ones.",
        )

    @classmethod
    def check(cls, japanese: str, english: str) -> Self:
        """The check digit does not fit."""
        return cls(
            "V-NUM-CHECK",
            f"{japanese}の検査数字が合いません。番号を見直して入力し直してください。",
            f"The check digit of the {english} does not fit. Compare the number with its source and enter it again.",
        )

    @classmethod
    def prefecture(cls, japanese: str, english: str) -> Self:
        """The first two digits name no prefecture."""
        return cls(
            "V-NUM-PREFECTURE",
            f"{japanese}の先頭2桁は都道府県の01から47までです(JIS X 0401)。番号を確かめてください。",
            f"The first two digits of the {english} are a prefecture, 01 to 47 (JIS X 0401). Check the code.",
        )

    @classmethod
    def card_shape(cls, japanese: str, english: str) -> Self:
        """Not two letters, eight digits, two letters."""
        return cls(
            "V-NUM-CARD",
            f"{japanese}は英字2桁、数字8桁、英字2桁です。券面の番号を確かめてください。",
            f"The {english} is two letters, eight digits and two letters. Compare it with the card.",
        )

    @classmethod
    def serial(cls, japanese: str, english: str) -> Self:
        """A place in a sequence outside of it."""
        return cls(
            "V-NUM-SERIAL",
            f"{japanese}の連番が範囲の外です。桁数の設定を確かめてください。",
            f"The place in the sequence of the {english} is out of range. Check the number of digits set.",
        )

    @classmethod
    def issue(cls, why_japanese: str, why_english: str) -> Self:
        """An issue number whose parts are wrong."""
        return cls(
            "V-NUM-ISSUE",
            f"発行番号の{why_japanese}(標準仕様書5.5)。",
            f"Issue number: {why_english} (standard, clause 5.5).",
        )
