"""From what a cell says to a value of the register, as a clerk would type it: dates, names, addresses, yes and no."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from daicho.host.features.reading import plain
from daicho.host.features.words import BLANK, CATEGORIES, NO, PERSON_KINDS, SEXES, STATES, YES
from daicho.values.addresses import Address, municipality, read_address
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from collections.abc import Mapping

ABROAD: Final = "国外"
_RELATIVE: Final = re.compile(r"(?:(.+)(?:の|から))?(\d+)(日|週間|[かカヵヶ箇ケ]?月|年)(前|後)")
_DAY: Final = re.compile(r"\d{1,2}月\d{1,2}日")
_WEEK: Final = 7
_WITH_READING: Final = re.compile(r"(.+?)[(\uff08](.+?)[)\uff09]")


class Unreadable(ValueError):  # noqa: N818 - a cell, not a failure
    """A cell does not say what its label asks for."""


def is_blank(text: str) -> bool:
    """Whether a cell says that an item is blank."""
    return plain(text) in BLANK


def is_anything(text: str) -> bool:
    """Whether a cell of an expectation leaves an item open."""
    return plain(text) == "*"


def date_of(text: str, today: dt.date) -> RegisterDate:
    """A date in any form, or one counted from the business date or another date.

    今日, 昨日, 明日, 3日前, 14日後, 2週間前, 2か月前, 1年後; 令和8年11月24日の14日前; 11月24日 of the year of the
    business date.

    Raises:
        InvalidDate: it is no date, or an impossible one.
    """
    tidy = plain(text)
    near = {"今日": 0, "本日": 0, "当日": 0, "昨日": -1, "明日": 1, "一昨日": -2, "明後日": 2, "翌日": 1, "前日": -1}
    if tidy in near:
        return RegisterDate(today + dt.timedelta(days=near[tidy]))
    found = _RELATIVE.fullmatch(tidy)
    if found is None:
        return RegisterDate.parse(f"{today.year}年{tidy}" if _DAY.fullmatch(tidy) else text, permit_non_calendar=True)
    if found[1]:
        today = day_of(found[1], today)
    count = int(found[2]) * (-1 if found[4] == "前" else 1)
    if found[3] in {"日", "週間"}:
        return RegisterDate(today + dt.timedelta(days=count * (_WEEK if found[3] == "週間" else 1)))
    months = today.year * 12 + today.month - 1 + count * (12 if found[3] == "年" else 1)
    year, month = divmod(months, 12)
    return RegisterDate.of(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def day_of(text: str, today: dt.date) -> dt.date:
    """A calendar day in any form.

    Raises:
        Unreadable: the date is no calendar day.
    """
    found = date_of(text, today).calendar_day
    if found is None:
        raise Unreadable(f"「{text}」は暦の日ではありません。")
    return found


def name_of(cells: Mapping[str, str], before: PersonName | None = None) -> PersonName:
    """A name from the cells 氏名, 振り仮名, ローマ字氏名, 振り仮名の確認; what they leave out stays as before."""
    name = before or PersonName()
    fields = {field: getattr(name, field) for field in PersonName.__struct_fields__}
    if "氏名" in cells:
        family, given, single = _parts(cells["氏名"])
        fields |= {"family": family, "given": given, "single": single}
    if "振り仮名" in cells:
        family, given, single = _parts(cells["振り仮名"])
        fields |= {"family_furigana": family or single, "given_furigana": given}
    if "ローマ字氏名" in cells:
        fields["roman"] = "" if is_blank(cells["ローマ字氏名"]) else cells["ローマ字氏名"]
    if "振り仮名の確認" in cells:
        confirmed = yes(cells["振り仮名の確認"])
        fields |= {"family_furigana_confirmed": confirmed, "given_furigana_confirmed": confirmed}
    return PersonName(**fields)


def _parts(text: str) -> tuple[str, str, str]:
    if is_blank(text):
        return "", "", ""
    words = text.replace("\u3000", " ").split()
    if len(words) == 2:  # noqa: PLR2004 - surname and given name
        return words[0], words[1], ""
    return "", "", " ".join(words)


def address_of(text: str, *, own: str = "") -> Address | None:
    """An address: in full, of the own town from its 町 on, abroad as 「国外 国名 …」, 不明, or blank."""
    if is_blank(text):
        return None
    if text.startswith(ABROAD):
        words = text.removeprefix(ABROAD).strip().split(maxsplit=1)
        return Address.foreign(words[0] if words else ABROAD, words[1] if len(words) > 1 else "")
    found = read_address(text)
    if own and found.text and not found.municipality_code:
        within = read_address(f"{municipality(own).full_name}{text}")
        return within if within.municipality_code == own else found
    return found


def former_surname_of(text: str) -> FormerSurname | None:
    """旧氏, with its reading in brackets where there is one."""
    if is_blank(text):
        return None
    found = _WITH_READING.fullmatch(text)
    return FormerSurname(found[1], found[2]) if found else FormerSurname(text)


def common_name_of(text: str) -> CommonName | None:
    """通称, with its reading in brackets where there is one."""
    if is_blank(text):
        return None
    found = _WITH_READING.fullmatch(text)
    return CommonName(found[1], found[2]) if found else CommonName(text)


def yes(text: str) -> bool:
    """Whether a cell says yes.

    Raises:
        Unreadable: it says neither yes nor no.
    """
    if plain(text) in YES:
        return True
    if plain(text) in NO:
        return False
    raise Unreadable(f"「{text}」は「はい」か「いいえ」ではありません。")


def one_of(words: Mapping[str, Any], text: str, label: str) -> Any:
    """What a word stands for.

    Raises:
        Unreadable: it is none of the words; they are named.
    """
    found = {plain(word): value for word, value in words.items()}
    if plain(text) not in found:
        raise Unreadable(f"{label}の「{text}」は使えません。使える言葉: {'、'.join(words)}")
    return found[plain(text)]


def sex_of(text: str) -> Any:
    """男 or 女."""
    return one_of(SEXES, text, "性別")


def kind_of(text: str) -> Any:
    """日本人 or 外国人."""
    return one_of(PERSON_KINDS, text, "住民種別")


def category_of(text: str) -> Any:
    """A category of Article 30-45: 中長期在留者 and so on."""
    return one_of(CATEGORIES, text, "在留区分")


def state_of(text: str) -> Any:
    """現存, 転出, 死亡, 職権消除."""
    return one_of(STATES, text, "住民状態")


def texts_of(text: str) -> tuple[str, ...]:
    """Several texts joined by 、."""
    return () if is_blank(text) or text == "なし" else tuple(part for part in re.split("[、,,]", text) if part)


def digits_of(text: str) -> str:
    """A number as typed, without spaces and hyphens."""
    return plain(text).replace("-", "")
