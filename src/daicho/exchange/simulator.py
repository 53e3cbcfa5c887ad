"""Command: run many seeds of the simulated network; a failing one is printed and replays exactly.

python -m daicho.exchange.simulator --seeds 10000 --hosts 12
python -m daicho.exchange.simulator --seed 4711 --hosts 12
"""

from __future__ import annotations

import sys
import time

import click
import msgspec

from daicho.exchange.simulation.run import Report, Run


def hosts_of(seed: int, most: int) -> int:
    """How many hosts a seed's run has: from 3 up to `most`, the same for the same seed."""
    return 3 + seed % (max(most, 3) - 2)


def simulate(seed: int, *, hosts: int) -> Report:
    """Run one seed with that many hosts."""
    return Run(seed, hosts=hosts).go()


@click.command()
@click.option("--seeds", default=300, show_default=True, help="How many seeds, from --first on.")
@click.option("--first", default=0, show_default=True, help="The first seed.")
@click.option("--hosts", default=12, show_default=True, help="The most organisations of a run.")
@click.option("--seed", type=int, help="Replay this one seed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line at the end.")
def main(seeds: int, first: int, hosts: int, seed: int | None, as_json: bool) -> None:
    """Drive simulated networks through loss, doubling, delay, partition, crash and restore.

    Example: python -m daicho.exchange.simulator --seeds 1000
    """
    wanted = range(first, first + seeds) if seed is None else range(seed, seed + 1)
    started, failed, events, messages = time.perf_counter(), 0, 0, 0
    for each in wanted:
        report = simulate(each, hosts=hosts_of(each, hosts))
        events, messages = events + report.events, messages + report.messages
        if not report.ok:
            failed += 1
            click.echo(f"seed {each} fails: {msgspec.json.encode(report).decode()}", err=True)
            click.echo(f"  replay: python -m daicho.exchange.simulator --seed {each} --hosts {hosts}", err=True)
        elif seed is not None and not as_json:
            click.echo(msgspec.json.encode(report).decode())
    summary = {
        "ok": not failed,
        "seeds": len(wanted),
        "failed": failed,
        "events": events,
        "messages": messages,
        "seconds": round(time.perf_counter() - started, 1),
    }
    click.echo(msgspec.json.encode(summary).decode() if as_json else f"{summary}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
