"""Accounts and rights: applied for by one, approved by another, for a year at most."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from django.db import IntegrityError, transaction

from daicho.access import administration, database_roles
from daicho.access.sessions import functions_now

pytestmark = pytest.mark.database
YEAR = {"organisation": "142158", "valid_from": dt.date(2026, 4, 1), "valid_until": dt.date(2027, 3, 31)}


def functions_of(town, account):
    return functions_now(account.login, str(town.terminal.id), "142158")


def test_a_right_takes_effect_with_the_approval_of_another(town, records_of):
    """Applied: nothing. Approved: in force and recorded. Withdrawn: gone (CTRL-051, 056)."""
    right = administration.apply_for_right(town.newcomer, role="register.clerk", **YEAR)
    assert functions_of(town, town.newcomer) == frozenset()
    administration.approve(right, by=town.chief)
    assert "register.notify" in functions_of(town, town.newcomer)
    administration.withdraw(right, by=town.chief)
    assert functions_of(town, town.newcomer) == frozenset()
    assert [row.detail for row in records_of()] == [
        "approve:register.clerk:newcomer",
        "withdraw:register.clerk:newcomer",
    ]


def test_nobody_approves_their_own_right(town):
    """The database refuses it."""
    right = administration.apply_for_right(town.newcomer, role="register.clerk", **YEAR)
    with pytest.raises(IntegrityError), transaction.atomic():
        administration.approve(right, by=town.newcomer)


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "register.clerk", "valid_until": dt.date(2027, 4, 3)},
        {"role": "register.clerk", "valid_until": dt.date(2026, 3, 31)},
        {"role": "register.clerk", "function": "register.open"},
        {},
    ],
)
def test_a_right_is_one_thing_for_one_year_at_most(town, changes):
    """Longer or backward terms, a role and a function at once, or neither: refused (CTRL-052)."""
    with pytest.raises(IntegrityError), transaction.atomic():
        administration.apply_for_right(town.newcomer, **(YEAR | changes))


def test_an_unknown_role_cannot_be_applied_for(town):
    """A misspelt role is an error at once, not a right without effect."""
    with pytest.raises(ValueError, match=r"register\.clark"):
        administration.apply_for_right(town.newcomer, role="register.clark", **YEAR)


def test_setting_up_twice_changes_nothing(town):
    """Offices and accounts are brought up to date, never doubled."""
    office = administration.ensure_office("142158", "010", "市民課")
    assert office == town.office
    assert administration.ensure_account("first", "見本 一", office) == town.first


def test_a_terminal_of_the_wrong_kind_gives_no_function_of_the_integrated_terminal(town):
    """The integrated terminal's functions need a terminal registered as such (CTRL-071)."""
    right = administration.apply_for_right(town.newcomer, role="municipal_cs.clerk", **YEAR)
    administration.approve(right, by=town.chief)
    assert functions_of(town, town.newcomer) == frozenset()
    town.terminal.kind = "cs"
    town.terminal.save()
    assert "municipal_cs.search" in functions_of(town, town.newcomer)


def test_the_roles_of_a_database_can_be_made_again(system):
    """Making roles and granting rights twice changes nothing, and never opens the records or the vault."""
    with psycopg.connect(system.superuser_dsn("default"), autocommit=True) as connection:
        for _ in range(2):
            roles = database_roles.ensure(connection, "default")
            database_roles.grant_application(connection, "default")
        fresh = database_roles.ensure(connection, "newly_made")
        assert connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [fresh.owner, fresh.vault]).fetchone()[0]
        for role in (fresh.owner, fresh.app, fresh.vault):
            connection.execute(f"DROP ROLE {role}")
    assert roles.app == "daicho_default_app"
    with psycopg.connect(system.dsn("default"), autocommit=True) as connection:
        connection.execute("UPDATE access_accounts_office SET name = name")
        for statement in ("DELETE FROM access_accounts_accessrecord", "SELECT * FROM vault.number"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_a_vault_with_numbers_is_not_dropped_by_undoing_its_migration(system, vault, numbers):
    """The reverse of the migration refuses while there is a number, and takes the empty vault away."""
    from daicho.access import sql

    reverse = sql.text("vault_reverse.sql", vault="daicho_default_vault")
    vault.put(numbers)
    with psycopg.connect(system.owner_dsn("default")) as owner, pytest.raises(psycopg.Error, match="not dropped"):
        owner.execute(reverse)
    with psycopg.connect(system.superuser_dsn("default"), autocommit=True) as connection:
        connection.execute("DELETE FROM vault.number")
    with psycopg.connect(system.owner_dsn("default")) as owner:
        owner.execute(reverse)


def test_a_name_that_is_no_identifier_never_reaches_the_sql():
    """Names are put into statements as they are, so only plain ones are taken."""
    from daicho.access import sql

    with pytest.raises(ValueError, match="plain identifier"):
        sql.text("vault_reverse.sql", vault='x"; DROP TABLE y; --')
