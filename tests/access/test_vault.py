"""The vault: nothing comes out but against a committed record, once, for exactly what it names."""

from __future__ import annotations

import uuid

import psycopg
import pytest
from django.db import connections, transaction

from daicho.access import records
from daicho.access.gate import Gate
from daicho.access.grants import AccessKind, AccessRefused
from daicho.access.records import Entry
from daicho.access.vault import Vault
from daicho.access.vault_keys import new_keys, rotated

pytestmark = pytest.mark.database


def code_of(call):
    with pytest.raises(AccessRefused) as caught:
        call()
    return caught.value.code


@pytest.fixture
def look(town, access_of):
    """A clerk's recorded look: `look.reveal(references)`, `look.find(digest)` return a record's id."""

    class Look:
        access = access_of(town.first, "host.number")

        def reveal(self, references):
            named = {str(place): reference for place, reference in enumerate(references)}
            return Gate("default").reveal_numbers(self.access, named).record

        def find(self, digest):
            return Gate("default").find_number(self.access, digest).record

    return Look()


def test_numbers_come_back_in_the_order_asked_for(vault, look, numbers):
    """Put, then reveal in another order, with doubles; find leads to the same reference."""
    references = vault.put(numbers)
    wanted = [references[3], references[0], references[3]]
    assert vault.reveal(wanted, look.reveal(wanted)) == [numbers[3], numbers[0], numbers[3]]
    assert vault.find(numbers[2], look.find(vault.digest(numbers[2]))) == references[2]


def test_a_known_number_keeps_its_reference(vault, numbers):
    """The same person's number is stored once, within a batch and across batches."""
    first = vault.put([numbers[0], numbers[1], numbers[0]])
    assert first[0] == first[2]
    assert vault.put([numbers[2], numbers[1]])[1] == first[1]


def test_an_unknown_number_is_not_found(vault, look, numbers):
    """A search for a number that nobody here has gives nothing, and is recorded all the same."""
    assert vault.find(numbers[0], look.find(vault.digest(numbers[0]))) is None


def test_a_put_is_undone_with_the_act(vault, look, numbers):
    """Storing belongs to the business transaction."""
    with transaction.atomic(using="default"):
        vault.put(numbers)
        transaction.set_rollback(True, using="default")
    assert vault.find(numbers[0], look.find(vault.digest(numbers[0]))) is None


FORBIDDEN = (
    "SELECT * FROM vault.number",
    "SELECT number_index FROM vault.number",
    "INSERT INTO vault.number VALUES (gen_random_uuid(), 'x', '1', 'x')",
    "UPDATE vault.number SET key_id = '2'",
    "DELETE FROM vault.number",
    "SELECT * FROM vault.key",
    "DELETE FROM vault.used",
    "SELECT vault.use_record(1, 'reveal', '{}', NULL)",
    "SELECT vault.require_key('1', 'x', 'x')",
    "CREATE TABLE vault.copy AS SELECT 1",
    "CREATE FUNCTION vault.peek() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET ROLE daicho_default_vault",
)


def test_the_application_reaches_the_vault_through_its_functions_only(vault, numbers, system):
    """Tables, inner functions, new objects and the owner's role are refused to the application's role (CTRL-001)."""
    vault.put(numbers)
    with psycopg.connect(system.dsn("default"), autocommit=True) as connection:
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_database_holds_no_number_in_clear(vault, numbers, system):
    """Neither the digits nor an unkeyed digest of them stand in the vault."""
    vault.put(numbers)
    with psycopg.connect(system.superuser_dsn("default")) as connection:
        text = connection.execute("SELECT string_agg(row::text, ' ') FROM vault.number row").fetchone()[0]
    for number in numbers:
        digits = number.stored()
        assert digits not in text
        assert digits.encode().hex() not in text


def test_without_a_record_nothing_is_revealed(vault, numbers, records_of):
    """No such record: refused, and the refusal is recorded."""
    references = vault.put(numbers)
    assert code_of(lambda: vault.reveal(references, 999)) == "A-2001"
    assert code_of(lambda: vault.find(numbers[0], 999)) == "A-2001"
    assert [(row.kind, row.outcome, row.of_record) for row in records_of()] == [
        ("reveal", "refused", 999),
        ("find", "refused", 999),
    ]


def test_a_record_of_the_same_transaction_does_not_count(vault, numbers, look, system):
    """A record that could still be rolled back opens nothing, not even inside a savepoint."""
    references = sorted(vault.put(numbers))
    committed = look.reveal(references)
    columns = "kind, outcome, refusal, actor, account, account_name, organisation, office, terminal, function, purpose"
    columns += ", legal_ground, case_number, detail, counterpart, persons, subjects, conditions, vault_references"
    copy = f"INSERT INTO access_accounts_accessrecord ({columns}) SELECT {columns}"
    copy += f" FROM access_accounts_accessrecord WHERE id = {committed} RETURNING id"
    with psycopg.connect(system.dsn("default")) as connection:
        for savepoint in (False, True):
            if savepoint:
                connection.execute("SAVEPOINT inner_one")
            (record,) = connection.execute(copy).fetchone()
            with pytest.raises(psycopg.Error, match="A-2001"), connection.transaction():
                connection.execute("SELECT vault.reveal(%s, %s)", (references, record))
        connection.commit()
        assert len(connection.execute("SELECT vault.reveal(%s, %s)", (references, record)).fetchall()) == len(numbers)


def test_a_record_is_used_once(vault, look, numbers, records_of):
    """The second look under one record is refused, and recorded with who had it."""
    references = vault.put(numbers)
    record, search = look.reveal(references), look.find(vault.digest(numbers[0]))
    vault.reveal(references, record)
    vault.find(numbers[0], search)
    assert code_of(lambda: vault.reveal(references, record)) == "A-2003"
    assert code_of(lambda: vault.find(numbers[0], search)) == "A-2003"
    last = records_of()[-1]
    assert (last.account, last.outcome, last.refusal, last.of_record) == ("first", "refused", "A-2003", search)


def test_a_use_stands_when_the_act_rolls_back(vault, look, numbers):
    """A look cannot be had twice by rolling back the transaction around it."""
    references = vault.put(numbers)
    record = look.reveal(references)
    with transaction.atomic(using="default"):
        vault.reveal(references, record)
        transaction.set_rollback(True, using="default")
    assert code_of(lambda: vault.reveal(references, record)) == "A-2003"


def test_a_record_opens_exactly_what_it_names(vault, look, numbers):
    """More, fewer or other numbers, another kind, another number searched for: refused."""
    references = vault.put(numbers)
    for wanted in (references, references[:1], references[2:4]):
        assert code_of(lambda wanted=wanted: vault.reveal(wanted, look.reveal(references[:2]))) == "A-2002"
    assert code_of(lambda: vault.reveal([], look.find(vault.digest(numbers[0])))) == "A-2002"
    assert code_of(lambda: vault.find(numbers[1], look.find(vault.digest(numbers[0])))) == "A-2002"
    assert code_of(lambda: vault.find(numbers[0], look.reveal(references[:1]))) == "A-2002"


def test_a_refused_record_opens_nothing(vault, town, access_of, numbers):
    """The record of a refusal is no permission."""
    references = vault.put(numbers[:1])
    with pytest.raises(AccessRefused) as refused:
        Gate("default").reveal_numbers(access_of(town.second, "host.number"), {"1": references[0]})
    assert code_of(lambda: vault.reveal(references, refused.value.record)) == "A-2001"


def test_a_stale_record_opens_nothing(vault, look, numbers, system):
    """After a quarter of an hour a record that nobody used is past."""
    references = vault.put(numbers)
    record = look.reveal(references)
    with psycopg.connect(system.superuser_dsn("default")) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE access_accounts_accessrecord SET happened_at = happened_at - interval '16 minutes' WHERE id = %s",
            (record,),
        )
    assert code_of(lambda: vault.reveal(references, record)) == "A-2001"


def test_a_wrong_key_neither_writes_nor_reads(vault, look, numbers):
    """Other keys are noticed before anything is written; a lost key opens nothing."""
    references = vault.put(numbers)
    stranger = Vault("default", new_keys())
    assert code_of(lambda: stranger.put(numbers)) == "A-2004"
    assert not stranger.keys_fit()
    assert vault.keys_fit()
    assert code_of(lambda: stranger.reveal(references, look.reveal(references))) == "A-2005"
    elsewhere = Vault("default", new_keys("other"))
    assert code_of(lambda: elsewhere.reveal(references, look.reveal(references))) == "A-2004"
    assert code_of(lambda: elsewhere.put(numbers)) == "A-2004"


def test_a_new_key_leaves_the_old_numbers_readable(system, look, numbers):
    """After a change of key old and new rows open, and a number is still found by its index."""
    old = new_keys("2026")
    before = Vault("default", old).put(numbers[:2])
    vault = Vault("default", rotated(old, "2027"))
    after = vault.put(numbers)
    assert after[:2] == before
    assert vault.reveal(after, look.reveal(after)) == numbers


def test_a_row_put_in_the_place_of_another_does_not_open(vault, look, numbers, system):
    """A ciphertext is bound to its reference and index: swapping two rows is noticed."""
    references = vault.put(numbers[:2])
    with psycopg.connect(system.superuser_dsn("default")) as connection:
        connection.execute(
            "UPDATE vault.number SET ciphertext = other.ciphertext FROM vault.number other "
            "WHERE other.reference <> number.reference"
        )
    assert code_of(lambda: vault.reveal(references, look.reveal(references))) == "A-2005"


def test_a_reference_that_leads_nowhere_is_refused(vault, look):
    """A reference without a number is damage, not an empty answer."""
    nowhere = [uuid.uuid4()]
    assert code_of(lambda: vault.reveal(nowhere, look.reveal(nowhere))) == "A-2005"


def test_a_large_batch_goes_in_several_calls(vault, look, monkeypatch, numbers):
    """Batches are cut and put together again in order."""
    monkeypatch.setattr("daicho.access.vault.BATCH", 2)
    references = vault.put(numbers)
    assert vault.reveal(references, look.reveal(references)) == numbers


def test_other_errors_of_the_database_are_not_taken_for_refusals(vault, look, numbers, system):
    """Only what the vault itself says becomes a refusal."""
    with psycopg.connect(system.superuser_dsn("default")) as connection:
        connection.execute("REVOKE EXECUTE ON FUNCTION vault.find FROM daicho_default_app")
    with pytest.raises(Exception, match="permission denied"):
        vault.find(numbers[0], look.find(vault.digest(numbers[0])))


def test_the_use_of_a_record_waits_for_no_disk_but_a_writing_transaction_does(vault, look, numbers):
    """Only a call that stands alone skips the wait; an act around it keeps its own durability."""
    references = sorted(vault.put(numbers))
    first, second = look.reveal(references), look.reveal(references)
    with transaction.atomic(using="default"), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute("SELECT count(*) FROM vault.reveal(%s, %s)", (references, first))
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)
    with transaction.atomic(using="default"), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute("SELECT pg_current_xact_id()")
        cursor.execute("SELECT count(*) FROM vault.reveal(%s, %s)", (references, second))
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_a_record_of_a_machine_opens_the_vault_too(vault, numbers):
    """A number sealed to a peer is revealed under the machine's own record."""
    from daicho.access.grants import machine_access

    access = machine_access(
        system="142158/register", organisation="142158", function="host.number", purpose="notify", legal_ground="法"
    )
    references = vault.put(numbers)
    grant = Gate("default").reveal_numbers(access, dict(zip("abcde", references, strict=True)))
    assert vault.reveal(references, grant.record) == numbers


def test_the_entry_of_a_record_may_be_written_without_the_gate_only_in_this_room(vault, numbers, look):
    """`records.write` is what the gate uses; the vault accepts its rows because they are committed."""
    references = tuple(sorted(vault.put(numbers)))
    record = records.write("default", Entry(access=look.access, kind=AccessKind.REVEAL, vault_references=references))
    assert len(vault.reveal(references, record)) == len(numbers)
