"""`daicho bench`: each command runs at a tiny size and says what programs read. No speed is asserted here."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.database, pytest.mark.slow]

SMALL = {
    "load": (["--residents", "200"], ["load, durable", "residents loaded"]),
    "apply": (["--acts", "5"], ["move-in of four, p50", "move-in of four, p95"]),
    "vault": (["--rounds", "10", "--batch", "100"], ["put", "reveal", "find", "access record", "put, batch of 100"]),
    "receive": (["--batches", "1"], ["entries with numbers received", "changes received"]),
    "inquiry": (
        ["--residents", "100", "--inquiries", "32"],
        ["1 connection, p50", "1 connection, p99", "8 connections, p50", "8 connections, p99"],
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
