"""`daicho demo --check`: start the demonstration unless it runs, go through the story, say how it went.

For people on stderr, step by step; for programs one line of JSON at the end of stdout.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import click
import msgspec
import psycopg

from daicho.host.cli_common import REFUSED
from daicho.host.demo import running, warming
from daicho.host.demo.check import steps
from daicho.host.demo.organisations import DEFAULT_BASE
from daicho.host.demo.watching import Watcher
from daicho.host.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.host.demo.place import Place, Running
    from daicho.host.demo.watching import Town

START_SECONDS: Final = 240.0
STOP_SECONDS: Final = 60.0


class Outcome(msgspec.Struct, frozen=True):
    """How a step went."""

    name: str
    ms: int
    ok: bool


class Report(msgspec.Struct, frozen=True):
    """The line that programs read."""

    ok: bool
    levels_equal: bool
    residents: int
    steps: tuple[Outcome, ...]


def run(place: Place, *, people: int, port: int | None, reset: bool, as_json: bool) -> int:
    """Go through the story; the exit code: 0 when all of it is so, 1 on any difference, 2 when nothing could start."""
    with _running(place, people=people, port=port, reset=reset) as demonstration:
        report = check(place, demonstration.base)
    if as_json:
        click.echo(msgspec.json.encode(report).decode())
    else:
        say(f"{'すべて一致 / all is well' if report.ok else '相違があります / there are differences'}")
    return 0 if report.ok else 1


def check(place: Place, base: int) -> Report:
    """Run every step against the running demonstration of a place."""
    warming.warm()
    watcher = Watcher(place)
    story = steps.Story(place, watcher, base)
    try:
        outcomes = tuple(_outcome(story, step) for step in steps.STEPS)
        towns = _towns(watcher)
    finally:
        story.close()
        watcher.close()
    equal = bool(towns) and all(town.equal for town in towns)
    return Report(
        ok=equal and all(outcome.ok for outcome in outcomes),
        levels_equal=equal,
        residents=sum(town.residents for town in towns),
        steps=outcomes,
    )


def _towns(watcher: Watcher) -> list[Town]:
    """Every municipality as each level holds it; none where the database server does not answer."""
    try:
        return watcher.towns()
    except psycopg.OperationalError:
        return []


def _outcome(story: steps.Story, step: steps.Step) -> Outcome:
    began = time.perf_counter()
    problem = ""
    try:
        step.run(story)
    except (steps.Failed, steps.NotDone, HostError) as failed:
        problem = str(failed)
    except Exception as error:  # noqa: BLE001  # whatever happens, the report is written; messages may quote a resident
        problem = type(error).__name__
    milliseconds = round((time.perf_counter() - began) * 1000)
    say(f"{'✗' if problem else '✓'} {step.japanese} / {step.name} {milliseconds} ms{': ' if problem else ''}{problem}")
    return Outcome(step.name, milliseconds, not problem)


def say(text: str) -> None:
    """Tell people."""
    click.echo(text, err=True)


@contextmanager
def _running(place: Place, *, people: int, port: int | None, reset: bool) -> Iterator[Running]:
    """The demonstration that runs at a place, or one that is started for the check and stopped after it."""
    found = place.running()
    if found is not None:
        yield found
        return
    command = [sys.executable, "-m", "daicho.host.cli", "demo", "--data", str(place.directory)]
    command += ["--people", str(people), "--port", str(_base(place, port)), *(["--reset"] if reset else [])]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command
    try:
        yield _await(place, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _base(place: Place, port: int | None) -> int:
    """The port asked for; else the earlier one, or the next range that is free."""
    if port is not None:
        return port
    prepared = None
    with suppress(HostError):  # the demonstration itself says so, or resets
        prepared = place.prepared()
    return running.free_base(prepared.base if prepared else DEFAULT_BASE)


def _await(place: Place, process: subprocess.Popen[bytes]) -> Running:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = place.running()
        if found is not None:
            return found
        if process.poll() is not None:
            sys.exit(process.returncode or REFUSED)
        time.sleep(0.1)
    say("デモが時間内に起動しませんでした / the demonstration did not start in time")
    sys.exit(REFUSED)
