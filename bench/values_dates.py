"""How fast dates and records are read and written, on one core. Run: python bench/values_dates.py

Prints nanoseconds for each operation, the best of several rounds; bare `date.fromisoformat` stands beside them.
"""

from __future__ import annotations

import datetime as dt
import timeit
from typing import TYPE_CHECKING

import msgspec

from daicho.values import codec
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, IndividualNumber, ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Callable


class Line(msgspec.Struct, frozen=True):
    """What a list holds of a resident: three values of ours and two texts."""

    addressee: AddresseeNumber
    code: ResidentRecordCode
    born: RegisterDate
    name: str
    furigana: str


def best(operation: Callable[[], object], number: int) -> float:
    """Nanoseconds for one run."""
    return min(timeit.repeat(operation, number=number, repeat=5)) / number * 1e9


def main() -> None:
    texts = [(dt.date(1930, 1, 1) + dt.timedelta(days=17 * step)).isoformat() for step in range(1000)]
    warekis = [RegisterDate.from_stored(text).wareki() for text in texts]
    dates = [RegisterDate.from_stored(text) for text in texts]
    numbers = [IndividualNumber.synthetic(step).reveal() for step in range(1000)]
    line = Line(
        AddresseeNumber.from_serial(1), ResidentRecordCode.synthetic(1), dates[0], "試験　太郎", "シケン　タロウ"
    )
    data = codec.encode(line)
    each = {
        "date.fromisoformat": lambda: [dt.date.fromisoformat(text) for text in texts],
        "RegisterDate.from_stored": lambda: [RegisterDate.from_stored(text) for text in texts],
        "RegisterDate.wareki": lambda: [date.wareki() for date in dates],
        "RegisterDate.parse (wareki)": lambda: [RegisterDate.parse(text) for text in warekis],
        "RegisterDate == and hash": lambda: set(dates),
        "IndividualNumber.parse": lambda: [IndividualNumber.parse(text) for text in numbers],
        "codec.encode (line)": lambda: [codec.encode(line) for _ in texts],
        "codec.decode (line)": lambda: [codec.decode(data, Line) for _ in texts],
    }
    for name, operation in each.items():
        print(f"{name:30} {best(operation, 10) / len(texts):8.0f} ns")


if __name__ == "__main__":
    main()
