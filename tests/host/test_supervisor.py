"""The supervisor starts again what crashed, and stops all in order."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = r"""
import os, sys, time
from functools import partial
from daicho.host import logs, supervisor
from daicho.host.supervisor import Child, Supervisor
supervisor.WARM = ()
logs.configure(process="supervisor")

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # at once: two processes share the pipe

def serve(name):
    say("up", name, os.getpid())
    try:
        while True:
            time.sleep(1)
    finally:
        say("down", name)

def crash():
    say("crash")
    os._exit(3)

children = [Child("exchange", partial(serve, "exchange"), order=1), Child("screens", partial(serve, "screens"), order=0)]
if "crash" in sys.argv:
    children.append(Child("crash", crash, order=0))
Supervisor(children).run()
"""


def started(*arguments):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def until(process, wanted):
    said = []
    while len([line for line in said if line.startswith(wanted[0])]) < wanted[1]:
        line = process.stdout.readline()
        assert line, said
        said.append(line.strip())
    return said


pytestmark = pytest.mark.timeout(60)


def test_on_sigterm_the_screens_stop_before_the_exchange_and_nothing_is_left():
    """Children end by order, through their own `finally`."""
    process = started()
    up = until(process, ("up", 2))
    process.send_signal(signal.SIGTERM)
    rest, _errors = process.communicate(timeout=20)
    assert rest.split("\n")[:2] == ["down screens", "down exchange"]
    assert process.returncode == 0
    for line in up:
        pid = int(line.split()[2])
        assert not Path(f"/proc/{pid}").exists()


def test_a_child_that_was_killed_is_started_again():
    process = started()
    up = until(process, ("up", 2))
    victim = next(int(line.split()[2]) for line in up if "screens" in line)
    os.kill(victim, signal.SIGKILL)
    again = until(process, ("up screens", 1))
    assert int(again[-1].split()[2]) != victim
    process.terminate()
    process.communicate(timeout=20)


def test_a_child_that_keeps_crashing_is_tried_with_growing_pauses():
    """Half a second doubled: not more than a handful of starts in the first seconds."""
    process = started("crash")
    began = time.monotonic()
    until(process, ("crash", 3))
    assert time.monotonic() - began > 2
    process.terminate()
    process.communicate(timeout=20)


def test_children_end_when_the_supervisor_is_killed():
    """No server outlives a supervisor that died without a word."""
    process = started()
    up = until(process, ("up", 2))
    process.kill()
    process.communicate(timeout=20)
    pids = [int(line.split()[2]) for line in up]
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
