"""Who is shown when more match than are shown: candidates are cut off before their current state is looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from daicho.systems.register import db
from daicho.systems.register.loading import load
from daicho.systems.register.queries.search import LIMIT, Conditions, Query
from daicho.systems.register.queries.search_conditions import NAMES
from daicho.values.dates import RegisterDate
from daicho.values.names import fold
from daicho.world.files import write_population

from .support import ALIAS

pytestmark = pytest.mark.database


@pytest.fixture
def town(register, tmp_path):
    """A small town of synthetic people, with names as frequent as they are."""
    written = write_population(tmp_path, municipality_code="142158", people=900, seed=7)
    load(ALIAS, Path(written.files["residents"]))


def test_the_first_by_reading_are_kept_of_more_than_are_shown(town):
    """The answer is the beginning of all who match, in order of reading and birth, not of some of them."""
    years = {"birth_from": RegisterDate.from_stored("1950-01-01"), "birth_to": RegisterDate.from_stored("1999-12-31")}
    for conditions, prefix in ((Conditions(**years), ""), (Conditions(kana="い", **years), "い")):
        query = Query(conditions)
        everybody = db.rows(
            ALIAS,
            "SELECT addressee_number, min(reading) AS reading, min(birth_day) AS day FROM register_searchkey k "
            f"WHERE kind IN {NAMES} AND {query.birth()} AND reading LIKE %(prefix)s "
            "GROUP BY addressee_number ORDER BY reading, day, addressee_number",
            query.parameters | {"prefix": f"{fold(prefix)}%"},
        )
        expected = [each["addressee_number"] for each in everybody][:LIMIT]
        found = db.rows(ALIAS, query.sql(), query.parameters)
        assert {each["addressee_number"] for each in found} == set(expected)
        assert len(everybody) > LIMIT or prefix
        assert [each["furigana"] for each in found] == sorted(each["furigana"] for each in found)
