"""Offices, accounts, rights and a terminal of each organisation; none of them is a person.

Rights run for the longest term the law allows, from the day of preparation, and are approved by somebody else than
their holder (CTRL-051, 052).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from daicho.access.models import Account
    from daicho.host.demo.organisations import Site

TERM_DAYS: Final = 364
TERMINAL_NAME: Final = "窓口1番"
"""A registered terminal for the scenario; browsers of the demonstration register themselves at sign-in."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the demonstration: what it does, and which roles it holds in which systems."""

    login: str
    name: str
    work: str
    work_en: str
    roles: tuple[str, ...]
    functions: tuple[str, ...] = ()


PEOPLE: Final = (
    Person(
        login="clerk",
        name="見本 窓口",
        work="窓口(届出・照会・発行)",
        work_en="counter: notifications, looks, certificates",
        roles=("register.clerk", "municipal_cs.clerk", "prefecture.clerk", "national.clerk"),
        functions=("register.number",),
    ),
    Person(
        login="checker",
        name="見本 確認",
        work="確認(本登録)",
        work_en="check: makes acts definitive",
        roles=("register.checker",),
    ),
    Person(
        login="operator",
        name="見本 運用",
        work="運用(リンク・拒否)",
        work_en="operation: links and refusals",
        roles=("register.operator", "municipal_cs.operator", "prefecture.operator", "national.operator"),
    ),
    Person(
        login="auditor",
        name="見本 点検",
        work="点検(アクセス記録)",
        work_en="audit: access records",
        roles=("register.auditor", "municipal_cs.auditor", "prefecture.auditor", "national.auditor"),
    ),
    Person(
        login="admin",
        name="見本 管理",
        work="利用者・端末の管理",
        work_en="accounts and terminals",
        roles=("host.administrator",),
    ),
    Person(
        login="security",
        name="見本 承認",
        work="権限の承認",
        work_en="approval of rights",
        roles=("host.security",),
    ),
)


def holds(person: Person, where: Site) -> tuple[str, ...]:
    """The roles that an account holds in an organisation: those of its systems, and the host's."""
    return tuple(role for role in person.roles if role.partition(".")[0] in {*where.systems, "host"})


def people_of(where: Site) -> tuple[Person, ...]:
    """The accounts that an organisation has."""
    return tuple(person for person in PEOPLE if holds(person, where))


def make(where: Site, *, since: dt.date) -> None:
    """Make office, accounts, approved rights and the terminal, in the host database of this process."""
    from daicho.access import administration, terminals

    office = administration.ensure_office(where.code, "main", f"{where.name} {where.office}")
    made = {
        person.login: administration.ensure_account(person.login, person.name, office) for person in people_of(where)
    }
    for person in people_of(where):
        approver = made["admin" if person.login == "security" else "security"]
        for role in holds(person, where):
            _grant(made[person.login], approver, where, since, role=role)
        for function in person.functions:
            if function.partition(".")[0] in where.systems:
                _grant(made[person.login], approver, where, since, function=function)
    terminals.register(office, name=TERMINAL_NAME, kind="cs")


def _grant(  # noqa: PLR0913  # holder, approver, place and time, and one of two kinds
    account: Account, approver: Account, where: Site, since: dt.date, *, role: str = "", function: str = ""
) -> None:
    from daicho.access import administration

    right = administration.apply_for_right(
        account,
        organisation=where.code,
        valid_from=since,
        valid_until=since + dt.timedelta(days=TERM_DAYS),
        role=role,
        function=function,
        document="デモの準備",
    )
    administration.approve(right, approver)
