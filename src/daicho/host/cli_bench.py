"""`daicho bench`: what this machine does now, each figure beside a floor taken in the same run.

Nothing of an installation is touched: every command makes a PostgreSQL of its own in a temporary directory, with
durable settings, and removes it. A measurement that is broken off says by what, when and where.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

import click

from daicho.host.bench.stopping import Stopped, broken_off, stoppable
from daicho.host.cli_common import speaks_plainly

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.host.bench.report import Report

MISSED = 1
"""Exit code when a bar is missed."""

BROKEN_OFF = 3
"""Exit code when a measurement was stopped from outside, or a process it spoke with went away."""


@click.group()
def bench() -> None:
    """Measure against floors taken in the same run; ends with 1 when a bar is missed.

    Example: daicho bench load --residents 20000 --json
    """


def _size(name: str, default: int, what: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", type=click.IntRange(1), default=default, show_default=True, help=what)


_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")


def _measure(module: str, *, as_json: bool, **sizes: int) -> None:
    run: Callable[..., Report] = importlib.import_module(f"daicho.host.bench.{module}").run
    try:
        with stoppable():
            measured = run(**sizes)
    except (Stopped, EOFError) as stopped:
        # click would say "Aborted!" of both, and nothing else
        click.echo(f"✗ {module}: {broken_off(stopped)}", err=True)
        sys.exit(BROKEN_OFF)
    click.echo(json.dumps(measured.json(), ensure_ascii=False) if as_json else measured.table())
    sys.exit(0 if measured.met else MISSED)


@bench.command()
@_size("residents", 140_000, "Residents of the municipality (Ebina has 140,000).")
@_JSON
@speaks_plainly
def load(residents: int, *, as_json: bool) -> None:
    """Load a municipality; floor: bare COPY of its version rows.

    Example: daicho bench load --residents 100000
    """
    _measure("load", as_json=as_json, residents=residents)


@bench.command()
@_size("decisions", 20_000, "Decisions of each kind.")
@_JSON
@speaks_plainly
def law(decisions: int, *, as_json: bool) -> None:
    """Decide on households of four, without any database.

    Example: daicho bench law --decisions 50000
    """
    _measure("deciding", as_json=as_json, decisions=decisions)


@bench.command()
@_size("acts", 200, "Households that move in.")
@_JSON
@speaks_plainly
def apply(acts: int, *, as_json: bool) -> None:
    """Record move-ins of households of four; floor: bare insert of the same rows.

    Example: daicho bench apply --acts 500
    """
    _measure("act", as_json=as_json, acts=acts)


bench.add_command(apply, "act")


@bench.command()
@_size("rounds", 400, "Single calls of each kind.")
@_size("batch", 100_000, "Numbers of the batch.")
@_JSON
@speaks_plainly
def vault(rounds: int, batch: int, *, as_json: bool) -> None:
    """Put, reveal and find individual numbers; floor: one durable insert.

    Example: daicho bench vault --rounds 1000
    """
    _measure("vault", as_json=as_json, rounds=rounds, batch=batch)


@bench.command()
@_size("batches", 8, "Batches of a thousand messages.")
@_JSON
@speaks_plainly
def receive(batches: int, *, as_json: bool) -> None:
    """Receive updates at the municipal CS; floor: durable COPY of the file's rows.

    Example: daicho bench receive --batches 20
    """
    _measure("receive", as_json=as_json, batches=batches)


@bench.command()
@_size("residents", 5_000, "Residents whom the national server holds.")
@_size("inquiries", 1_600, "Inquiries over one connection, and again over eight.")
@_JSON
@speaks_plainly
def inquiry(residents: int, inquiries: int, *, as_json: bool) -> None:
    """Ask the national server, signed both ways; floor: bare mutual-TLS call.

    Example: daicho bench inquiry --residents 50000
    """
    _measure("inquiry", as_json=as_json, residents=residents, inquiries=inquiries)


@bench.command()
@_size("residents", 60_000, "Residents of the register; three versions each.")
@_size("base", 20_000, "Distinct residents that are loaded and then multiplied.")
@_JSON
@speaks_plainly
def search(residents: int, base: int, *, as_json: bool) -> None:
    """Read and search a register of three versions each; floor: a primary-key read.

    Example: daicho bench search --residents 1000000 --base 50000
    """
    _measure("search", as_json=as_json, residents=residents, base=base)


@bench.command()
@_size("residents", 5_000, "Residents on the first day.")
@_size("years", 10, "Years that pass.")
@_size("acts", 200, "Acts a year for each thousand residents.")
@_JSON
@speaks_plainly
def years(residents: int, years: int, acts: int, *, as_json: bool) -> None:
    """Let years pass over a register, rebuild it from its acts, read it; bars are those of 300,000 residents.

    Example: daicho bench years --residents 300000 --years 10
    """
    _measure("years", as_json=as_json, residents=residents, years=years, acts=acts)


@bench.command()
@_size("certificates", 60, "Certificates finished one after another.")
@_JSON
@speaks_plainly
def certificate(certificates: int, *, as_json: bool) -> None:
    """Finish certificates: render, sign, re-read; floor: bare compile.

    Example: daicho bench certificate --certificates 200
    """
    _measure("certificate", as_json=as_json, certificates=certificates)


@bench.command()
@_size("acts", 200, "Acts confirmed.")
@_size("a-second", 50, "Acts begun in each second.")
@_JSON
@speaks_plainly
def propagate(acts: int, a_second: int, *, as_json: bool) -> None:
    """Confirm acts and wait for the nation, over HTTPS; floor: durable at the register.

    Example: daicho bench propagate --acts 500 --a-second 50
    """
    _measure("propagate", as_json=as_json, acts=acts, a_second=a_second)


@bench.command()
@_size("pages", 800, "Resident pages asked for.")
@_JSON
@speaks_plainly
def page(pages: int, *, as_json: bool) -> None:
    """Show resident pages to eight clients; floor: the server's health page.

    Example: daicho bench page --pages 4000
    """
    _measure("page", as_json=as_json, pages=pages)
