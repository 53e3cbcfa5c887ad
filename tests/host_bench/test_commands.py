"""`daicho bench`: each command runs at a tiny size and says what programs read. No speed is asserted here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.database, pytest.mark.slow]

SMALL = {
    "law": (
        ["--decisions", "20"],
        [
            "move-in of four",
            "relocation of four",
            "move-in of four, bytes and hash",
            "relocation of four, bytes and hash",
        ],
    ),
    "load": (["--residents", "200"], ["load, durable", "residents loaded"]),
    "apply": (["--acts", "5"], ["move-in of four, p50", "move-in of four, p95"]),
    "vault": (["--rounds", "10", "--batch", "100"], ["put", "reveal", "find", "access record", "put, batch of 100"]),
    "receive": (["--batches", "1"], ["entries with numbers received", "changes received"]),
    "inquiry": (
        ["--residents", "100", "--inquiries", "32"],
        ["1 connection, p50", "1 connection, p99", "8 connections, p50", "8 connections, p99"],
    ),
    "years": (
        ["--residents", "200", "--years", "2", "--acts", "300"],
        [
            "acts decided in memory",
            "acts written in bulk",
            "versions rebuilt and compared",
            "versions rebuilt",
            "household as of a day, p95",
            "next-day list of the busiest day",
        ],
    ),
    "certificate": (["--certificates", "2"], ["certificates a second, one process", "render, sign, re-read, p95"]),
}


def run(*arguments):
    """The command in a process of its own, as a person runs it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    return subprocess.run(
        [sys.executable, "-m", "daicho.host.cli", "bench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env=clean,
    )


@pytest.mark.parametrize("name", SMALL)
def test_a_command_measures_and_says_so_in_one_object(name):
    """One JSON object on stdout with every figure; the exit code says whether all bars are met."""
    sizes, figures = SMALL[name]
    done = run(name, *sizes, "--json")
    assert done.returncode in {0, 1}, done.stderr
    said = json.loads(done.stdout)
    assert [figure["name"] for figure in said["figures"]] == figures
    assert said["ok"] is (done.returncode == 0)
    assert all(figure["value"] > 0 for figure in said["figures"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_measurement_that_is_stopped_says_by_what_and_where(number):
    """No bare "Aborted!": signal, seconds and place, an exit code of its own, and the server made for it is gone."""
    started = subprocess.Popen(
        [sys.executable, "-m", "daicho.host.cli", "bench", "load", "--residents", "50000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(4)
    started.send_signal(number)
    out, error = started.communicate(timeout=60)
    assert (started.returncode, out) == (3, "")
    assert f"load: stopped by {number.name} after" in error
    assert ".py:" in error


def test_make_bench_measures_all_and_ends_badly_when_one_is_missed(tmp_path):
    """The first missed bar does not keep the others from being measured; the last line names those missed."""
    (tmp_path / "bin").mkdir()
    daicho = tmp_path / "bin" / "daicho"
    daicho.write_text('#!/bin/sh\necho "measured $2"\n[ "$2" != load ] && [ "$2" != page ]\n')
    daicho.chmod(0o755)
    done = subprocess.run(
        ["make", "-o", "install-dev", "bench", f"BIN={tmp_path}/bin", "BENCHES=load search page vault"],
        cwd=ROOT,
        # as somebody types it, although these tests may themselves run below make
        env={name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout.split("\n")[:4] == [f"measured {name}" for name in ("load", "search", "page", "vault")]
    assert "missed or broken off: load page" in done.stderr


def test_a_search_is_measured_over_copies_of_a_small_town():
    """The register is multiplied in SQL: three versions for each resident, and searches that find them."""
    done = run("search", "--residents", "600", "--base", "200", "--json")
    assert done.returncode in {0, 1}, done.stderr
    said = json.loads(done.stdout)
    assert said["sizes"] == {"residents": 600, "versions": 1800}
    assert {"person as of a day, p50", "search by two kanji, p95"} <= {figure["name"] for figure in said["figures"]}


def test_the_table_is_for_people():
    """Without --json a table comes, with floor and ratio."""
    done = run("load", "--residents", "100")
    assert done.returncode in {0, 1}, done.stderr
    assert done.stdout.startswith("load (residents ")
    assert "floor" in done.stdout
