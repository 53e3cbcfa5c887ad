"""Which municipality an address outside the town lies in, when the clerk typed it without choosing a suggestion."""

from __future__ import annotations

import re
from typing import Final

from daicho.values.addresses import read_address, suggest

_CHOME: Final = re.compile(r"[0-9\uff10-\uff19一二三四五六七八九十]+丁目$")
_ENOUGH: Final = 400  # towns of one name; no name is borne by so many


def found_by(typed: str) -> dict[str, str]:
    """The fields that a typed town settles: the municipality, where town or text name exactly one; else nothing.

    >>> found_by("東京都小平市小川町一丁目")
    {'municipality': '132110', 'town': '小川町一丁目'}
    >>> found_by("本町")
    {}
    """
    bearers = municipalities_with(typed)
    read = read_address(typed)
    codes = bearers | ({read.municipality_code} if read.municipality_code else set())
    if len(codes) != 1:
        return {}
    (code,) = codes
    return {"municipality": code, "town": typed if bearers else f"{read.town}{read.lot}{read.building}"}


def municipalities_with(town: str) -> set[str]:
    """The codes of all municipalities that have a town of exactly this name, with or without 丁目."""
    plain = _CHOME.sub("", town)
    if not plain:
        return set()
    return {
        each.municipality_code
        for each in suggest(plain, limit=_ENOUGH)
        if each.name == town or (each.name == plain and (plain == town or each.has_chome))
    }
