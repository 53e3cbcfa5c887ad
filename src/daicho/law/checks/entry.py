"""One entry of the catalogue of checks, and how its text is made."""

from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from daicho.law.decision import Level


class Language(StrEnum):
    """A language of the texts."""

    JAPANESE = "ja"
    ENGLISH = "en"


class Words(NamedTuple):
    """What was found, why it is not allowed, what to do; with placeholders in braces."""

    what: str
    why: str
    remedy: str


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One error or alert."""

    code: str
    level: Level
    clause: str  # of standard chapter 3, or the control
    article: str  # of the law, as cited in Japanese; the English citation is made from it
    article_english: str
    ja: Words
    en: Words
    adjustable: bool = False  # the municipality may set the level


class CheckText(msgspec.Struct, frozen=True):
    """A finding as the clerk reads it."""

    code: str
    level: Level
    what: str
    why: str
    article: str
    remedy: str

    @property
    def written(self) -> str:
        """All four parts and the code in one text."""
        return f"{self.what} ({self.code}) {self.why} ({self.article}) {self.remedy}"


_ENGLISH: Final = "_english"


class _Blank(dict[str, str]):
    """Placeholders without a value stand empty rather than failing in front of the clerk."""

    def __missing__(self, key: str) -> str:
        return ""


def render(check: Check, values: dict[str, str], language: Language, level: Level) -> CheckText:
    """The text of a check with its placeholders filled."""
    words = check.ja if language is Language.JAPANESE else check.en
    article = check.article if language is Language.JAPANESE else check.article_english
    filled = _Blank(values)
    if language is Language.ENGLISH:  # a value that English writes otherwise stands beside the Japanese one
        filled |= {name.removesuffix(_ENGLISH): value for name, value in values.items() if name.endswith(_ENGLISH)}
    return CheckText(
        check.code,
        level,
        words.what.format_map(filled),
        words.why.format_map(filled),
        article,
        words.remedy.format_map(filled),
    )
