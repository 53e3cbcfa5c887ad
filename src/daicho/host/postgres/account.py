"""Under which account does the server run, and what can that account reach?

PostgreSQL refuses to run as root, rightly. As an ordinary user the server runs as that user.
As root it runs as `postgres` where that account exists, else as `nobody`; the programs are
copied once to a place that account can read, and data that lies where it cannot go (below
`/root`, say) are kept under `/var/lib/daicho` with a link left in the place asked for. Beside
them stands where that link is; data whose link is gone are removed when the next are made.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import uuid
from pathlib import Path

import msgspec

from daicho.host.errors import HostError, Problem
from daicho.host.postgres.binaries import Binaries

SHARED = Path("/var/lib/daicho")
"""Where root puts what an unprivileged server must reach."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The operating-system account of the server process; `dropped` when we are root."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def popen_arguments(self) -> dict[str, object]:
        """Arguments for `subprocess` that make the child run under this account."""
        if not self.dropped:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def choose() -> Account:
    """The account the server runs under; H-PG-03 when root finds no unprivileged one."""
    if os.geteuid() != 0:
        return Account(name="", uid=os.geteuid(), gid=os.getegid(), dropped=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, dropped=True)
    raise HostError(
        Problem(
            code="H-PG-03",
            what="root で実行されていますが、postgres も nobody も存在しません。",
            what_en="Running as root, but neither the account postgres nor nobody exists.",
            why="データベースサーバを root で動かすことはできません。",
            why_en="A database server must not run as root.",
            mend="利用者 postgres を作るか、一般利用者で実行してください。",
            mend_en="Create the account postgres, or run as an ordinary user.",
        )
    )


def can_enter(path: Path, account: Account) -> bool:
    """Whether the account may walk down to `path` (or to where it will be created)."""
    if not account.dropped:
        return True
    existing = path.resolve()
    while not existing.exists():
        existing = existing.parent
    return all(_may(each, account, stat.S_IXOTH) for each in (existing, *existing.parents) if each.is_dir())


def _may(path: Path, account: Account, bit: int) -> bool:
    """Whether a permission (given as the bit of *others*) holds for the account on `path`."""
    about = path.stat()
    if about.st_uid == account.uid:
        bit <<= 6
    elif about.st_gid == account.gid:
        bit <<= 3
    return bool(about.st_mode & bit)


def reachable_binaries(binaries: Binaries, account: Account) -> Binaries:
    """The same programs where the account can run them: in place, or copied once."""
    if can_enter(binaries.directory, account):
        return binaries
    target = SHARED / f"postgresql-{binaries.version}"
    if not target.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        staging = SHARED / f".{target.name}-{uuid.uuid4().hex}"
        shutil.copytree(binaries.root, staging, symlinks=True)
        _open_for_reading(staging)
        try:
            staging.rename(target)
        except OSError:  # another process finished the same copy first
            shutil.rmtree(staging, ignore_errors=True)
    return msgspec.structs.replace(binaries, directory=target / "bin", root=target)


def _open_for_reading(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))


def prepare_data(wanted: Path, account: Account) -> Path:
    """Make the data directory, owned by the account, and return where it really lies."""
    wanted = wanted.absolute()
    if wanted.is_symlink() and not wanted.exists():
        wanted.unlink()
    if wanted.exists() and (can_enter(wanted, account) or any(wanted.resolve().iterdir())):
        real = wanted.resolve()
    elif can_enter(wanted.parent, account):
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.mkdir(mode=0o700)
        real = wanted
    else:
        real = _elsewhere(wanted)
    if account.dropped:
        os.chown(real, account.uid, account.gid)
    return real


def _elsewhere(wanted: Path) -> Path:
    """A directory that an unprivileged server can reach, with a link to it in the place asked for."""
    clusters = SHARED / "clusters"
    clusters.mkdir(mode=0o755, parents=True, exist_ok=True)
    remove_abandoned(clusters)
    real = clusters / uuid.uuid4().hex
    real.mkdir(mode=0o700)
    _link_note(real).write_text(str(wanted), encoding="utf-8")
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if wanted.exists():
        wanted.rmdir()
    wanted.symlink_to(real)
    return real


def remove_abandoned(clusters: Path) -> list[Path]:
    """Remove data whose link was deleted by hand and that no launcher holds; return what went."""
    gone = []
    for note in sorted(clusters.glob("*.link")):
        data = note.with_suffix("")
        if Path(note.read_text(encoding="utf-8")).resolve() == data or in_use(data):
            continue
        shutil.rmtree(data, ignore_errors=True)
        forget(data)
        gone.append(data)
    return gone


def in_use(data: Path) -> bool:
    """Whether a live launcher holds a data directory, or a server that outlived one works on it."""
    lock = lock_of(data)
    if lock.exists():
        with lock.open() as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
    with contextlib.suppress(OSError, ValueError, IndexError):
        return serves(int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0]), data)
    return False


def serves(pid: int, data: Path) -> bool:
    """Whether a process is the server of a data directory; a number noted before may be some other program's by now."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return Path(os.fsdecode(command[0])).name == "postgres" and os.fsencode(data) in command


def lock_of(data: Path) -> Path:
    """The file that the launcher of a data directory holds locked."""
    return data.parent / f".{data.name}.lock"


def forget(data: Path) -> None:
    """Remove the notes beside data that are gone."""
    for note in (_link_note(data), lock_of(data)):
        note.unlink(missing_ok=True)


def _link_note(data: Path) -> Path:
    return data.with_name(f"{data.name}.link")
