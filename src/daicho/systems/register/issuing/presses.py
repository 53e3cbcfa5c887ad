"""The one press of this process, and who the municipality is on its papers. Keys lie beside the register's others."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daicho.documents.certificates import Issuer
from daicho.documents.press import Press, PressSettings
from daicho.systems.register import town
from daicho.systems.register.issuing.problems import not_issued
from daicho.systems.register.queries import certifiers

if TYPE_CHECKING:
    from datetime import date

KEY: Final = "documents.key"
CERTIFICATE: Final = "documents.crt"
BINDING: Final = "binding.key"
SHORTEST_KEY: Final = 32
FONT_FILE: Final = "ipamjm.ttf"
FONT_PLACES: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

_lock = threading.Lock()
_presses: dict[PressSettings, Press] = {}


def press() -> Press:
    """Return the press of this process; its worker starts with the first paper.

    Raises:
        NotIssued: P-ISSUE-17, keys or font are not there.
    """
    settings = settings_now()
    with _lock:
        if settings not in _presses:
            _presses[settings] = Press(settings)
        return _presses[settings]


def warm() -> None:
    """Start the worker of this process's press, so that the first paper does not wait for the font."""
    press().warm()


def close() -> None:
    """Stop every worker of this process."""
    with _lock:
        for each in _presses.values():
            each.close()
        _presses.clear()


def binding_key() -> bytes:
    """The key of the bindings of this municipality's papers."""
    return settings_now().binding_key


def settings_now() -> PressSettings:
    """Where the press of this installation finds its font and keys.

    Raises:
        NotIssued: P-ISSUE-17.
    """
    here = town.installation()
    font = here.font or _installed_font()
    if here.keys is None or here.trust_root is None or font is None:
        raise not_issued("P-ISSUE-17")
    directory = Path(here.keys)
    files = (directory / KEY, directory / CERTIFICATE, directory / BINDING, Path(here.trust_root))
    if not all(file.is_file() for file in files):
        raise not_issued("P-ISSUE-17")
    key = files[2].read_bytes()
    if len(key) < SHORTEST_KEY:
        raise not_issued("P-ISSUE-17")
    return PressSettings(
        font=str(font),
        signing_key=str(files[0]),
        signing_certificate=str(files[1]),
        root_certificate=str(files[3]),
        binding_key=key,
    )


@cache
def _installed_font() -> Path | None:
    """The font where the operating system keeps it; a font elsewhere is named in the setting `font`."""
    return next((path for place in FONT_PLACES for path in sorted(place.rglob(FONT_FILE))), None)


def issuer(alias: str, day: date) -> Issuer:
    """Who certifies on a day: title with the prefecture's name, name and seal; an acting head in their period (5.6)."""
    here: Any = town.installation()
    certifying = certifiers.certifier(alias, day)
    return Issuer(
        municipality_code=str(here.organisation),
        municipality_name=str(here.organisation_name),
        title=certifying.title,
        name=certifying.name,
        seal_text=certifying.seal_text,
    )
