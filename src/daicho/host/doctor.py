"""What `daicho doctor` looks at: the machine, the installation, and a host when one is named.

Each look ends well, as a notice (it works today, but look after it) or wrong (with what to mend).
"""

import ctypes
import datetime as dt
import importlib.metadata
import platform
import re
import shutil
import socket
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from daicho.host import doctor_findings as findings
from daicho.host.config import HostConfig, listener
from daicho.host.errors import HostError, Problem

State = Literal["well", "notice", "wrong"]

OLDEST_PYTHON = (3, 11)
FREE_BYTES = 2_000_000_000
"""Space below which a notice is given: a demonstration needs a third of it, logs and evidence grow."""
LEAST_BYTES = 200_000_000
"""Space below which the next write may fail."""
DAYS_BEFORE_EXPIRY = 30
CLOCK_TOLERANCE = dt.timedelta(minutes=2)
TIME_ERROR = 5
"""What adjtimex(2) returns while the kernel's clock is not disciplined by any time server."""


class Look(msgspec.Struct, frozen=True):
    """What one look found, in words for the terminal; `code` is empty unless something is wrong."""

    name: str
    state: State
    text: str
    code: str = ""


def look_at_machine(where: Path) -> Iterator[Look]:
    """Python, packages, PostgreSQL, font, free space at `where`, clock."""
    yield from _seen("python", _python)
    yield from _seen("packages", _packages)
    yield from _seen("postgresql", _postgres)
    yield from _seen("font", _font)
    yield disk(where)
    yield _clock()


def look_at_host(config: HostConfig) -> Iterator[Look]:
    """What `host check` looks at, listeners, certificates' days, the space for the host's state, the trust list's date.

    Django must be open with the host's settings.
    """
    from daicho.host.checks import problems_of

    problems = problems_of(config)
    yield from (_wrong("host", problem) for problem in problems)
    if not problems:
        yield Look("host", "well", f"{config.organisation.name} ({', '.join(config.systems)})")
    state = config.path(config.state)
    yield disk(state if state.exists() else state.parent)
    for name, system in config.systems.items():
        yield from (_listener(f"systems.{name}.{kind}", at) for kind, at in (("screens", system.screens),
                                                                          ("exchange", system.exchange)))  # fmt: skip
    yield from _trust(config)


def _seen(name: str, look: Callable[[], str]) -> Iterator[Look]:
    try:
        yield Look(name, "well", look())
    except HostError as refused:
        yield from (_wrong(name, problem) for problem in refused.problems)


def _wrong(name: str, problem: Problem) -> Look:
    return Look(name, "wrong", str(problem), problem.code)


def _python() -> str:
    if sys.version_info < OLDEST_PYTHON:
        raise HostError(findings.python_too_old(platform.python_version()))
    return f"Python {platform.python_version()} ({sys.prefix})"


def _packages() -> str:
    """Every pinned package is here in its version."""
    wanted = pinned()
    lacking = [name for name, version in wanted.items() if version_of(name) != version]
    if lacking:
        raise HostError(findings.packages_lacking(lacking))
    return f"{len(wanted)} パッケージ / packages" if wanted else "パッケージの一覧なし / no list of packages"


def pinned() -> dict[str, str]:
    """The packages that this version was tested with; empty when it was installed without the list."""
    listed = Path(__file__).parents[3] / "requirements" / "runtime.txt"
    if not listed.is_file():
        return {}
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)(?: ; ([^\\\n]+))?", listed.read_text("utf-8"), re.MULTILINE)
    return {name: version for name, version, marker in found if not _elsewhere(marker)}


def _elsewhere(marker: str) -> bool:
    """Whether a package is for another system than this one (the list is made for all)."""
    from packaging.markers import Marker

    return bool(marker.strip()) and not Marker(marker.strip()).evaluate()


def version_of(name: str) -> str | None:
    """The version of an installed package."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _postgres() -> str:
    from daicho.host.postgres import find

    found = find()
    return f"PostgreSQL {found.version} ({found.source}: {found.directory})"


def _font() -> str:
    from daicho.host.font import find_font

    return f"IPAmj明朝 {find_font(fetch=False)}"


def disk(where: Path) -> Look:
    """The free space where a directory lies or will lie."""
    while not where.exists():
        where = where.parent
    free = shutil.disk_usage(where).free
    said = f"空き {free / 1e9:.1f} GB free: {where}"
    if free < LEAST_BYTES:
        return _wrong("disk", findings.disk_full(where, free))
    if free < FREE_BYTES:
        return Look("disk", "notice", said)
    return Look("disk", "well", said)


def _clock() -> Look:
    """Whether the kernel's clock is kept by a time server, as far as it can be asked, and Japan's time is known."""
    try:
        zoneinfo.ZoneInfo("Asia/Tokyo")
    except zoneinfo.ZoneInfoNotFoundError:
        return _wrong("clock", findings.no_time_zone())
    now = dt.datetime.now(dt.UTC).astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")).strftime("%Y-%m-%d %H:%M:%S %Z")
    if _disciplined():
        return Look("clock", "well", now)
    return Look("clock", "notice", f"{now} 時刻同期が確かめられません / not known to be synchronised (NTP)")


def _disciplined() -> bool:
    library = ctypes.CDLL(None)
    if not hasattr(library, "adjtimex"):
        return False
    reading = ctypes.create_string_buffer(512)  # struct timex, all zero: read only
    return 0 <= int(library.adjtimex(reading)) < TIME_ERROR


def _listener(setting: str, written: str) -> Look:
    """A listener is free, or somebody answers there; before a start it should be free, afterwards it should answer."""
    address = listener(written)
    with socket.socket() as probe:
        probe.settimeout(2)
        answers = probe.connect_ex(address) == 0
    said = "応答あり / answers" if answers else "空き / free"
    return Look("listener", "well", f"{setting} {written}: {said}")


def _trust(config: HostConfig) -> Iterator[Look]:
    """The days that each certificate has left, and whether our clock is behind the Agency's list."""
    from cryptography import x509

    from daicho.exchange import pki
    from daicho.exchange.trust import read_trust_list
    from daicho.host.checks import valid_until
    from daicho.protocol.errors import ProtocolError
    from daicho.protocol.parties import Party

    now = dt.datetime.now(dt.UTC)
    try:
        root = x509.load_pem_x509_certificate(config.path(config.trust.root).read_bytes())
        listed = read_trust_list(config.path(config.trust.list_file).read_bytes(), root)
        if dt.datetime.fromisoformat(listed.issued_at) > now + CLOCK_TOLERANCE:
            yield _wrong("clock", findings.clock_behind(listed.issued_at))
        for name, system in config.systems.items():
            certificate = x509.load_pem_x509_certificate((config.path(system.keys) / pki.TLS_CERTIFICATE).read_bytes())
            days = (valid_until(listed.find(Party(config.organisation.code, name)), certificate) - now).days
            state: State = "notice" if days < DAYS_BEFORE_EXPIRY else "well"
            yield Look("certificate", state, f"{name}: 残り {days} 日 / days left")
    except (OSError, ValueError, ProtocolError):
        return  # the checks of the host have named it
