"""In whose name a certificate is issued on a day (認証者, STD-1.3.9): an acting head in their period, else the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.systems.register import db, town
from daicho.systems.register.models import CertifierKind

if TYPE_CHECKING:
    from datetime import date


class CertifierOfDay(msgspec.Struct, frozen=True, kw_only=True):
    """Title with the prefecture's name, name, and the text of the seal."""

    kind: CertifierKind
    title: str
    name: str
    seal_text: str


_ON = """
    SELECT kind, title, name, seal_text FROM register_certifier WHERE period @> %s::date
    ORDER BY kind = 'acting' DESC LIMIT 1
"""


def certifier(alias: str, day: date | None = None) -> CertifierOfDay:
    """Who certifies on a business day (today); where nothing is recorded, whom the host's configuration names."""
    found = db.row(alias, _ON, (day or town.today(),))
    if found is None:
        here = town.installation()
        return CertifierOfDay(
            kind=CertifierKind.HEAD,
            title=str(here.head_title),
            name=str(here.head_name),
            seal_text=str(here.seal_text),
        )
    return CertifierOfDay(
        kind=CertifierKind(found["kind"]), title=found["title"], name=found["name"], seal_text=found["seal_text"]
    )
