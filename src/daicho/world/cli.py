"""`daicho world`: synthetic people for demonstration, tests and benchmarks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from daicho.values.errors import InvalidValue
from daicho.world.files import Written, write_population
from daicho.world.population import AS_OF
from daicho.world.serials import BLOCK, TooManyPeople

if TYPE_CHECKING:
    import datetime as dt

_STEP = 500  # residents between two movements of the bar


@click.group()
def world() -> None:
    """Make synthetic people, plainly marked (合成データ).

    Example: daicho world population --municipality 131032 --people 260000 --out build/minato
    """


@world.command()
@click.option("--municipality", required=True, metavar="CODE", help="Code of the municipality or ward, e.g. 131032.")
@click.option("--people", required=True, type=click.IntRange(min=1), help="How many residents.")
@click.option("--seed", default=1, show_default=True, help="Same seed, same people.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Directory for the files.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=AS_OF.isoformat(),
    show_default=True,
    help="The day whose state the files give.",
)
@click.option(
    "--first-serial",
    type=click.IntRange(0, BLOCK - 1),
    help="First synthetic number, instead of the municipality's own range.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON at the end, and no bar.")
def population(  # noqa: PLR0913 - one for each option
    *,
    municipality: str,
    people: int,
    seed: int,
    out: Path,
    as_of: dt.datetime,
    first_serial: int | None,
    as_json: bool,
) -> None:
    """Write a municipality's residents as load files.

    Example: daicho world population --municipality 131032 --people 260000 --seed 1 --out build/minato
    """
    serials = None if first_serial is None else range(first_serial, min(first_serial + people, BLOCK))
    console = Console(stderr=True, quiet=as_json)
    started = time.monotonic()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )
    task = bar.add_task("住民 residents", total=people, visible=False)  # no bar above a refusal

    def progress(done: int) -> None:
        if done % _STEP < _STEP // 50 or done == people:
            bar.update(task, completed=done, visible=True)

    try:
        with bar:
            written = write_population(
                out,
                municipality_code=municipality,
                people=people,
                seed=seed,
                as_of=as_of.date(),
                serials=serials,
                progress=progress,
            )
    except (InvalidValue, TooManyPeople) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"書き込めません / cannot be written: {out} ({error.strerror})") from None
    _report(written, time.monotonic() - started, as_json=as_json)


def _report(written: Written, seconds: float, *, as_json: bool) -> None:
    if as_json:
        answer = {**msgspec.to_builtins(written), "seconds": round(seconds, 3)}
        click.echo(msgspec.json.encode(answer).decode())
        return
    click.echo(f"住民 {written.people}人、世帯 {written.households} ({seconds:.1f}秒)")
    click.echo(f"{written.people} residents in {written.households} households")
    for path in written.files.values():
        click.echo(f"  {path}")
