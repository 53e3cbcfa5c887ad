"""Whether a text may stand in a name or an address, problem by problem.

Source: standard chapter 3, 2.1.2 (symbols such as （株） are not entered); CTRL-039 (format checks at the
municipal communication server); 5.8 (characters that cannot be printed).
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from daicho.values.characters.clusters import clusters, is_selector, stands_alone
from daicho.values.characters.identity import Character, code_points, identify
from daicho.values.characters.repertoires import Repertoire
from daicho.values.characters.repertoires import repertoire as find_repertoire
from daicho.values.characters.tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable

_BIDIRECTIONAL: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_IN_NAMES: Final = frozenset(" 　・･ー-‐－'’.．,，々〆〇ヽヾゝゞ仝〻")
_IN_ADDRESSES: Final = _IN_NAMES | frozenset("()（）「」『』&＆#＃/／~〜～―−~:：+＋、。№@＠_＿!！ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴ")
_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lo", "Lm", "Nd"})
_SIGN_FORMS: Final = frozenset({"<square>", "<circle>", "<compat>", "<super>", "<sub>", "<font>", "<fraction>"})


class Use(StrEnum):
    """What the text is for."""

    NAME = "name"
    ADDRESS = "address"


class ProblemCode(StrEnum):
    """Stable codes of what may be wrong with one character."""

    CONTROL = "V-CHR-CONTROL"
    SURROGATE = "V-CHR-SURROGATE"
    BIDIRECTIONAL = "V-CHR-BIDI"
    INVISIBLE = "V-CHR-INVISIBLE"
    SELECTOR_ALONE = "V-CHR-SELECTOR"
    SEQUENCE_UNKNOWN = "V-CHR-SEQUENCE"
    MARK = "V-CHR-MARK"
    PRIVATE = "V-CHR-PRIVATE"
    UNASSIGNED = "V-CHR-UNASSIGNED"
    SYMBOL = "V-CHR-SYMBOL"
    OUTSIDE = "V-CHR-OUTSIDE"
    UNDRAWABLE = "V-CHR-FONT"


_REASONS: Final = {
    ProblemCode.CONTROL: ("制御文字が含まれています。", "A control character."),
    ProblemCode.SURROGATE: (
        "文字コードが壊れています(サロゲートの片方だけ)。",
        "Half of a surrogate pair: the text is damaged.",
    ),
    ProblemCode.BIDIRECTIONAL: (
        "書字方向の制御文字は、表示を偽ることができるため使えません。",
        "A bidirectional control could disguise what is shown.",
    ),
    ProblemCode.INVISIBLE: ("目に見えない文字が含まれています。", "A character that cannot be seen."),
    ProblemCode.SELECTOR_ALONE: (
        "異体字セレクタの前に漢字がありません。",
        "A variation selector with no character before it to choose a shape of.",
    ),
    ProblemCode.SEQUENCE_UNKNOWN: (
        "この異体字は文字情報基盤にありません。文字の一覧から選び直してください。",
        "The variation sequence is not in the MJ tables; choose the character from the list.",
    ),
    ProblemCode.MARK: (
        "濁点などの記号が文字と分かれています。1文字として入力し直してください。",
        "A mark stands apart from its letter; enter the composed letter.",
    ),
    ProblemCode.PRIVATE: (
        "外字領域の文字は、登録された行政事務標準文字でなければ使えません。",
        "A private-use character that no installed list names.",
    ),
    ProblemCode.UNASSIGNED: ("文字が割り当てられていないコードです。", "No character is assigned to this code point."),
    ProblemCode.SYMBOL: (
        "氏名・住所に使えない記号です(標準仕様書2.1.2)。",
        "A symbol that does not belong in a name or address (standard 2.1.2).",
    ),
    ProblemCode.OUTSIDE: ("指定された文字集合にない文字です。", "The character lies outside the wanted repertoire."),
    ProblemCode.UNDRAWABLE: (
        "印字用フォントにない文字です。このままでは交付できません。",
        "The font cannot draw this character; nothing may be issued with it.",
    ),
}


class Problem(NamedTuple):
    """One character that may not stand where it stands.

    Attributes:
        position: Place in the text, counted in characters from 0.
        text: The character itself.
        code: Stable code of the reason.
    """

    position: int
    text: str
    code: ProblemCode

    @property
    def japanese(self) -> str:
        """What is wrong, for the clerk, with the place counted from 1."""
        return f"{self.position + 1}文字目({code_points(self.text)}): {_REASONS[self.code][0]}"

    @property
    def reason(self) -> str:
        """Both, with the code between them, as other values' errors read."""
        return f"{self.japanese} ({self.code}) / {self.english}"

    @property
    def english(self) -> str:
        """The same in English."""
        return f"Character {self.position + 1} ({code_points(self.text)}): {_REASONS[self.code][1]}"


def validate(text: str, repertoire: str | Repertoire | None = None, *, use: Use = Use.NAME) -> list[Problem]:
    """Everything that is wrong with a text, one problem a character at most; empty when it may be entered.

    >>> validate("髙島　一郎")
    []
    >>> [problem.code.value for problem in validate("㈱髙島", "JIS X 0213")]
    ['V-CHR-SYMBOL', 'V-CHR-OUTSIDE']
    """
    chosen = None if repertoire is None else find_repertoire(repertoire)
    return _problems(text, lambda character: _code(character, chosen, use))


def plainly_sound(text: str, *, use: Use = Use.NAME) -> bool:
    """Whether each letter of a text may be entered by itself and joins no other; then `validate` finds nothing.

    The same holds of texts joined out of such, so that all texts of a record are asked about at once. Of a text of
    which this does not hold (a variation selector is enough), only `validate` can say.

    >>> plainly_sound("髙島　一郎"), plainly_sound("葛\U000e0103飾")
    (True, False)
    """
    met = _SOUND[use]
    if met.issuperset(text):
        return True
    new = set(text) - met
    met.update(letter for letter in new if _sound_alone(letter, use))
    return met.issuperset(new)


_SOUND: Final[dict[Use, set[str]]] = {use: set() for use in Use}
"""Letters met that are sound by themselves; lists installed later (`identity.learn`) take no part in this."""


def _sound_alone(letter: str, use: Use) -> bool:
    return stands_alone(letter) and (letter in tables().plain or _unfit(letter, use) is None)


def _problems(text: str, judge: Callable[[Character], ProblemCode | None]) -> list[Problem]:
    return [
        Problem(position, character.text, code)
        for position, character in enumerate(map(_identified, clusters(text)))
        if (code := judge(character)) is not None
    ]


def _identified(cluster: str) -> Character:
    return identify(cluster)[0]


def _code(character: Character, chosen: Repertoire | None, use: Use) -> ProblemCode | None:
    code = None if character.has_register_name else _fault(character, use)
    if code is None and chosen is not None and not chosen.has(character):
        return ProblemCode.OUTSIDE
    return code


def _fault(character: Character, use: Use) -> ProblemCode | None:
    """What is wrong with a character that has no MJ name: with its base, or with what is attached to it."""
    if is_selector(character.base):
        return ProblemCode.SELECTOR_ALONE
    if character.base not in _MARKS:
        code = _unfit(character.base, use)
        if code is not None or len(character.text) == 1:
            return code
    if any(map(is_selector, character.text)):
        return ProblemCode.SEQUENCE_UNKNOWN
    return ProblemCode.INVISIBLE if "\u200d" in character.text else ProblemCode.MARK


_MARKS: Final = frozenset(
    letter for letter in map(chr, (*range(0x300, 0x370), 0x3099, 0x309A, 0x309B, 0x309C, 0xFF9E, 0xFF9F, 0x200D))
)


def _unfit(letter: str, use: Use) -> ProblemCode | None:
    """A single code point that has no MJ name."""
    category = unicodedata.category(letter)
    if letter in _BIDIRECTIONAL:
        return ProblemCode.BIDIRECTIONAL
    if category in _BY_CATEGORY:
        return _BY_CATEGORY[category]
    if letter in (_IN_NAMES if use is Use.NAME else _IN_ADDRESSES):
        return None
    sign = unicodedata.decomposition(letter).split(" ")[0] in _SIGN_FORMS
    return ProblemCode.SYMBOL if sign or category not in _LETTERS else None


_BY_CATEGORY: Final = {
    "Cc": ProblemCode.CONTROL,
    "Cs": ProblemCode.SURROGATE,
    "Co": ProblemCode.PRIVATE,
    "Cn": ProblemCode.UNASSIGNED,
    "Cf": ProblemCode.INVISIBLE,
    "Zl": ProblemCode.CONTROL,
    "Zp": ProblemCode.CONTROL,
}


def undrawable(text: str) -> list[Problem]:
    """The characters that the font of the certificates (IPAmj Mincho) would not draw as they are.

    A font puts the base in the place of a sequence that it lacks, without a word: so this is asked
    before printing (standard 5.8). Spaces are drawable; control characters are not.

    >>> undrawable("渡邉　一郎")
    []
    """
    return _problems(text, lambda character: None if _draws(character) else ProblemCode.UNDRAWABLE)


def drawable(text: str) -> bool:
    """Whether the font of the certificates draws every character of the text as it is."""
    return not undrawable(text)


def _draws(character: Character) -> bool:
    found = tables()
    if character.text in found.undrawn:
        return False
    return found.number(character.text) is not None or character.text in found.others
