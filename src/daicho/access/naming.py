"""Names for the identifiers that records hold: accounts, terminals, offices, and systems that act on their own.

A record keeps identifiers, because names change; whoever reads a record is shown names. One query a kind, however
many records are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy

from daicho.access.models import Account, Office, Terminal
from daicho.values import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django_stubs_ext import StrOrPromise

AGENCY: Final = "agency"
"""How the Agency (地方公共団体情報システム機構) is written in the name of a party."""

SYSTEMS: Final[Mapping[str, StrOrPromise]] = {
    "register": gettext_lazy("住民記録システム"),
    "municipal_cs": gettext_lazy("市町村CS"),
    "prefecture": gettext_lazy("都道府県サーバ"),
    "national": gettext_lazy("全国サーバ"),
}


def organisation(code: str) -> str:
    """Return the name of an organisation; its code where the directory does not know it."""
    if code == AGENCY:
        return gettext("地方公共団体情報システム機構")
    try:
        return addresses.municipality(code).name
    except LookupError:
        return code


def party(written: str) -> str:
    """Return a party such as ``142158/municipal_cs`` in words; anything else as it stands."""
    code, slash, system = written.partition("/")
    if not slash:
        return written
    return f"{organisation(code)} {SYSTEMS.get(system, system)}"


def terminals(identifiers: Iterable[str]) -> dict[str, str]:
    """Return the names of terminals, the stopped ones too, by their identifiers."""
    wanted = [found for found in map(_uuid, set(identifiers)) if found is not None]
    return {str(key): name for key, name in Terminal.objects.filter(id__in=wanted).values_list("id", "name")}


def offices(of_organisation: str, codes: Iterable[str]) -> dict[str, str]:
    """Return the names of an organisation's offices by their codes."""
    found = Office.objects.filter(organisation=of_organisation, code__in=set(codes))
    return dict(found.values_list("code", "name"))


def accounts(logins: Iterable[str]) -> dict[str, str]:
    """Return the names of accounts by their sign-in IDs."""
    return dict(Account.objects.filter(login__in=set(logins)).values_list("login", "name"))


def logins_like(text: str) -> list[str]:
    """Return the sign-in IDs that a search for `text` means: that very ID, and whoever's name holds the text."""
    found = Account.objects.filter(Q(login=text) | Q(name__icontains=text)).values_list("login", flat=True)
    return sorted({text, *found})


def terminals_like(text: str) -> list[str]:
    """Return the identifiers of the terminals whose name holds `text`."""
    return [str(key) for key in Terminal.objects.filter(name__icontains=text).values_list("id", flat=True)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
