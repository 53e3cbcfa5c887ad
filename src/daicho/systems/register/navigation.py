"""The register's menu, as far as the account's functions go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from daicho.access.guards import context_of
from daicho.screens.navigation import NavigationItem
from daicho.systems.register.presenters import queue

if TYPE_CHECKING:
    from django.http import HttpRequest


def items(request: HttpRequest) -> list[NavigationItem]:
    """The entries that this account may use, with the keys that lead there."""
    context = context_of(request)
    overview = queue.overview("register", context.account)
    offered = (
        (True, gettext("窓口"), "home", "Alt+H", None),
        (context.may("register.search"), gettext("検索"), "search", "F2", None),
        (context.may("register.notify"), gettext("異動の入力"), "procedures", "F4", None),
        (True, gettext("仮登録一覧"), "pending_list", "F8", overview.pending + overview.returned),
        (
            context.may("register.check"),
            gettext("翌日リスト"),
            "next_day",
            "Alt+L",
            len(overview.unconfirmed_days),
        ),
        (
            context.may("register.operate"),
            gettext("連携の運用"),
            "operator",
            "",
            overview.tasks + overview.refusals,
        ),
        (context.may("register.operate") or context.may("register.notify"), gettext("一括処理"), "batches", "", None),
    )
    return [
        NavigationItem(label, reverse(f"register:{name}"), key, count)
        for may, label, name, key, count in offered
        if may
    ]
