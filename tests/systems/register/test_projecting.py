"""Current states and search keys follow from the versions: what differs is found, named and put right."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from daicho.host import cli_register
from daicho.systems.register import db, projecting
from daicho.systems.register.loading import load
from daicho.systems.register.models import Act
from daicho.systems.register.projecting import ProjectionReport, projections
from daicho.systems.register.queries.search import Conditions, search
from daicho.world.files import write_population

from .support import ALIAS, before, move_in, persons_of, record, relocation, search_grant

pytestmark = pytest.mark.database

ALTERED = {
    "a name in the list": "UPDATE register_person SET name_written = '別　人' WHERE addressee_number = %s",
    "an address of long ago": "UPDATE register_person SET address_written = '' WHERE addressee_number = %s",
    "the last act": "UPDATE register_person SET last_act = last_act - 1 WHERE addressee_number = %s",
    "a key less": "DELETE FROM register_searchkey WHERE addressee_number = %s AND kind = 'name'",
    "a past key less": "DELETE FROM register_searchkey WHERE addressee_number = %s AND NOT is_current",
    "a key of older search forms": (
        "UPDATE register_searchkey SET value = '旧', grams = '{旧}' WHERE addressee_number = %s AND kind = 'name'"
    ),
    "a past key that is called current": (
        "UPDATE register_searchkey SET is_current = true WHERE addressee_number = %s AND NOT is_current"
    ),
    "grams less": "UPDATE register_searchkey SET grams = grams[2:] WHERE addressee_number = %s AND kind = 'name'",
}


def states_and_keys():
    """Both tables, whatever the order of rows and grams."""
    keys = db.rows(ALIAS, "SELECT * FROM register_searchkey ORDER BY addressee_number, kind, value, reading")
    states = db.rows(ALIAS, "SELECT * FROM register_person ORDER BY addressee_number")
    return states, [key | {"grams": sorted(key["grams"] or ())} for key in keys]


@pytest.fixture
def moved(register):
    """Two people with a past address."""
    persons = persons_of(record(move_in(2, effective_on=before(40))))
    record(relocation(*persons, effective_on=before(10)))
    return [person.stored() for person in persons]


@pytest.fixture
def run(monkeypatch):
    """The commands at a terminal of this installation."""
    monkeypatch.setattr(cli_register, "_open", lambda host_toml: None)
    return lambda *arguments: CliRunner().invoke(cli_register.register, list(map(str, arguments)))


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_differs_is_found_and_written_as_it_was(moved, what):
    """A state or a key altered, gone or left over; the one person is named, and nobody else touched."""
    first, _ = moved
    right = states_and_keys()
    assert projections(ALIAS) == ProjectionReport(2)
    assert db.execute(ALIAS, ALTERED[what], (first,)) > 0
    assert projections(ALIAS).differing == (first,)
    assert projections(ALIAS, write=True).differing == (first,)
    assert projections(ALIAS) == ProjectionReport(2)
    assert states_and_keys() == right


def test_somebody_whose_keys_are_gone_is_found_again(moved):
    """By the present name and by an address that was left."""
    everybody = search(search_grant(), Conditions(name="見")).hits
    assert {hit.addressee_number for hit in everybody} == set(moved)
    db.execute(ALIAS, "DELETE FROM register_searchkey")
    assert search(search_grant(), Conditions(name="見")).hits == ()
    projections(ALIAS, write=True)
    assert search(search_grant(), Conditions(name="見")).hits == everybody


def test_a_loaded_town_has_the_projections_of_its_versions(register, tmp_path, monkeypatch):
    """What a load writes for everybody, of every kind, is what is derived of one; progress ends with all."""
    monkeypatch.setattr(projecting, "BATCH", 70)
    written = write_population(tmp_path, municipality_code="142158", people=300, seed=3)
    loaded = load(ALIAS, Path(written.files["residents"]))
    told = []
    report = projections(ALIAS, progress=lambda done, total: told.append((done, total)))
    assert report == ProjectionReport(loaded.residents)
    assert told[-1] == (loaded.residents, loaded.residents)
    assert len(told) > 1


def test_the_command_names_who_differs_and_puts_it_right_when_asked(moved, run):
    """Exit 1 until it is put right; the acts are not touched."""
    acts = Act.objects.count()
    assert run("projections", "host.toml").exit_code == 0
    db.execute(ALIAS, ALTERED["a key less"], (moved[1],))
    found = run("projections", "host.toml")
    assert (found.exit_code, f"✗ {moved[1]}" in found.output, moved[0] in found.output) == (1, True, False)
    mended = run("projections", "host.toml", "--write")
    assert (mended.exit_code, "1 人を直しました" in mended.output) == (0, True)
    assert run("projections", "host.toml").exit_code == 0
    assert Act.objects.count() == acts


def test_somebody_without_a_version_in_force_is_named_and_left(moved, run, system_databases):
    """There is nothing to derive from; whoever looks is led to the proof that says more."""
    with psycopg.connect(system_databases.superuser_dsn(ALIAS), autocommit=True) as hand:
        hand.execute("SET session_replication_role = replica")
        hand.execute("DELETE FROM register_residentversion WHERE addressee_number = %s", (moved[0],))
    before_it = states_and_keys()
    told = run("projections", "host.toml", "--write")
    assert (told.exit_code, f"✗ {moved[0]}: 現在の版がありません" in told.output) == (1, True)
    assert states_and_keys() == before_it
