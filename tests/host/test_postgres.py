"""The launcher's server and the databases given to tests."""

import psycopg
import pytest
from django.db import connections

pytestmark = pytest.mark.database


def test_a_fresh_database_collates_by_code_point_and_knows_japanese_letters(database):
    """Collation C, character type C.UTF-8: trigrams are found in kana and kanji."""
    with psycopg.connect(database()) as connection:
        collate, ctype = connection.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        trigrams = connection.execute("SELECT show_trgm('ヤマダタロウ')").fetchone()[0]
    assert (collate, ctype) == ("C", "C.UTF-8")
    assert len(trigrams) > 3


def test_the_log_alias_is_the_same_database_over_a_second_connection(system_databases):
    """A row committed first on `<system>_log` survives what is rolled back on the system's own alias."""
    system = next(alias for alias in connections if alias != "default" and not alias.endswith("_log"))
    pids = []
    for alias in (system, f"{system}_log"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database(), current_user, pg_backend_pid()")
            pids.append(cursor.fetchone())
    assert pids[0][:2] == pids[1][:2]
    assert pids[0][2] != pids[1][2]
