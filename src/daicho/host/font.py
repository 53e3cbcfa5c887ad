"""IPAmj Mincho (IPAmj明朝), the face in which every character of the registers has its own glyph.

Looked for where the configuration says, then among installed fonts, then in our cache; else fetched as the
Debian package `fonts-ipamj-mincho` and unpacked into the cache (no root needed). No other
font may stand in: certificates must show the exact character.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from daicho.host.errors import HostError, Problem

FILE = "ipamjm.ttf"
PACKAGE = "fonts-ipamj-mincho"
INSTALLED = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FETCH_SECONDS = 180


def cache_directory() -> Path:
    """Our directory in the user's cache (XDG_CACHE_HOME, else ~/.cache, else the system's temporary one)."""
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "daicho"
    try:
        return Path.home() / ".cache" / "daicho"
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"daicho-cache-{os.getuid()}"


def find_font(configured: Path | None = None, *, fetch: bool = True) -> Path:
    """The font file.

    Args:
        configured: the path of the setting `font`; used or refused, nothing else is tried.
        fetch: whether a missing font may be fetched into the cache.

    Raises:
        HostError: H-FONT-01 when the configured file is not there, H-FONT-02 when none is found.
    """
    if configured is not None:
        if configured.is_file():
            return configured
        raise HostError(_configured_missing(configured))
    found = _installed() or _cached()
    if found is None and fetch:
        found = _fetched()
    if found is None:
        raise HostError(_not_found())
    return found


def _installed() -> Path | None:
    places = [*INSTALLED]
    home = os.environ.get("HOME")
    if home:
        places += [Path(home) / ".fonts", Path(home) / ".local/share/fonts"]
    return next((path for place in places for path in sorted(place.rglob(FILE))), None)


def _cached() -> Path | None:
    path = cache_directory() / "fonts" / FILE
    return path if path.is_file() else None


def _fetched() -> Path | None:
    """Download and unpack the Debian package; None when any tool or the network is missing."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return None
    target = cache_directory() / "fonts" / FILE
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            Path(work).chmod(0o755)  # apt drops to its own user for the download when it may
            _download(work)
            package = next(Path(work).glob(f"{PACKAGE}_*.deb"))
            _run("dpkg-deb", "-x", str(package), f"{work}/unpacked", work=work)
            unpacked = next(Path(work, "unpacked").rglob(FILE))
            staged = target.with_suffix(f".{os.getpid()}")
            shutil.copyfile(unpacked, staged)
            staged.replace(target)
    except (OSError, subprocess.SubprocessError, StopIteration):
        return None
    return target


def _download(work: str) -> None:
    """Download by the machine's package lists; where they are missing or old, by lists of our own."""
    try:
        _run("apt-get", "download", PACKAGE, work=work)
    except subprocess.CalledProcessError:
        for directory in ("lists/partial", "cache/archives/partial"):
            Path(work, directory).mkdir(parents=True)
        ours = ("-o", f"Dir::State::Lists={work}/lists", "-o", f"Dir::Cache={work}/cache")
        _run("apt-get", *ours, "update", work=work)
        _run("apt-get", *ours, "download", PACKAGE, work=work)


def _run(*command: str, work: str) -> None:
    subprocess.run(  # noqa: S603  # fixed programs and arguments
        command, cwd=work, check=True, capture_output=True, timeout=FETCH_SECONDS
    )


def _configured_missing(path: Path) -> Problem:
    return Problem(
        code="H-FONT-01",
        what=f"指定されたフォントがありません: {path}",
        what_en=f"The configured font is not there: {path}",
        why="帳票は IPAmj明朝 で組みます。",
        why_en="Certificates are set in IPAmj Mincho.",
        mend="設定 font を直すか、除いて自動で探させてください。",
        mend_en="Mend the setting font, or remove it to have the font looked for.",
    )


def _not_found() -> Problem:
    return Problem(
        code="H-FONT-02",
        what="IPAmj明朝 が見つからず、取得もできませんでした。",
        what_en="IPAmj Mincho was not found and could not be fetched.",
        why="代わりの字形では氏名の文字を正しく表せません。",
        why_en="No other font shows every character of a name exactly.",
        mend=f"apt-get install {PACKAGE} を実行するか、{FILE} の場所を設定 font に書いてください。",
        mend_en=f"Run apt-get install {PACKAGE}, or give the path of {FILE} in the setting font.",
    )
