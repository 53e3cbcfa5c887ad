"""The load files of a population, and the command that writes them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from daicho.law.identification import derive_record
from daicho.law.identification_items import item_problems
from daicho.protocol.load_files import FileReader, LoadedHousehold, LoadedIdentification, Reject
from daicho.values.numbers import MunicipalityCode
from daicho.world.cli import world
from daicho.world.files import write_population

EBINA = "142158"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Three hundred residents of Ebina."""
    directory = tmp_path_factory.mktemp("world")
    return directory, write_population(directory, municipality_code=EBINA, people=300, seed=1)


def read(path, kind):
    with path.open("rb") as file:
        return list(FileReader(file, kind, municipality_code=MunicipalityCode(EBINA), synthetic=True))


def test_both_files_are_read_back_without_a_reject(written):
    """What the world writes, the strict reader takes: household by household, person by person."""
    directory, summary = written
    households = read(directory / "residents.jsonl", LoadedHousehold)
    persons = read(directory / "identification.jsonl", LoadedIdentification)
    assert not [one for one in (*households, *persons) if isinstance(one, Reject)]
    assert len(households) == summary.households
    assert sum(len(one.members) for one in households) == len(persons) == summary.people == 300


def test_the_levels_get_what_the_register_would_notify(written):
    """The identification file holds exactly what each record gives, and every item passes CTRL-039's checks."""
    directory, _ = written
    members = [member for one in read(directory / "residents.jsonl", LoadedHousehold) for member in one.members]
    persons = read(directory / "identification.jsonl", LoadedIdentification)
    assert [derive_record(member.record) for member in members] == [one.record for one in persons]
    assert [member.individual_number for member in members] == [one.individual_number for one in persons]
    assert not any(item_problems(one.record) for one in persons)


def test_the_same_seed_writes_the_same_bytes(written, tmp_path):
    """Files may be compared by their digest."""
    directory, _ = written
    write_population(tmp_path, municipality_code=EBINA, people=300, seed=1)
    for name in ("residents.jsonl", "identification.jsonl"):
        assert (tmp_path / name).read_bytes() == (directory / name).read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_the_command_writes_the_files_and_says_so(tmp_path):
    """Once for people, once for programs."""
    out = tmp_path / "new" / "ebina"
    arguments = ["population", "--municipality", EBINA, "--people", "40", "--seed", "2", "--out", str(out)]
    spoken = CliRunner().invoke(world, arguments)
    assert spoken.exit_code == 0
    assert "40" in spoken.output
    told = CliRunner().invoke(world, [*arguments, "--as-of", "2025-01-01", "--first-serial", "5000", "--json"])
    answer = json.loads(told.stdout.splitlines()[-1])
    assert (answer["people"], answer["municipality_code"], answer["as_of"]) == (40, EBINA, "2025-01-01")
    assert set(answer["files"]) == {"residents", "identification"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--municipality", "142159", "--people", "3"], "V-NUM"),
        (["--municipality", "13499", "--people", "3"], "V-ADR-CODE"),
        (["--municipality", "011002", "--people", "99999"], "合成番号"),
        (["--municipality", "131032", "--people", "99999999"], "--first-serial"),
    ],
)
def test_the_command_refuses_what_cannot_be_and_says_why(tmp_path, arguments, words):
    """A wrong code, an unknown one, too many people."""
    result = CliRunner().invoke(world, ["population", *arguments, "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert words in result.output
    assert "住民 residents" not in result.output, "no empty bar stands above a refusal"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    """No traceback: which place, and why."""
    (tmp_path / "file").write_text("in the way")
    arguments = ["--municipality", "142158", "--people", "3", "--out", str(tmp_path / "file" / "below")]
    result = CliRunner().invoke(world, ["population", *arguments])
    assert result.exit_code == 1
    assert "cannot be written" in result.output
    assert "Traceback" not in result.output
