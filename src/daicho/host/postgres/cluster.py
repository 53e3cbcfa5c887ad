"""One PostgreSQL server: made, started, found again after a crash, stopped.

The server listens on a Unix socket only, in a directory that nobody else may enter. Personal
data never reach its log: neither statements, nor parameters, nor the details of errors are
written (Number Act, Article 12; CTRL on records of use). Whoever holds the launcher's lock on
the data directory stops the server at the end; a second process only attaches to it. The kernel
stops the server when its launcher is killed, so that none is left behind.
"""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from daicho.host.errors import HostError, Problem
from daicho.host.postgres import account as accounts
from daicho.host.postgres.binaries import Binaries, find

PR_SET_PDEATHSIG = 1
START_SECONDS = 15.0
"""How long a start is tried: after `kill -9` the dead process keeps its lock for some seconds."""

SOCKET_PATH_LIMIT = 107
"""Longest path of a Unix socket on Linux (`sun_path`, without the closing zero)."""

SUPERUSER = "postgres"
PORT = 5432
"""The number in the socket's file name; no TCP port is opened."""

QUIET = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_autovacuum_min_duration": "-1",
}
"""Settings that keep personal data out of the server's log. `log_min_messages=log` leaves out
errors of statements, whose text may quote a value; start, stop and crash are still told."""


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """Memory and connections of a server. `durable=False` is for throw-away tests only."""

    shared_buffers: str = "128MB"
    max_connections: int = 100
    maintenance_work_mem: str = "64MB"
    work_mem: str = "8MB"
    durable: bool = True

    def settings(self) -> dict[str, str]:
        """The server settings these sizes mean."""
        values = {
            "shared_buffers": self.shared_buffers,
            "max_connections": str(self.max_connections),
            "maintenance_work_mem": self.maintenance_work_mem,
            "work_mem": self.work_mem,
            "max_wal_size": "1GB",
            "random_page_cost": "1.1",
            "timezone": "Asia/Tokyo",
            "jit": "off",
        }
        if not self.durable:
            values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}
            values |= {"max_wal_senders": "0", "autovacuum": "off"}
        return values


class Cluster:
    """A server over one data directory. Use it as a context manager, or `start` and `stop`."""

    def __init__(self, data: Path, *, binaries: Binaries | None = None, sizes: Sizes | None = None) -> None:
        self.wanted = data
        self.sizes = sizes or Sizes()
        self.account = accounts.choose()
        self.binaries = accounts.reachable_binaries(binaries or find(), self.account)
        self.data = accounts.prepare_data(data, self.account)
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._socket: Path | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.data / "server.log"

    @property
    def socket_directory(self) -> Path:
        """The directory of the socket; short enough, and closed to other accounts."""
        if self._socket is None:
            self._socket = self._choose_socket()
        return self._socket

    def dsn(self, database: str = "postgres", *, user: str = SUPERUSER) -> str:
        """A connection string for one database of this server."""
        return make_conninfo(host=str(self.socket_directory), port=PORT, dbname=database, user=user)

    def start(self) -> None:
        """Start the server, or attach to it when it already runs; H-PG-05 when it does not come up."""
        owner = self._take_lock()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        if self._answers():
            return
        if not owner:
            self._wait(lambda: True)
            return
        self._write_settings()
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._launch()
            if self._wait(self._alive, deadline=deadline):
                return
            if time.monotonic() > deadline:
                self.stop()
                raise HostError(self._did_not_start())
            time.sleep(0.5)

    def keep(self) -> bool:
        """Start the server again when it has ended without being told to; True when it had to. Does not wait for it.

        To be called time and again: while a dead server's processes still hold its memory, a start ends at once.
        """
        if self.process is None or self._lock is None or self._alive():
            return False
        self._launch()
        return True

    def stop(self) -> None:
        """Stop the server if this launcher owns it: fast, and for certain."""
        if self._lock is None:
            return
        pid = self._postmaster()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            if not self._gone(pid, seconds=20):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)
                self._gone(pid, seconds=5)
        self.process = None
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def destroy(self) -> None:
        """Stop the server, whoever started it and died, and remove its data, wherever they really lie."""
        if self._take_lock() and self._socket_note.exists() and self._answers():
            self.stop()
        self._release()
        if self._socket_note.exists():
            shutil.rmtree(self.socket_directory, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        if self.wanted.is_symlink():
            self.wanted.unlink()
        accounts.forget(self.data)

    # -- making -----------------------------------------------------------------------------

    def _initialise(self) -> None:
        """Run `initdb`: collation C, character type C.UTF-8 (plain C breaks search on Japanese)."""
        command: list[str | Path] = [
            *(self.binaries.tool("initdb"), "-D", self.data, "--encoding=UTF8", "--locale=C"),
            *("--lc-ctype=C.UTF-8", f"--username={SUPERUSER}", "--auth=trust", "--no-sync", "--no-instructions"),
        ]
        done = subprocess.run(  # noqa: S603  # our own arguments
            command, capture_output=True, text=True, check=False, **self._child()
        )
        if done.returncode != 0:
            raise HostError(self._did_not_initialise(done.stderr))
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("\ninclude_if_exists = 'daicho.conf'\n")

    def _write_settings(self) -> None:
        values = QUIET | self.sizes.settings()
        values |= {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.socket_directory),
            "unix_socket_permissions": "0700",
        }
        path = self.data / "daicho.conf"
        path.write_text("".join(f"{name} = {_quoted(value)}\n" for name, value in values.items()), encoding="utf-8")
        path.chmod(0o600)
        if self.account.dropped:
            os.chown(path, self.account.uid, self.account.gid)

    @property
    def _socket_note(self) -> Path:
        """Where it is written down which directory the socket lies in."""
        return self.data / "socket_directory"

    def _choose_socket(self) -> Path:
        note = self._socket_note
        if note.exists():
            known = Path(note.read_text(encoding="utf-8"))
            if known.is_dir():
                return known
        inside = self.data / "socket"
        if len(str(inside / f".s.PGSQL.{PORT}.lock")) <= SOCKET_PATH_LIMIT:
            inside.mkdir(mode=0o700, exist_ok=True)
            chosen = inside
        else:
            chosen = Path(tempfile.mkdtemp(prefix="daicho-", dir="/tmp"))
        note.write_text(str(chosen), encoding="utf-8")
        if self.account.dropped:
            os.chown(chosen, self.account.uid, self.account.gid)
        return chosen

    # -- running ----------------------------------------------------------------------------

    def _child(self) -> dict[str, Any]:
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "HOME": "/"}
        return {"cwd": "/", "env": environment, "start_new_session": True, **self.account.popen_arguments()}

    def _launch(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own arguments
                [self.binaries.tool("postgres"), "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_ends_with_its_launcher(),  # noqa: PLW1509  # it calls one function of the C library
                **self._child(),
            )

    def _alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.dsn(), connect_timeout=3):
                return True
        except psycopg.OperationalError:
            return False

    def _wait(self, worth_waiting: Any, *, deadline: float | None = None) -> bool:
        until = deadline or time.monotonic() + START_SECONDS
        while time.monotonic() < until and worth_waiting():
            if self._answers():
                return True
            time.sleep(0.03)
        return False

    def _postmaster(self) -> int | None:
        if self._alive() and self.process is not None:
            return self.process.pid
        with contextlib.suppress(OSError, ValueError, IndexError):
            noted = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
            if accounts.serves(noted, self.data):
                return noted
        return None

    def _gone(self, pid: int, *, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process is not None and self.process.pid == pid:
                if self.process.poll() is not None:
                    return True
            elif not _runs(pid):
                return True
            time.sleep(0.02)
        return False

    def _take_lock(self) -> bool:
        """Become the one who stops this server; false when another live process already is."""
        if self._lock is not None:
            return True
        handle = os.open(accounts.lock_of(self.data), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._lock = handle
        return True

    # -- refusals ---------------------------------------------------------------------------

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        if made_by != str(self.binaries.major):
            raise HostError(
                Problem(
                    code="H-PG-04",
                    what=f"データは PostgreSQL {made_by} で作られ、プログラムは {self.binaries.version} です。",
                    what_en=f"The data were made by PostgreSQL {made_by}, the programs are {self.binaries.version}.",
                    why="版の異なるサーバはデータを開けません。",
                    why_en="A server of another version cannot open them.",
                    mend=f"PostgreSQL {made_by} を使うか、別の --data を指定してください。",
                    mend_en=f"Use PostgreSQL {made_by}, or name another --data.",
                )
            )

    def _did_not_initialise(self, said: str) -> Problem:
        return Problem(
            code="H-PG-06",
            what=f"データベースの領域を作れません: {self.wanted}",
            what_en=f"The database area could not be made: {self.wanted}",
            why=said.strip().splitlines()[-1] if said.strip() else "initdb",
            why_en="(initdb)",
            mend="書き込みできる場所を --data に指定してください。空き容量も確かめてください。",
            mend_en="Name a writable place with --data, and check the free space.",
        )

    def _did_not_start(self) -> Problem:
        return Problem(
            code="H-PG-05",
            what="データベースサーバが起動しません。",
            what_en="The database server does not start.",
            why=f"{START_SECONDS:.0f} 秒待ちました。",
            why_en=f"Waited {START_SECONDS:.0f} seconds.",
            mend=f"記録を確かめてください: {self.log}",
            mend_en=f"Read its log: {self.log}",
        )


def _runs(pid: int) -> bool:
    """Whether a process that need not be our child runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _ends_with_its_launcher() -> Callable[[], None] | None:
    """What the child does before it becomes the server: ask the kernel for a fast stop when we are gone.

    The kernel watches the thread that forked, so only the main thread's word counts for the process.
    """
    if threading.current_thread() is not threading.main_thread():
        return None
    library, launcher = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != launcher:  # it was gone before we asked
            os._exit(1)

    return ask


def _quoted(value: str) -> str:
    """A value as `postgresql.conf` takes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


@contextlib.contextmanager
def running(data: Path, *, sizes: Sizes | None = None) -> Iterator[Cluster]:
    """A running server over `data`, stopped at the end."""
    with Cluster(data, sizes=sizes) as cluster:
        yield cluster
