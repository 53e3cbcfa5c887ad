"""The municipality's dictionaries replaced from files: towns, lots, buildings, districts (STD-1.3.2 to 1.3.5).

A file is the whole dictionary: it is checked to its end and taken in one transaction, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from daicho.systems.register import db, town
from daicho.systems.register.batch.files import Line, read
from daicho.systems.register.batch.refusals import BatchFileRefused
from daicho.systems.register.queries.dictionaries import lot_order, place_of
from daicho.values.addresses import Address, problems
from daicho.values.characters import validate
from daicho.values.names import search_forms

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Row = dict[str, Any]

LONGEST: Final = 200


def _town(values: dict[str, str]) -> Row:
    return {name: values.get(name, "") for name in ("address_code", "name", "kana")} | {
        "postal_code": values.get("postal_code", "").replace("-", "")
    }


def _lot(values: dict[str, str]) -> Row:
    lot = values["lot"]
    return {"town": values["town"], "lot": lot, "order": lot_order(lot), "special": values.get("special", "") == "1"}


def _building(values: dict[str, str]) -> Row:
    kana = values.get("kana", "")
    forms = " ".join(dict.fromkeys((*search_forms(values["name"]), *search_forms(kana))))
    return {
        "town": values["town"],
        "lot": values["lot"],
        "name": values["name"],
        "kana": kana,
        "place": place_of(values["town"], values["lot"]),
        "forms": forms,
    }


def _district(values: dict[str, str]) -> Row:
    lot = values.get("lot", "")
    return {name: values[name] for name in ("kind", "code", "name", "town")} | {
        "lot": lot,
        "place": place_of(values["town"], lot),
    }


class _Dictionary:
    """One dictionary: its table, the columns of its file, how a line becomes a row, what is unique."""

    def __init__(
        self, table: str, columns: str, optional: str, row: Callable[[dict[str, str]], Row], unique: str
    ) -> None:
        self.table, self.row = table, row
        self.columns, self.optional, self.unique = columns.split(), optional.split(), unique.split()


DICTIONARIES: Final = {
    "towns": _Dictionary("register_townentry", "address_code name", "kana postal_code", _town, "address_code"),
    "lots": _Dictionary("register_lotentry", "town lot", "special", _lot, "town lot"),
    "buildings": _Dictionary("register_buildingentry", "town lot name", "kana", _building, "town lot name"),
    "districts": _Dictionary("register_districtentry", "kind code name town", "lot", _district, "kind place"),
}
"""The dictionaries by the name of the command's argument."""


def replace_dictionary(alias: str, name: str, path: Path) -> int:
    """Replace a dictionary by a file's content; how many entries it has now.

    Raises:
        BatchFileRefused: B-FILE-01 to -04, or B-FILE-05: a line is wrong; the dictionary stays as it was.
    """
    wanted = DICTIONARIES[name]
    found: dict[tuple[str, ...], Row] = {}
    for line in read(path, wanted.columns, optional=wanted.optional):
        row = wanted.row(_checked(line, wanted))
        key = tuple(str(row[field]) for field in wanted.unique)
        if key in found:
            raise _wrong(line, "同じ内容の行が既にあります", "stands in the file twice")
        found[key] = row
    columns = list(next(iter(found.values())))
    listed = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(using=alias), db.cursor(alias) as cursor:
        cursor.execute(f"DELETE FROM {wanted.table}")
        with cursor.copy(f"COPY {wanted.table} ({listed}) FROM STDIN") as copy:
            for row in found.values():
                copy.write_row([row[column] for column in columns])
    return len(found)


def _checked(line: Line, wanted: _Dictionary) -> dict[str, str]:
    if line.values is None:
        raise _wrong(line, "この行を読めません", "cannot be read")
    values = {name: value.strip() for name, value in line.values.items()}
    for name in wanted.columns:
        if not values.get(name):
            raise _wrong(line, f"{name} がありません", f"{name} is missing")
    for name, value in values.items():
        if len(value) > LONGEST or validate(value):
            raise _wrong(
                line, f"{name} に使えない文字があるか長すぎます", f"{name} has a wrong character or is too long"
            )
    code = values.get("address_code", "")
    if code and problems(Address(municipality_code=town.organisation(), address_code=code)):
        raise _wrong(line, "住所コードはこの市区町村の11桁です", "the address code has 11 digits of this municipality")
    return values


def _wrong(line: Line, japanese: str, english: str) -> BatchFileRefused:
    return BatchFileRefused("B-FILE-05", line=line.number, what=japanese, what_en=english)
