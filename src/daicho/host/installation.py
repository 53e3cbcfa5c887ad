"""What the rooms may know of the host they run in: `django.conf.settings.DAICHO`.

Systems do not import the host; they read this one value. Facts only, no personal data of residents.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation, the system this process serves, and where its keys are.

    `today` is the business date (業務日付): the real date in Japan, or the movable one of a
    demonstration. Real time (TLS, sessions, logs) is never taken from it. `head_title` is the
    title certificates carry, with the prefecture's name (STD-5.6), for example `神奈川県海老名市長`.
    `print_command` takes a finished document on its standard input; `printers` are the names that
    stand in issue numbers (STD-5.5). `confirmed_at_once` is the cap of the bulk 本登録 (STD-4.0.8).
    """

    organisation: str
    system: str
    organisation_name: str
    organisation_name_en: str = ""
    prefecture_name: str = ""
    head_title: str = ""
    head_name: str = ""
    seal_text: str = ""
    synthetic: bool = False
    movable_date: bool = False
    idle_seconds: int = 600
    access_record_years: int = 7
    keys: Path | None = None
    trust_list: Path | None = None
    trust_root: Path | None = None
    font: Path | None = None
    state: Path | None = None
    exchange_url: str = ""
    print_command: tuple[str, ...] = ()
    printers: tuple[str, ...] = ()
    confirmed_at_once: int = 20
    today: Callable[[], date]

    @property
    def party(self) -> str:
        """The party this process is, written `142158/municipal_cs`."""
        return f"{self.organisation}/{self.system}"


def current() -> Installation:
    """The installation of this process."""
    from django.conf import settings

    found: Installation = settings.DAICHO
    return found
