"""The one font: found, or fetched into the cache, or asked for."""

import os

import pytest

from daicho.host import font
from daicho.host.errors import HostError


def test_a_configured_font_is_used_or_refused_and_nothing_stands_in(tmp_path):
    file = tmp_path / "mine.ttf"
    with pytest.raises(HostError, match="H-FONT-01"):
        font.find_font(file)
    file.write_bytes(b"font")
    assert font.find_font(file) == file


def test_the_cache_is_looked_at_after_the_installed_fonts(tmp_path, monkeypatch):
    monkeypatch.setattr(font, "INSTALLED", ())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with pytest.raises(HostError, match="H-FONT-02"):
        font.find_font(fetch=False)
    cached = tmp_path / "daicho/fonts" / font.FILE
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"font")
    assert font.find_font(fetch=False) == cached


APT = '#!/bin/sh\n: > "$2_1_all.deb"\n'
APT_WITHOUT_LISTS = """#!/bin/sh
[ "$1" = -o ] || exit 100
[ "$5" = update ] && : > "${2#*=}/index" && exit
[ -f "${2#*=}/index" ] && : > "$6_1_all.deb"
"""


@pytest.mark.parametrize("apt", [APT, APT_WITHOUT_LISTS], ids=["with lists", "without lists"])
def test_a_missing_font_is_fetched_as_a_debian_package_and_unpacked_without_root(tmp_path, monkeypatch, apt):
    """apt-get and dpkg-deb are called as any user may, with lists of our own where the machine has none; here two
    small stand-ins answer for them.
    """
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "apt-get").write_text(apt)
    (programs / "dpkg-deb").write_text('#!/bin/sh\nmkdir -p "$3/usr" && echo font > "$3/usr/ipamjm.ttf"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    monkeypatch.setattr(font, "INSTALLED", ())
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert font.find_font() == tmp_path / "cache/daicho/fonts/ipamjm.ttf"


def test_a_font_that_cannot_be_fetched_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(font, "INSTALLED", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(HostError, match="H-FONT-02"):
        font.find_font()
