"""What this room adds to the menu of every system: inspection of records, accounts, rights, terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

if TYPE_CHECKING:
    from daicho.access.identity import AccessContext


class Entry(msgspec.Struct, frozen=True):
    """One entry: its label, its address."""

    label: str
    url: str


def entries(context: AccessContext, system: str) -> list[Entry]:
    """Return the entries that this account may use in `system`."""
    offered = (
        (f"{system}.audit", gettext("アクセス記録の点検"), f"{system}:audit"),
        ("host.audit", gettext("サインイン記録の点検"), "access:audit"),
        ("host.accounts|host.approve", gettext("利用者"), "access:accounts"),
        ("host.accounts|host.approve", gettext("権限の承認と一覧"), "access:rights"),
        ("host.accounts|host.approve", gettext("権限の年次点検"), "access:rights_review"),
        ("host.accounts", gettext("端末の管理"), "access:terminals"),
        ("host.accounts", gettext("部署"), "access:offices"),
    )
    return [
        Entry(label, url)
        for functions, label, name in offered
        if any(map(context.may, functions.split("|"))) and (url := _address(name))
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # a process without screens of its own system
        return ""
