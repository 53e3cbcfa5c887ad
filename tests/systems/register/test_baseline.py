"""After a backup was restored the register states its residents anew, and every level is equal to it again."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connections
from tests.systems.network.support import OTHER_CS, Levels

from daicho.identification import loading
from daicho.law.identification import derive_record
from daicho.law.records import State
from daicho.protocol.fingerprints import Total
from daicho.systems.municipal_cs.store import store as cs_store
from daicho.systems.national.store import store as nation_store
from daicho.systems.prefecture.store import store as prefecture_store
from daicho.systems.register.messages import baseline
from daicho.systems.register.models import Person, RefusalTask

from .support import EBINA, before, move_in, move_out, persons_of, record, relocation

pytestmark = pytest.mark.database


@pytest.fixture
def levels(tmp_path, system_databases, business_date):
    """Register, CS, prefecture and nation, running."""
    made = OfOurTown(tmp_path / "keys")
    yield made
    made.close()


class OfOurTown(Levels):
    """The levels above one register; the municipality left, which the move-in notices go to, is away."""

    away = (OTHER_CS,)


@pytest.fixture
def backup(system_databases):
    """A backup of the register's database outside of its vault: call it to take one, `restore` to go back to it."""
    return Backup(system_databases.superuser_dsn("register"))


class Backup:
    """Copies of all tables of the schema `public`, beside them."""

    def __init__(self, dsn):
        self.dsn = dsn

    def _tables(self, cursor):
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'register%' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]

    def take(self):
        with psycopg.connect(self.dsn) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA backup")
            for name in self._tables(cursor):
                cursor.execute(f"CREATE TABLE backup.{name} AS TABLE public.{name}")

    def restore(self):
        with psycopg.connect(self.dsn) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for name in self._tables(cursor):
                cursor.execute(f"DELETE FROM public.{name}")
                cursor.execute(f"INSERT INTO public.{name} OVERRIDING SYSTEM VALUE TABLE backup.{name}")


def of_the_register():
    """What the register's present residents come to."""
    return Total.of(baseline.residents("register"))


def of_the_levels():
    """What each level holds of the town."""
    statements = [loading.statement(store(), EBINA) for store in (cs_store, prefecture_store, nation_store)]
    return [Total(each.count, each.fingerprint_sum) for each in statements]


def epochs():
    with connections["register"].cursor() as cursor:
        cursor.execute("SELECT epoch FROM register_link WHERE direction = 'out'")
        return [epoch for (epoch,) in cursor.fetchall()]


@pytest.mark.covers("CTRL-034")
def test_a_register_restored_from_a_backup_and_all_levels_are_equal_again(levels, backup):
    """What the backup does not know is removed above; what it still has comes back; nobody is lost by the way."""
    stayed, left = record(move_in(2)), record(move_in(1))
    levels.settled()
    assert of_the_levels() == [of_the_register()] * 3
    backup.take()
    record(move_in(3))
    record(relocation(*persons_of(stayed)))
    record(move_out(*persons_of(left), on=before(0)))
    levels.settled()
    assert of_the_levels() == [of_the_register()] * 3
    backup.restore()
    assert of_the_levels() != [of_the_register()] * 3
    record(move_in(2))
    levels.settled()
    assert epochs() == [2]
    assert not RefusalTask.objects.filter(closed_at=None).exists()
    assert of_the_levels() == [of_the_register()] * 3
    assert of_the_register().count == Person.objects.filter(state="present").count() == 5


def test_only_residents_with_a_code_are_stated_each_as_last_notified(levels):
    """The planned flag of somebody who will leave is stated too; who has left is not."""
    staying, leaving, left = record(move_in(1)), record(move_in(1)), record(move_in(1))
    planned = record(move_out(*persons_of(leaving), on=before(-5)))
    record(move_out(*persons_of(left), on=before(0)))
    expected = [change.current for recorded in (staying, planned) for change in recorded.decision.changes]
    assert all(content.state is State.PRESENT for content in expected)
    stated = {str(each.resident_record_code): each for each in baseline.residents("register")}
    assert stated == {str(content.resident_record_code): derive_record(content) for content in expected}
