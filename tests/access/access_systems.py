"""An organisation's systems as the people who look after them meet them: a browser signed in at one system."""

from __future__ import annotations

import datetime as dt
import sys
import time
import types
from importlib import import_module

import msgspec
from django.conf import settings
from django.test import Client, override_settings
from django.urls import include, path

from daicho.access import administration, terminals
from daicho.access.grants import Access, machine_access
from daicho.access.rights import today_in_japan
from daicho.access.sessions import CASE_KEY, KEY
from daicho.host import urls as host_urls

EBINA = "142158"


def open_system(system, stack):
    """From here on this process serves `system` of 海老名市, at its real addresses."""
    urls = types.ModuleType(f"urls_of_{system}_for_access")
    urls.urlpatterns = [
        path("screens/", include("daicho.screens.urls")),
        path("access/", include("daicho.access.urls")),
        path("", include(f"daicho.systems.{system}.urls")),
    ]
    for status in (400, 403, 404, 500):
        setattr(urls, f"handler{status}", getattr(host_urls, f"handler{status}"))
    sys.modules[urls.__name__] = urls
    host = msgspec.structs.replace(settings.DAICHO, organisation=EBINA, system=system)
    stack.enter_context(override_settings(ROOT_URLCONF=urls.__name__, DAICHO=host))


def account_with(login, *roles, name="", functions=()):
    """An account with approved rights."""
    office = administration.ensure_office(EBINA, "010", "市民課")
    chief = administration.ensure_account("chief", "見本 課長", office)
    account = administration.ensure_account(login, name or f"見本 {login}", office)
    since = today_in_japan() - dt.timedelta(days=1)
    wanted = [{"role": role} for role in roles] + [{"function": function} for function in functions]
    for right in wanted:
        made = administration.apply_for_right(
            account, organisation=EBINA, valid_from=since, valid_until=since + dt.timedelta(days=300), **right
        )
        administration.approve(made, chief)
    return account


def at_work(account, *, terminal="窓口1番", case=None, case_number="令8-100"):
    """A browser at which somebody has signed in."""
    made, token = terminals.register(account.office, name=terminal, kind="cs")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    now = time.time()
    session[KEY] = {
        "account": account.login,
        "terminal": str(made.id),
        "organisation": EBINA,
        "begun": now,
        "seen": now,
    }
    if case:
        session[CASE_KEY] = {
            "purpose": case,
            "legal_ground": "住民基本台帳法",
            "case_number": case_number,
            "opened_at": now,
        }
    session.save()
    browser = Client(SERVER_NAME="localhost", raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    browser.cookies[terminals.cookie_name()] = token
    browser.terminal = made
    return browser


def access_of(account, terminal, function, **changes):
    """How somebody asks the gate."""
    values = {
        "account": account.login,
        "account_name": account.name,
        "organisation": EBINA,
        "office": account.office.code,
        "terminal": str(terminal.id),
        "function": function,
        "purpose": "identification",
        "legal_ground": "住民基本台帳法",
        "case_number": "令8-100",
    }
    return Access(**(values | changes))


def machine(system, function, *, asker="140007/prefecture"):
    """How a system asks the gate."""
    return machine_access(
        system=asker,
        organisation=EBINA,
        function=f"{system}.{function}",
        purpose="identification",
        legal_ground="住民基本台帳法第30条の10",
    )
