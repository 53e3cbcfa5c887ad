"""A register with people, document keys, and a press of its own: everything that a paper needs."""

from __future__ import annotations

import secrets
from types import SimpleNamespace

import pytest

ALIAS, EBINA = "register", "142158"


@pytest.fixture(scope="session")
def agency(tmp_path_factory):
    """Keys and trust list of the register, with the keys of its papers."""
    from daicho.access import vault_keys
    from daicho.exchange import pki
    from daicho.host.demo import document_keys
    from daicho.identification.numbers import NUMBER_KEYS
    from daicho.protocol.parties import Party

    register, cs = Party(EBINA, "register"), Party(EBINA, "municipal_cs")
    world = pki.create_world(
        tmp_path_factory.mktemp("agency"),
        {party: f"https://127.0.0.1:{port}" for port, party in enumerate((register, cs), 49_000)},
    )
    keys = world.keys_of(register)
    vault_keys.save(vault_keys.new_keys(), keys / NUMBER_KEYS)
    town = SimpleNamespace(name="海老名市", head_title="神奈川県海老名市長")
    document_keys.make(pki.read_root(world.directory), town, keys)
    return world


@pytest.fixture
def office(system_databases, business_date, agency, tmp_path):
    """海老名市 at 令和8年11月21日 with its press: `office.issue(...)`, `office.press`."""
    import msgspec
    from django.conf import settings
    from django.test import override_settings

    from daicho.exchange import runtime
    from daicho.host.font import find_font
    from daicho.protocol.parties import Party

    from .support import Counter

    party = Party(EBINA, "register")
    keys = agency.keys_of(party)
    runtime.configure(ALIAS, party=party, keys=keys, trust_list=agency.trust_list, trust_root=agency.root)
    here = msgspec.structs.replace(
        settings.DAICHO, keys=keys, trust_root=agency.root, font=find_font(), state=tmp_path, printers=("プリンタ001",)
    )
    with override_settings(DAICHO=here):
        yield Counter(system_databases, tmp_path)
    runtime.forget()


@pytest.fixture(scope="session", autouse=True)
def _presses():
    """One worker for all tests of this process."""
    yield
    from daicho.systems.register.issuing import presses

    presses.close()


@pytest.fixture
def request_token():
    """A token as a form carries it."""
    return secrets.token_hex(16)


@pytest.fixture
def pool(office):
    """Codes to be given out."""
    from daicho.systems.register.actions import pool as codes
    from daicho.values.numbers import ResidentRecordCode

    codes.receive(ALIAS, [ResidentRecordCode.synthetic(900_000 + place) for place in range(20)])
