"""Rights as lists: in force on any day, waiting for approval, and what the yearly review should look at.

Source: STD-10.3 (list of rights), CTRL-047, CTRL-057 (register of operators compared with employment), CTRL-058 (rights
checked before each fiscal year).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
from django.db.models import Q
from django.utils.translation import gettext

from daicho.access import inspection
from daicho.access.models import Account, RightGrant, RightsReview
from daicho.access.rights import JAPAN, today_in_japan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

APRIL = 4
UNUSED_DAYS = 90
"""An account that nobody has signed in with for so long is worth a question."""


def in_force(organisation: str, on: dt.date) -> QuerySet[RightGrant]:
    """Return the rights that were or will be in force on the day `on`, as far as approved by now."""
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), JAPAN)
    rows = RightGrant.objects.filter(organisation=organisation, valid_from__lte=on, valid_until__gte=on)
    rows = rows.filter(approved_at__isnull=False)
    if on < today_in_japan():
        rows = rows.filter(approved_at__lt=end)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=end))
    return rows.select_related("account__office", "approved_by", "requested_by").order_by("account__login", "id")


def waiting(organisation: str) -> QuerySet[RightGrant]:
    """Return the rights that wait for approval, oldest first."""
    rows = RightGrant.objects.filter(organisation=organisation, approved_at=None, ended_at=None)
    return rows.select_related("account__office", "requested_by").order_by("id")


def may_approve(right: RightGrant, account: Account) -> bool:
    """Return whether `account` is neither holder nor applicant (CTRL-051)."""
    return account.pk not in {right.account_id, right.requested_by_id}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One account whose rights do not fit what else is known of it."""

    account: Account
    what: str


def differences(organisation: str, on: dt.date) -> list[Difference]:
    """Return where rights in force on the day `on` do not fit employment, training or use (CTRL-047, CTRL-057)."""
    holders = {right.account_id: right.account for right in in_force(organisation, on)}
    last = inspection.last_sign_ins([account.login for account in holders.values()])
    return [
        Difference(account=account, what=what)
        for account in holders.values()
        for what in _differences(account, on, last.get(account.login))
    ]


def _differences(account: Account, on: dt.date, last: dt.datetime | None) -> Iterable[str]:
    if account.ended_on is not None or (account.works_until is not None and account.works_until < on):
        yield gettext("任用期間または委託期間が終わっているのに権限があります")
    elif not account.active:
        yield gettext("停止中の利用者に権限があります")
    if account.training_needed and (account.trained_until is None or account.trained_until < on):
        yield gettext("有効な研修の記録がありません")
    unused = dt.datetime.combine(on - dt.timedelta(days=UNUSED_DAYS), dt.time(), JAPAN)
    if (last or account.created_at) < unused:
        yield gettext("90日以上サインインがありません")


def fiscal_year(on: dt.date) -> int:
    """Return the fiscal year a day belongs to: it begins on 1 April."""
    return on.year if on.month >= APRIL else on.year - 1


def review(organisation: str, year: int, outcome: str, by: Account) -> RightsReview:
    """Keep that all rights were reviewed for a fiscal year (CTRL-058)."""
    from daicho.access import sessions

    today = today_in_japan()
    made = RightsReview.objects.create(
        organisation=organisation,
        fiscal_year=year,
        rights=in_force(organisation, today).count(),
        differences=len(differences(organisation, today)),
        outcome=outcome,
        reviewed_by=by,
    )
    sessions.record(by, None, f"rights-review:{year}", function="host.approve", reason=outcome)
    return made
