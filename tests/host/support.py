"""A host in a place of its own, and what its tests ask of commands and servers."""

import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from daicho.exchange.pki import create_world
from daicho.host.ports import free_ports
from daicho.host.postgres import Databases
from daicho.protocol.parties import Party

EBINA = "142158"


def daicho(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "daicho.host.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


class HostInPlace:
    """A municipal CS of Ebina with keys, databases and a `host.toml`, below a directory of its own."""

    def __init__(self, directory: Path, postgres, suffix: str) -> None:
        self.directory = directory
        self.screens, self.exchange = free_ports(2)
        party = Party(EBINA, "municipal_cs")
        others = {Party(EBINA, "register"): "https://127.0.0.1:1", Party("140007", "prefecture"): "https://127.0.0.1:2"}
        self.world = create_world(directory / "trust", {party: f"https://127.0.0.1:{self.exchange}"} | others)
        databases = Databases(postgres)
        self.names = {alias: f"{alias}_{suffix}" for alias in ("default", "municipal_cs")}
        for alias, name in self.names.items():
            databases.create(name, alias=alias)
        self.dsns = {
            (alias, role): postgres.dsn(name, user=f"{alias}_{role}")
            for alias, name in self.names.items()
            for role in ("app", "owner")
        }
        self.postgres = postgres
        self.file = directory / "host.toml"
        self.write()

    def superuser(self, alias: str) -> str:
        """A connection string to an alias's database past every grant, to arrange and to look."""
        return self.postgres.dsn(self.names[alias])

    def write(self, **changes: str) -> Path:
        keys = self.world.keys_of(Party(EBINA, "municipal_cs"))
        text = f"""
synthetic = true
movable_date = true
state = "state"
[organisation]
code = "{EBINA}"
kind = "municipality"
name = "海老名市"
[trust]
list = "{self.world.trust_list}"
root = "{self.world.root}"
[database]
dsn = "{self.dsns["default", "app"]}"
owner = "{self.dsns["default", "owner"]}"
[connections]
budget = 40
[systems.municipal_cs]
dsn = "{self.dsns["municipal_cs", "app"]}"
owner = "{self.dsns["municipal_cs", "owner"]}"
keys = "{keys}"
screens = "127.0.0.1:{self.screens}"
exchange = "127.0.0.1:{self.exchange}"
"""
        for old, new in changes.items():
            text = text.replace(old, new)
        self.file.write_text(text, encoding="utf-8")
        return self.file


def codes(done) -> set[str]:
    return set(re.findall(r"\((H-[A-Z]+-[0-9]+)\)", done.stderr))


def connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until_answers(question, seconds=40):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if question():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("no answer in time")
