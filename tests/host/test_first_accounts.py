"""A new host gets its first two people by a command, once; they approve each other."""

import psycopg
import pytest

from .support import codes, daicho

pytestmark = [pytest.mark.database, pytest.mark.timeout(240)]

PEOPLE = ("--administrator", "sato", "佐藤 見本", "--security", "kato", "加藤 見本")


def rights(host):
    with psycopg.connect(host.superuser("default")) as connection:
        return connection.execute(
            "SELECT a.login, r.role, b.login FROM access_accounts_rightgrant r"
            " JOIN access_accounts_account a ON a.id = r.account_id"
            " LEFT JOIN access_accounts_account b ON b.id = r.approved_by_id ORDER BY r.role"
        ).fetchall()


def test_the_first_two_people_approve_each_other_and_the_door_closes_behind_them(migrated):
    """Each has one role, approved by the other; codes are told once; a second call changes nothing."""
    same = daicho("host", "first-accounts", migrated.file, "--office", "住民課", *PEOPLE[:4], "sato", "佐藤 見本")
    assert codes(same) == {"H-ACC-02"}
    done = daicho("host", "first-accounts", migrated.file, "--office", "住民課", *PEOPLE)
    assert done.returncode == 0, done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["sato", "kato", "端末 / terminal"]
    assert rights(migrated) == [("sato", "host.administrator", "kato"), ("kato", "host.security", "sato")]
    again = daicho("host", "first-accounts", migrated.file, "--office", "住民課", *PEOPLE)
    assert (again.returncode, codes(again)) == (2, {"H-ACC-01"})
    assert len(rights(migrated)) == 2
