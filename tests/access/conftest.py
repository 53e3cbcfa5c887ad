"""An organisation with accounts, and a system of our own: the host's database plays both parts.

The room's mechanisms need a system's database with access records and a vault; here the host database serves as one, so
that these tests depend on no system. It gets a second connection for records, as every system has.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from pathlib import Path
from types import SimpleNamespace

import msgspec
import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def system(system_databases, monkeypatch):
    """The host database as a system: records over ``default_log``, a vault, a function for the look at a number."""
    from django.db import connections

    from daicho.access import functions, sql
    from daicho.access.database_roles import roles_of

    connections.settings["default_log"] = dict(connections.settings["default"])
    roles = roles_of("default")
    with psycopg.connect(system_databases.dsn("default", user="default_owner")) as owner:
        owner.execute(sql.text("vault.sql", records="access_accounts_accessrecord", app=roles.app, vault=roles.vault))
    for name, machines in (("open", True), ("search", False), ("number", True)):
        function = functions.Function(code=f"host.{name}", name=name, name_en=name, machines=machines)
        monkeypatch.setitem(functions.FUNCTIONS, function.code, function)
    purpose = functions_purpose()
    monkeypatch.setitem(purpose[0], "test", purpose[1])
    yield system_databases
    for alias in ("default", "default_log"):
        connections[alias].close()
    del connections["default_log"]
    del connections.settings["default_log"]


def functions_purpose():
    from daicho.access import purposes

    made = purposes.Purpose(
        code="test", name="試験", name_en="Test", legal_ground="住民基本台帳法第12条", systems=frozenset({"host"})
    )
    return purposes.PURPOSES, made


@pytest.fixture
def town(system):
    """A town with one office, one terminal and two clerks; the first holds the right to numbers, the second does not."""
    return new_town()


def new_town():
    from django.utils import timezone

    from daicho.access.models import Account, Office, RightGrant, Terminal

    office = Office.objects.create(organisation="142158", code="010", name="市民課")
    terminal = Terminal.objects.create(name="窓口1", office=office, token_digest=b"1")
    chief = Account.objects.create(login="chief", name="見本 課長", office=office)
    first = Account.objects.create(login="first", name="見本 一", office=office)
    second = Account.objects.create(login="second", name="見本 二", office=office)
    newcomer = Account.objects.create(login="newcomer", name="見本 新", office=office)

    def grant(account, *, role="", function="", organisation="142158", start=None, end=None, approved=True):
        start = start or dt.date(2026, 4, 1)
        return RightGrant.objects.create(
            account=account,
            role=role,
            function=function,
            organisation=organisation,
            valid_from=start,
            valid_until=end or start + dt.timedelta(days=365),
            approved_by=chief if approved else None,
            approved_at=timezone.now() if approved else None,
        )

    for account in (first, second):
        grant(account, function="host.open")
        grant(account, function="host.search")
    grant(first, function="host.number")
    return SimpleNamespace(
        office=office, terminal=terminal, chief=chief, first=first, second=second, newcomer=newcomer, grant=grant
    )


@pytest.fixture
def records_of(system):
    """Every access record, as another connection sees it: what is committed and nothing else."""

    def read():
        with psycopg.connect(
            system.superuser_dsn("default"), autocommit=True, row_factory=psycopg.rows.namedtuple_row
        ) as connection:
            return connection.execute("SELECT * FROM access_accounts_accessrecord ORDER BY id").fetchall()

    return read


@pytest.fixture
def access_of(town):
    """How a clerk asks: with purpose and case, at the town's terminal."""
    from daicho.access.grants import Access

    def access(clerk, function="host.open", **changes):
        values = {
            "account": clerk.login,
            "account_name": clerk.name,
            "organisation": "142158",
            "office": town.office.code,
            "terminal": str(town.terminal.id),
            "function": function,
            "purpose": "test",
            "legal_ground": "住民基本台帳法第12条",
            "case_number": "令8-1",
        }
        return Access(**(values | changes))

    return access


@pytest.fixture
def numbers():
    """Individual numbers that belong to nobody."""
    from daicho.values.numbers import IndividualNumber

    return [IndividualNumber.with_check_digit(90_000_000_000 + place) for place in range(5)]


@pytest.fixture
def vault(system):
    """The vault of our system under fresh keys."""
    from daicho.access.vault import Vault
    from daicho.access.vault_keys import new_keys

    return Vault("default", new_keys())


@pytest.fixture
def site(town, monkeypatch, settings_override):
    """The pages of access and one view of a system, as a browser at the town's terminal meets them."""
    import types

    from django.http import HttpResponse
    from django.urls import include, path

    from daicho.access.gate import Gate
    from daicho.access.guards import context_of, requires

    @requires("host.open")
    def person(request, person):
        Gate("default").open_person(context_of(request).access("host.open"), [person])
        return HttpResponse(f"person {person}")

    @requires("host.number")
    def number(request):
        return HttpResponse("number")

    module = types.ModuleType("urls_of_access_tests")
    module.urlpatterns = [
        path("screens/", include("daicho.screens.urls")),
        path("access/", include("daicho.access.urls")),
        path("", lambda request: HttpResponse("home")),
        path("person/<str:person>/", person),
        path("number/", number),
    ]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    settings_override(ROOT_URLCONF=module.__name__)
    set_installation(settings_override, system="host", synthetic=True)
    return town


@pytest.fixture
def settings_override():
    """Change Django's settings for one test."""
    from django.test import override_settings

    with contextlib.ExitStack() as stack:
        yield lambda **changes: stack.enter_context(override_settings(**changes))


def set_installation(settings_override, **changes):
    from django.conf import settings

    settings_override(DAICHO=msgspec.structs.replace(settings.DAICHO, **changes))


@pytest.fixture
def demonstration(settings_override):
    """`demonstration(False)`: from here on this is a real host."""
    return lambda synthetic: set_installation(settings_override, synthetic=synthetic)


@pytest.fixture
def idle_after(settings_override):
    """`idle_after(seconds)`: sessions end after so many seconds."""
    return lambda seconds: set_installation(settings_override, idle_seconds=seconds)


@pytest.fixture
def browser(site):
    """A browser that is the town's registered terminal; `browser.sign_in("first")` signs a clerk in by code."""
    from access_browser import browser_at

    return browser_at(site.terminal)
