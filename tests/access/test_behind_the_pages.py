"""The gate stands behind the pages: where a page lets somebody through by mistake, the gate does not."""

from __future__ import annotations

import contextlib

import pytest
from access_systems import account_with, at_work, open_system
from django.urls import reverse

from daicho.access.records import record_model
from daicho.values.numbers import IndividualNumber

pytestmark = pytest.mark.database
LOOKS = {"register": "register:by_number", "municipal_cs": "municipal_cs:lookup", "national": "national:lookup"}
PURPOSES = {"register": "notification"}


@pytest.fixture
def stack():
    with contextlib.ExitStack() as held:
        yield held


@pytest.fixture
def open_pages(monkeypatch):
    """Every page takes everybody for entitled, as a page without its guard would."""
    from daicho.access.identity import AccessContext

    monkeypatch.setattr(AccessContext, "may", lambda _context, _function: True)


@pytest.mark.covers("CTRL-006", "CTRL-061")
@pytest.mark.parametrize("system", LOOKS)
def test_of_two_clerks_of_one_office_only_the_one_with_the_right_looks_by_number(
    system_databases, stack, open_pages, agency_of, system
):
    """Past a page that lets both through: one is refused and recorded, the other is answered."""
    open_system(system, stack)
    agency_of(system)
    number = {"number": IndividualNumber.synthetic(81).stored()}
    case = PURPOSES.get(system, "identification")
    without = at_work(account_with("without", f"{system}.clerk"), case=case)
    answer = without.post(reverse(LOOKS[system]), number)
    assert answer.status_code == 403
    assert "A-1002" in answer.content.decode()
    refused = record_model(system)._default_manager.using(system).latest("id")
    assert (refused.account, refused.function, refused.outcome) == ("without", f"{system}.number", "refused")
    entitled = at_work(account_with("entitled", f"{system}.clerk", functions=[f"{system}.number"]), case=case)
    assert entitled.post(reverse(LOOKS[system]), number).status_code in {200, 404}


SEARCHES = ("register", "municipal_cs", "national")


@pytest.mark.covers("CTRL-081")
@pytest.mark.parametrize("system", SEARCHES)
def test_without_the_number_of_the_papers_nobody_is_searched_for(system_databases, stack, agency_of, system):
    """A case that lost its number on the way past the form is refused at the gate, and the refusal is recorded."""
    open_system(system, stack)
    case = PURPOSES.get(system, "identification")
    agency_of(system)
    clerk = at_work(account_with("clerk", f"{system}.clerk"), case=case, case_number="")
    typed = {"name": "見本太郎", "birth_date": "S60.4.1", "birth_from": "S60.4.1"}
    answer = clerk.post(reverse(f"{system}:search"), typed, follow=True)
    assert answer.status_code == 403
    assert "A-1006" in answer.content.decode()
    refused = record_model(system)._default_manager.using(system).latest("id")
    assert (refused.refusal, refused.outcome) == ("A-1006", "refused")


@pytest.fixture
def agency_of(tmp_path):
    """`agency_of("register")`: keys of that system, so that its vault can be asked."""
    from daicho.access import vault_keys
    from daicho.exchange import pki, runtime
    from daicho.identification import numbers
    from daicho.protocol.parties import Party

    def configured(system):
        party = Party("142158", system)
        world = pki.create_world(tmp_path / "keys", {party: "https://127.0.0.1:49002"})
        vault_keys.save(vault_keys.new_keys(), world.keys_of(party) / numbers.NUMBER_KEYS)
        runtime.configure(
            system,
            party=party,
            keys=world.keys_of(party),
            trust_list=world.trust_list,
            trust_root=world.root,
        )

    yield configured
    runtime.forget()
    numbers._keys.cache_clear()
