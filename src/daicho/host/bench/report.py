"""What a measurement says: figures with floors and bars, as a table or as one JSON object."""

from __future__ import annotations

import gc
import math
import statistics
import time
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Bar(msgspec.Struct, frozen=True):
    """A limit, and whether it is an upper or a lower one."""

    limit: float
    least: bool = False

    def met(self, value: float) -> bool:
        """Whether a measured value keeps within the limit."""
        return value >= self.limit if self.least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.limit:,g}"


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured thing.

    Attributes:
        name: what was measured.
        value: how much, in `unit`.
        floor: the least the machine could do in the same run, in the same unit; None where a figure has none.
        bar: limit of the value itself.
        ratio_bar: limit of the ratio to the floor.
        note: what stands behind the figure, such as percentiles of the floor.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    bar: Bar | None = None
    ratio_bar: Bar | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor; for rates, how many times slower."""
        if self.floor is None or not self.floor or not self.value:
            return None
        return self.floor / self.value if self.unit.endswith("/s") else self.value / self.floor

    @property
    def met(self) -> bool | None:
        """Whether every bar is met; None where there is none."""
        judged = []
        if self.bar is not None:
            judged.append(self.bar.met(self.value))
        if self.ratio_bar is not None and self.ratio is not None:
            judged.append(self.ratio_bar.met(self.ratio))
        return all(judged) if judged else None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What one command measured, at which size, in how many seconds."""

    bench: str
    sizes: dict[str, int]
    figures: tuple[Figure, ...]
    seconds: float = 0.0

    @property
    def met(self) -> bool:
        """Whether every figure that has a bar meets it."""
        return all(figure.met is not False for figure in self.figures)

    def json(self) -> dict[str, Any]:
        """The report as JSON holds it: figures, floors, ratios, bars, whether met."""
        return {
            "bench": self.bench,
            "ok": self.met,
            "sizes": self.sizes,
            "seconds": round(self.seconds, 1),
            "figures": [_figure(each) for each in self.figures],
        }

    def table(self) -> str:
        """The report for a terminal."""
        sizes = ", ".join(f"{name} {size:,}" for name, size in self.sizes.items())
        rows = [("", "measured", "floor", "ratio", "bar", "")]
        rows += [_row(each) for each in self.figures]
        widths = [max(len(row[at]) for row in rows) for at in range(6)]
        lines = [f"{self.bench} ({sizes}; {self.seconds:.0f} s)"]
        for row in rows:
            cells = [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:4], widths[1:4], strict=True)),
            ]
            lines.append("  " + "  ".join([*cells, row[4].ljust(widths[4]), row[5]]).rstrip())
        return "\n".join(lines)


_DIGITS: Final = 4


def rounded(value: float) -> float:
    """Four significant digits: more would claim too much."""
    if not value:
        return 0.0
    return round(value, _DIGITS - 1 - math.floor(math.log10(abs(value))))


def _figure(figure: Figure) -> dict[str, Any]:
    found: dict[str, Any] = {"name": figure.name, "value": rounded(figure.value), "unit": figure.unit}
    if figure.floor is not None:
        found["floor"] = rounded(figure.floor)
    if figure.ratio is not None:
        found["ratio"] = round(figure.ratio, 2)
    for name, bar in (("bar", figure.bar), ("ratio_bar", figure.ratio_bar)):
        if bar is not None:
            found[name] = {"at_least" if bar.least else "at_most": bar.limit}
    if figure.met is not None:
        found["met"] = figure.met
    if figure.note:
        found["note"] = figure.note
    return found


def _row(figure: Figure) -> tuple[str, str, str, str, str, str]:
    bars = [str(figure.bar)] if figure.bar is not None else []
    bars += [f"{figure.ratio_bar}x"] if figure.ratio_bar is not None else []
    mark = {True: "✓", False: "✗", None: " "}[figure.met]
    return (
        f"{mark} {figure.name}",
        f"{rounded(figure.value):,g} {figure.unit}",
        "" if figure.floor is None else f"{rounded(figure.floor):,g}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}x",
        ", ".join(bars),
        figure.note,
    )


def at_most(limit: float) -> Bar:
    """An upper limit."""
    return Bar(limit)


def at_least(limit: float) -> Bar:
    """A lower limit."""
    return Bar(limit, least=True)


def timed(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def each_ms(call: Callable[[int], object], times: int, *, warm: int = 20) -> list[float]:
    """Milliseconds of each of `times` calls, after some that are not counted."""
    for at in range(warm):
        call(at % times)
    gc.collect()
    found = []
    for at in range(times):
        begun = time.perf_counter()
        call(at)
        found.append((time.perf_counter() - begun) * 1000)
    return found


def median(values: Iterable[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of all values do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * part) - 1)]
