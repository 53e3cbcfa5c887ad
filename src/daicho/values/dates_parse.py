"""Reading dates as clerks type them.

`R8.11.21`, `令和8年11月21日`, `H010108`, `20261121`, `2026-11-21`, `昭64.1.7`, kanji numerals, full-width figures,
and the 14 forms of an unknown day (standard chapter 3, 1.1.8).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from daicho.values import dates_eras
from daicho.values.dates_errors import InvalidDate
from daicho.values.dates_written import DAY, LUNISOLAR, UnknownPattern, Written

_SEPARATOR: Final = "[./-]"
_AFTER_YEAR: Final = f"(?:年|{_SEPARATOR})"
_MONTH: Final = rf"(?P<month>\d{{1,2}})(?:月|{_SEPARATOR})"
_MONTH_ALONE: Final = r"(?P<month>\d{1,2})月?"
_DAY: Final = r"(?P<day>\d{1,2})日?"
_END: Final = r"(?P<end_day>\d{1,2})日"

# Forms in the order of the 14 patterns, after the plain day; the year stands before each unless noted.
_FORMS: Final = (
    (DAY, rf"{_AFTER_YEAR}{_MONTH}{_DAY}"),
    (UnknownPattern.YEAR_ABOUT, "年?頃"),
    (UnknownPattern.MONTH_ABOUT, rf"{_AFTER_YEAR}{_MONTH_ALONE}頃"),
    (UnknownPattern.DAY_ABOUT, rf"{_AFTER_YEAR}{_MONTH}{_DAY}頃"),
    (UnknownPattern.SEASON, "年?(?P<detail>[春夏秋冬])"),
    (UnknownPattern.PART_OF_MONTH, rf"{_AFTER_YEAR}{_MONTH_ALONE}(?P<detail>[上中下])旬"),
    (UnknownPattern.PART_OF_MONTH_ABOUT, rf"{_AFTER_YEAR}{_MONTH_ALONE}(?P<detail>[上中下])旬頃"),
    (UnknownPattern.MONTH_AND_DAY_UNKNOWN, "年?月日不詳"),
    (UnknownPattern.DAY_UNKNOWN, rf"{_AFTER_YEAR}{_MONTH_ALONE}日不詳"),
    (
        UnknownPattern.FROM_DAY_TO_ABOUT_DAY,
        rf"{_AFTER_YEAR}{_MONTH}{_DAY}から(?:(?P<end_month>\d{{1,2}})月)?{_END}頃までの間",
    ),
    (UnknownPattern.ESTIMATED_DAYS, rf"{_AFTER_YEAR}(?P<month>\d{{1,2}})月推定{_DAY}から{_END}までの間"),
    (UnknownPattern.FROM_ABOUT_DAY_TO_ABOUT_DAY, rf"{_AFTER_YEAR}{_MONTH}{_DAY}頃から{_END}頃までの間"),
)
_ESTIMATED: Final = (
    (UnknownPattern.ESTIMATED_DAY, rf"{_AFTER_YEAR}{_MONTH}{_DAY}"),
    (UnknownPattern.ESTIMATED_MONTH, rf"{_AFTER_YEAR}{_MONTH_ALONE}"),
)
_INCOMPLETE: Final = re.compile(rf"年?|{_AFTER_YEAR}{_MONTH_ALONE}", re.ASCII)
_COMPACT: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)
_COMPACT_ERA: Final = re.compile(r"(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)
_YEAR: Final = re.compile(r"\d{1,4}", re.ASCII)
_CALENDAR_YEAR: Final = 4

_COMPILED: Final = {
    "": tuple((pattern, re.compile(form, re.ASCII)) for pattern, form in _FORMS),
    "推定": tuple((pattern, re.compile(form, re.ASCII)) for pattern, form in _ESTIMATED),
}

_FIGURES: Final = {
    **{character: number for number, character in enumerate("〇一二三四五六七八九")},
    "零": 0,
    "壱": 1,
    "弐": 2,
    "参": 3,
}
_KANJI_NUMBER: Final = re.compile("[〇零一二三四五六七八九壱弐参十拾]+")
_TIDY: Final = str.maketrans("，,。、・‐−–—", ".....----")
_PARTED: Final = re.compile(r"(?<=\d)\s+(?=\d)", re.ASCII)  # R8 11 21
_MEIJI: Final = re.compile("明治|明|M")
_LUNISOLAR_YEAR: Final = re.compile(r"\d{1,2}(?=年|頃)", re.ASCII)
_SHORT_DAY: Final = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})", re.ASCII)
_LONGEST_ERA_YEAR: Final = 99
_SOLAR_TOO: Final = "明治"  # the one era that has years of both calendars


def parse(text: str) -> Written:
    """The date as written. Whether it is possible is for `dates_rules.check` to say.

    Raises:
        InvalidDate: V-DATE-EMPTY, V-DATE-FORM, V-DATE-INCOMPLETE, or V-DATE-LUNISOLAR.
    """
    tidy = _tidy(text)
    if not tidy:
        raise InvalidDate.empty()
    if tidy in {"年月日不詳", "不詳"}:
        return Written(UnknownPattern.UNKNOWN, "", 0)
    compact = _COMPACT.fullmatch(tidy)
    if compact is not None:
        year, month, day = map(int, compact.groups())
        return Written(DAY, "", year, month, day)
    estimated = "推定" if tidy.startswith("推定") else ""
    rest = tidy[len(estimated) :]
    return _lunisolar(rest, estimated) or _solar(rest, estimated)


def _tidy(text: str) -> str:
    """Half-width figures and capitals, no spaces, Arabic numerals, 頃 in one spelling, 元年 as year 1.

    A space between two figures parts year, month and day as a dot does.
    """
    plain = _PARTED.sub(".", unicodedata.normalize("NFKC", text).upper().translate(_TIDY))
    plain = "".join(plain.split())
    plain = _KANJI_NUMBER.sub(lambda found: _figures(found[0]), plain)
    plain = plain.replace("ごろ", "頃").replace("ころ", "頃").replace("元年", "1年")
    return plain.removeprefix("西暦")


def _figures(kanji: str) -> str:
    """Kanji numerals below one hundred with 十, or figure by figure, as Arabic figures."""
    tens, ten, ones = kanji.replace("拾", "十").partition("十")
    if not ten:
        return "".join(str(_FIGURES[figure]) for figure in kanji)
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        raise InvalidDate.form()
    return str(_FIGURES.get(tens, 1) * 10 + _FIGURES.get(ones, 0))


def _solar(text: str, estimated: str) -> Written:
    era, rest = _split_era(text)
    if era is not None and not estimated:
        compact = _COMPACT_ERA.fullmatch(rest)
        if compact is not None:
            year, month, day = map(int, compact.groups())
            return Written(DAY, era.letter, _calendar_year(era, year), month, day)
    found = _YEAR.match(rest)
    if found is None or (era is None and len(found[0]) != _CALENDAR_YEAR):
        raise InvalidDate.form()
    year = _calendar_year(era, int(found[0]))
    after = rest[found.end() :]
    pattern, match = _form_of(after, estimated)
    return _written(pattern, era, year, match.groupdict())


def _form_of(after_year: str, estimated: str) -> tuple[int, re.Match[str]]:
    """Which form the text after the year has."""
    for pattern, form in _COMPILED[estimated]:
        match = form.fullmatch(after_year)
        if match is not None:
            return pattern, match
    if not estimated and _INCOMPLETE.fullmatch(after_year):
        raise InvalidDate.incomplete()
    raise InvalidDate.form()


def _written(pattern: int, era: dates_eras.Era | None, year: int, part: dict[str, str | None]) -> Written:
    numbers = {name: int(part.get(name) or 0) for name in ("month", "day", "end_month", "end_day")}
    return Written(pattern, "" if era is None else era.letter, year, detail=part.get("detail") or "", **numbers)


def _calendar_year(era: dates_eras.Era | None, year: int) -> int:
    if era is None:
        return year
    if not 1 <= year <= _LONGEST_ERA_YEAR:
        raise InvalidDate.year()
    return era.year_one + year - 1


def _split_era(text: str) -> tuple[dates_eras.Era | None, str]:
    table = dates_eras.current()
    found = _spellings(table).match(text)
    if found is None:
        return None, text
    return table.by_spelling[found[0]], _as_year(text[found.end() :])


def _as_year(text: str) -> str:
    """The year as figures: a dot after the era (R.8.11.21) goes, `元` without 年 (令元.5.1) is year 1."""
    text = text.removeprefix(".")
    return f"1{text[1:]}" if text.startswith("元") else text


@lru_cache(maxsize=8)
def _spellings(table: dates_eras.EraTable) -> re.Pattern[str]:
    """Any spelling of any era, longer ones first."""
    return re.compile("|".join(map(re.escape, sorted(table.by_spelling, key=len, reverse=True))))


def _lunisolar(text: str, estimated: str) -> Written | None:
    """A date in the lunisolar calendar, held as text; None for any other."""
    era, rest = _split_lunisolar_era(text)
    found = _LUNISOLAR_YEAR.match(rest)
    first, years = dates_eras.LUNISOLAR.get(era, (0, 0))
    if not era or (era == _SOLAR_TOO and (found is None or int(found[0]) > years)):
        return None
    if found is None:
        raise InvalidDate.form()
    year = int(found[0])
    if not 1 <= year <= years:
        raise InvalidDate.lunisolar()
    match = _form_of(rest[found.end() :].replace("年閏", "年", 1), estimated)[1]
    part = {name: int(match[name]) for name in ("month", "day") if match.groupdict().get(name)}
    if 0 in part.values():
        raise InvalidDate.lunisolar()
    shown = f"{estimated}{era}{'元' if year == 1 else year}{rest[found.end() :]}"
    return Written(LUNISOLAR, "", first + year - 1, **part, detail=shown)


def _split_lunisolar_era(text: str) -> tuple[str, str]:
    """Name of an era that has lunisolar years and the text after it; short spellings of Meiji are written out."""
    for name in dates_eras.LUNISOLAR:
        if name != _SOLAR_TOO and text.startswith(name):
            return name, _as_year(text[len(name) :])
    meiji = _MEIJI.match(text)
    if meiji is None:
        return "", text
    rest = _as_year(text[meiji.end() :])
    short = _COMPACT_ERA.fullmatch(rest) or _SHORT_DAY.fullmatch(rest)
    if short is not None:
        year, month, day = map(int, short.groups())
        rest = f"{year}年{month}月{day}日"
    return _SOLAR_TOO, rest
