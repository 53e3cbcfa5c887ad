"""A demonstration started as people start it: the command in a process of its own, in a directory of the test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from daicho.host.demo.place import Place
from daicho.host.demo.running import free_base

# what `make install` puts on the path: some processes read that file again when they start
COMMAND = [sys.executable, str(Path(sys.executable).with_name("daicho")), "demo"]
PEOPLE = 300
START_SECONDS = 120


def first_port():
    """A free range that differs between test processes side by side."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0)
    return free_base(26_000 + 2_000 * worker)


class Demo:
    """`daicho demo` over a directory; `start` waits until it is ready."""

    def __init__(self, directory):
        self.place = Place(directory)
        self.base = first_port()
        self.process = None
        self.said = ""

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*COMMAND, "--data", str(self.place.directory), "--people", str(PEOPLE), "--port", str(self.base)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        while self.place.running() is None:
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                self.stop()
                raise AssertionError(self.said)
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.said, _ = self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.said, _ = self.process.communicate()
        code, self.process = self.process.returncode, None
        return code

    def check(self):
        """Run the scenario against it; exit code, report, what was told to people."""
        done = subprocess.run(
            [*COMMAND, "--check", "--json", "--data", str(self.place.directory)],
            capture_output=True, text=True, check=False, timeout=200,
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout.strip().splitlines()[-1]), done.stderr
