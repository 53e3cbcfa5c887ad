"""Who works at a desk: the demonstration's accounts at its registered terminal, with purpose and case."""

from __future__ import annotations

import itertools
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from daicho.access.models import Account, Terminal
from daicho.access.purposes import PURPOSES
from daicho.host.demo.accounts import TERMINAL_NAME

if TYPE_CHECKING:
    from daicho.access.grants import Access

_cases = itertools.count(1)


def case() -> str:
    """The number of a notification or application that has just been received."""
    return f"デモ-{settings.DAICHO.today():%Y%m%d}-{next(_cases)}"


def access(login: str, function: str, purpose: str) -> Access:
    """The access of an account at the terminal, under a function and for a purpose."""
    from daicho.access.grants import Access

    name, office, terminal = _seat(login)
    return Access(
        account=login,
        account_name=name,
        organisation=settings.DAICHO.organisation,
        office=office,
        terminal=terminal,
        function=function,
        purpose=purpose,
        legal_ground=PURPOSES[purpose].legal_ground,
        case_number=case(),
    )


@cache
def _seat(login: str) -> tuple[str, str, str]:
    account = Account.objects.select_related("office").get(login=login)
    terminal = Terminal.objects.get(name=TERMINAL_NAME)
    return account.name, account.office.code, str(terminal.id)
