"""A register with a counter: clerks and a checker signed in at their terminals, and residents to work on."""

from __future__ import annotations

import pytest

from .support import Counter, agency_world, open_register


@pytest.fixture(scope="session")
def agency(tmp_path_factory):
    """Keys and trust list of the register and its CS."""
    return agency_world(tmp_path_factory.mktemp("agency"))


@pytest.fixture
def register(system_databases, business_date, agency):
    """The register of 海老名市, empty, at 令和8年11月21日."""
    with open_register(agency):
        yield system_databases


@pytest.fixture
def counter(register):
    """Accounts, rights and terminals of the counter."""
    return Counter()


@pytest.fixture
def clerk(counter):
    """A clerk at work on a case: may search, open, enter."""
    return counter.sign_in("clerk")


@pytest.fixture
def checker(counter):
    """Somebody else, who checks."""
    return counter.sign_in("checker")
