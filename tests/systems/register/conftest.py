"""A register of its own for each test: a fresh database, keys, a vault, and the movable business date."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def agency(tmp_path_factory):
    """Keys and trust list of the register and its CS."""
    from daicho.access import vault_keys
    from daicho.exchange import pki
    from daicho.identification.numbers import NUMBER_KEYS
    from daicho.protocol.parties import Party

    register, cs = Party("142158", "register"), Party("142158", "municipal_cs")
    world = pki.create_world(
        tmp_path_factory.mktemp("agency"),
        {party: f"https://127.0.0.1:{port}" for port, party in enumerate((register, cs), 49_000)},
    )
    vault_keys.save(vault_keys.new_keys(), world.keys_of(register) / NUMBER_KEYS)
    return world


@pytest.fixture
def register(system_databases, business_date, agency):
    """The register of 海老名市, empty, at 令和8年11月21日."""
    from daicho.exchange import runtime
    from daicho.protocol.parties import Party

    party = Party("142158", "register")
    runtime.configure(
        "register",
        party=party,
        keys=agency.keys_of(party),
        trust_list=agency.trust_list,
        trust_root=agency.root,
    )
    yield system_databases
    runtime.forget()
