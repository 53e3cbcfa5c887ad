"""The first two people of a host: one keeps accounts and terminals, the other approves rights (CTRL-051).

With nobody in place nobody could approve; so the two approve each other, once, and everything after
that goes over the screens.
"""

import datetime as dt

import msgspec

from daicho.host import findings
from daicho.host.errors import HostError

TERM_DAYS = 364
"""The longest term of a right (CTRL-052)."""


class Person(msgspec.Struct, frozen=True):
    """Who: the sign-in ID and the name that records will carry."""

    login: str
    name: str


class Codes(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed over in person, each valid for a day: two enrolment codes and one that registers a terminal."""

    administrator: str
    security: str
    terminal: str


def make(*, organisation: str, office: str, administrator: Person, security: Person) -> Codes:
    """Make office, both accounts and their rights, in the host database that Django is open on.

    Raises:
        HostError: H-ACC-01 when there are accounts already, H-ACC-02 when both are one person.
    """
    from django.db import transaction

    from daicho.access import administration
    from daicho.access.models import Account
    from daicho.host.installation import current

    if Account.objects.exists():
        raise HostError(findings.accounts_exist())
    if administrator.login == security.login:
        raise HostError(findings.one_person())
    since = current().today()
    until = since + dt.timedelta(days=TERM_DAYS)
    place = administration.ensure_office(organisation, "main", office)
    with transaction.atomic():
        first = administration.ensure_account(administrator.login, administrator.name, place)
        second = administration.ensure_account(security.login, security.name, place)
        rights = [
            administration.apply_for_right(
                holder,
                organisation=organisation,
                valid_from=since,
                valid_until=until,
                role=role,
                document="daicho host first-accounts",
            )
            for holder, role in ((first, "host.administrator"), (second, "host.security"))
        ]
    administration.approve(rights[0], second)
    administration.approve(rights[1], first)
    return Codes(
        administrator=administration.enrolment_code(first),
        security=administration.enrolment_code(second),
        terminal=administration.terminal_code(place, name="最初の端末"),
    )
