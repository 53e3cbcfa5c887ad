"""The four items of persons for the access record, read by the statement that writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections

from daicho.access import records
from daicho.access.grants import FourItems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def query(table: str) -> str:
    """Return the query that reads them under resident record codes, as the file in `table` holds them (CTRL-074)."""
    return records.subjects_from(
        table, key="resident_record_code", name="name_kanji", address="address", where="row.current"
    )


def read(table: str, using: str, codes: Sequence[str]) -> Mapping[str, FourItems]:
    """Return the four items under resident record codes as the file in `table` holds them now (CTRL-074)."""
    found = records.prepared(
        connections[using],
        f'SELECT resident_record_code, name_kanji, address, birth_date, sex FROM "{table}"'
        " WHERE resident_record_code = ANY (%s) AND current",
        (list(codes),),
    )
    return {
        code: FourItems(name=name, address=address, birth_date=birth_date, sex=sex)
        for code, name, address, birth_date, sex in found
    }
