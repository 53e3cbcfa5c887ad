"""`daicho demo`: the whole network on one machine, with synthetic residents."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daicho.host.cli_common import speaks_plainly
from daicho.host.demo.organisations import DEFAULT_BASE, HIGHEST_BASE
from daicho.host.demo.place import DEFAULT, Place, Prepared

if TYPE_CHECKING:
    import datetime as dt

    from daicho.host.demo.telling import Teller

LEAST = 60
"""Fewer residents than this give no families to move."""

LEAST_CHECKED = 200
"""With fewer, a town may have no family left for a later step of the scenario."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--people", type=click.IntRange(min=LEAST), default=5000, show_default=True, help="Residents in all.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=DEFAULT, show_default=True,
              help="Where everything is kept.")  # fmt: skip
@click.option("--port", type=click.IntRange(1024, HIGHEST_BASE), default=None,
              help=f"First port of the range (162 ports).  [default: as before, else {DEFAULT_BASE}]")  # fmt: skip
@click.option("--reset", is_flag=True, help="Throw the data away and begin anew.")
@click.option("--check", is_flag=True, help="Run the scenario against the running hosts and stop.")
@click.option("--json", "as_json", is_flag=True, help="With --check: end with one line of JSON.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Move the business date of the running demo.")
@speaks_plainly
def demo(  # noqa: PLR0913  # one for each option
    *,
    people: int,
    data: Path,
    port: int | None,
    reset: bool,
    check: bool,
    as_json: bool,
    day: dt.datetime | None,
) -> None:
    """Run the whole network of the demonstration; Ctrl-C stops it, starting again keeps the data.

    \b
    Example:
      daicho demo
      daicho demo --people 20000 --data /srv/daicho-demo --port 9000
      daicho demo --check --json
      daicho demo --date 2026-12-01
    """  # noqa: D301  # click reads \b
    place = Place(data)
    if day is not None:
        from daicho.host.demo import dates

        dates.move_running(place, day.date())
        click.echo(day.date().isoformat())
    elif check:
        if people < LEAST_CHECKED:
            raise click.BadParameter(
                f"--check には {LEAST_CHECKED} 人以上が必要です。 / --check needs {LEAST_CHECKED} residents or more.",
                param_hint="--people",
            )
        from daicho.host.demo.check import command

        sys.exit(command.run(place, people=people, port=port, reset=reset, as_json=as_json))
    else:
        _serve(place, people=people, port=port, reset=reset)


def _serve(place: Place, *, people: int, port: int | None, reset: bool) -> None:
    from daicho.host.demo import running, telling

    teller = telling.Teller()
    place.open()
    try:
        prepared = _prepared(place, teller, people=people, port=port, reset=reset)
        base = port or prepared.base
        running.require_ports(base)
        teller("ホストの起動", "starting the hosts")
        running.Demonstration(place, base).run(
            ready=lambda: telling.opened(place, base, prepared.people, time.monotonic() - teller.began)
        )
    finally:
        place.close()


def _prepared(place: Place, teller: Teller, *, people: int, port: int | None, reset: bool) -> Prepared:
    """What was prepared before, or is now."""
    from daicho.host.demo import preparation, running, warming

    prepared = None if reset else place.prepared()
    if prepared is not None:
        return prepared
    base = port or DEFAULT_BASE
    running.require_ports(base)
    place.wipe()
    warming.warm()
    return preparation.prepare(place, people=people, seed=1, base=base, tell=teller)
