"""Where everything of a demonstration lies: one directory, marked with the version that made it.

- `demo.json`: what was prepared (format, people, ports, schema); `running.json`: while it runs, process and base port
- `postgres/`: the server's data; `logs/`: one file for each process
- `pki/`: keys and trust list; `hosts/`: host.toml and state of each organisation
- `population/`: the synthetic residents as load files; `evidence/`: what the last check exported
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.host.demo import findings
from daicho.host.errors import HostError
from daicho.host.postgres import account
from daicho.host.postgres.cluster import Cluster

if TYPE_CHECKING:
    from daicho.host.demo.organisations import Site

FORMAT: Final = 1
"""Grows when a demonstration of an earlier version cannot be opened any more."""

FREE_BYTES: Final = 600_000_000
"""Space that a fresh demonstration of the usual size needs at most, with room to work in."""

DEFAULT: Final = Path("var/demo")


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What `demo.json` says. `schema` is the digest of the migrations that the databases were made by."""

    format: int
    people: int
    seed: int
    base: int
    schema: str


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """What `running.json` says while the demonstration runs."""

    pid: int
    base: int
    since: str


def schema_digest() -> str:
    """The digest of every migration's content: another one, another schema."""
    import daicho

    digest = hashlib.sha256()
    for root in daicho.__path__:
        for file in sorted(Path(root).rglob("migrations/*.py")):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


LEFT_SECONDS: Final = 60.0
"""How long the servers of a demonstration that was killed are waited for; they end by themselves."""
PID_LETTERS: Final = 12


class Place:
    """The directory of a demonstration."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.absolute()
        self.postgres = self.directory / "postgres"
        self.pki = self.directory / "pki"
        self.logs = self.directory / "logs"
        self.population = self.directory / "population"
        self.marker = self.directory / "demo.json"
        self.running_note = self.directory / "running.json"
        self._lock: int | None = None

    def host_toml(self, where: Site) -> Path:
        """The configuration of an organisation's host."""
        return self.directory / "hosts" / where.code / "host.toml"

    def log(self, name: str) -> Path:
        """The log file of a process, by its name in the supervisor (`132110/register screens`)."""
        return self.logs / f"{name.replace('/', '-').replace(' ', '-')}.log"

    # -- one demonstration at a time --------------------------------------------------------

    def open(self) -> None:
        """Make the directory and take it for this process.

        Raises:
            HostError: H-DEMO-02 when it cannot be written, H-DEMO-04 when it already runs.
        """
        try:
            for path in (self.directory, self.logs):
                path.mkdir(mode=0o755, parents=True, exist_ok=True)
            handle = os.open(self.directory / "demo.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise HostError(findings.cannot_write(self.directory, error)) from None
        if not _taken(handle):
            os.close(handle)
            raise HostError(findings.already_running(self.directory))
        os.pwrite(handle, f"{os.getpid():<{PID_LETTERS}}".encode(), 0)
        self._lock = handle

    def close(self) -> None:
        """Give the directory free again."""
        self.running_note.unlink(missing_ok=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def is_taken(self) -> bool:
        """Whether some process holds this demonstration."""
        lock = self.directory / "demo.lock"
        if not lock.exists():
            return False
        handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False

    def running(self) -> Running | None:
        """The demonstration that runs here and is ready; None otherwise."""
        if not self.is_taken():
            return None
        try:
            return msgspec.json.decode(self.running_note.read_bytes(), type=Running)
        except (OSError, msgspec.DecodeError):
            return None

    # -- what was prepared ------------------------------------------------------------------

    def prepared(self) -> Prepared | None:
        """What was prepared here; None when nothing was, or not to the end.

        Raises:
            HostError: H-DEMO-03 when another version made it.
        """
        try:
            found = msgspec.json.decode(self.marker.read_bytes(), type=dict[str, object])
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError):
            raise HostError(findings.other_version(self.directory)) from None
        if found.get("format") != FORMAT or found.get("schema") != schema_digest():
            raise HostError(findings.other_version(self.directory))
        return msgspec.convert(found, Prepared)

    def write_prepared(self, prepared: Prepared) -> None:
        """Mark the preparation as finished."""
        write_whole(self.marker, msgspec.json.encode(prepared))

    def require_space(self) -> None:
        """Refuse to prepare on a disk that is nearly full: H-DEMO-02."""
        free = shutil.disk_usage(self.directory).free
        if free < FREE_BYTES:
            raise HostError(findings.disk_full(self.directory, free, FREE_BYTES))

    def wipe(self) -> None:
        """Remove what a demonstration made here, the server's data wherever they really lie; the lock stays."""
        if (self.postgres / "PG_VERSION").exists():
            Cluster(self.postgres).destroy()
        elif self.postgres.is_symlink():
            shutil.rmtree(self.postgres.resolve(), ignore_errors=True)
            self.postgres.unlink()
        for name in ("postgres", "pki", "hosts", "population", "evidence", "logs"):
            shutil.rmtree(self.directory / name, ignore_errors=True)
        for note in (self.marker, self.running_note):
            note.unlink(missing_ok=True)
        self.logs.mkdir(mode=0o755, exist_ok=True)


def _taken(handle: int) -> bool:
    """Take the lock. Servers of a demonstration that was killed hold it until they have ended: they are waited for."""
    until = time.monotonic() + LEFT_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(handle, PID_LETTERS, 0).decode("ascii", "replace").strip()
            if not holder or Path(f"/proc/{holder}").exists() or time.monotonic() > until:
                return False
            time.sleep(0.2)
        else:
            return True


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: it is there whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(data)
    temporary.replace(path)


def server_account() -> str:
    """The account the server runs under, for the table of addresses; empty for our own."""
    return account.choose().name
