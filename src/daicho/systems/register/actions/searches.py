"""The searches an account keeps: the recent ones by themselves, those it has named until it deletes them (STD-2.1.1).

A kept search holds conditions only. To run it is a search like any other, with its own record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from daicho.systems.register.models import SavedSearch
from daicho.values.characters import validate

if TYPE_CHECKING:
    from django.db.models import QuerySet

RECENT: Final = 20
"""Unnamed searches kept for each account."""

NAMED: Final = 50
"""Named searches that an account may keep."""

LONGEST: Final = 40
"""Characters of a name."""


class NameRefused(Exception):  # noqa: N818 - a state of the form
    """A search cannot be given this name.

    Attributes:
        code: S-0204 (empty, too long, wrong characters), S-0205 (another search of the account has it),
            S-0206 (the account keeps as many as it may).
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def of_account(alias: str, account: str) -> QuerySet[SavedSearch]:
    """The searches of an account, the newest first; nobody else's can be reached from here."""
    return SavedSearch.objects.using(alias).filter(account=account).order_by("-at", "-id")


def keep(alias: str, account: str, conditions: bytes) -> int:
    """Keep a search as the newest recent one; the same conditions again move up, the oldest make room."""
    mine = of_account(alias, account).filter(name="")
    again = mine.filter(conditions=conditions).first()
    if again is not None:
        again.at = timezone.now()
        again.save(using=alias, update_fields=["at"])
        return again.pk
    kept = SavedSearch.objects.using(alias).create(account=account, conditions=conditions, at=timezone.now())
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[RECENT:])).delete()
    return kept.pk


def give_name(alias: str, account: str, search_id: int, name: str) -> SavedSearch | None:
    """Name a search of the account, or give it another name; None when the account has no such search.

    Raises:
        NameRefused: see there.
    """
    text = name.strip()
    if not text or len(text) > LONGEST or validate(text):
        raise NameRefused("S-0204")
    found = of_account(alias, account).filter(pk=search_id).first()
    if found is None:
        return None
    if not found.name and of_account(alias, account).exclude(name="").count() >= NAMED:
        raise NameRefused("S-0206")
    found.name = text
    try:
        with transaction.atomic(using=alias):
            found.save(using=alias, update_fields=["name"])
    except IntegrityError:
        raise NameRefused("S-0205") from None
    return found


def delete(alias: str, account: str, search_id: int) -> bool:
    """Delete a search of the account; False when there is none."""
    deleted, _ = of_account(alias, account).filter(pk=search_id).delete()
    return deleted > 0
