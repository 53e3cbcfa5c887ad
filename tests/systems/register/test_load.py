"""The initial load: existing residents taken over, whole households or not at all."""

from __future__ import annotations

import datetime as dt

import pytest

from daicho.law.records import PersonKind, ResidentRecord, Sex, State
from daicho.protocol.load_files import FileHeader, FileKind, FileRefused, FileWriter, LoadedHousehold, LoadedPerson
from daicho.systems.register import rebuild
from daicho.systems.register.loading import load
from daicho.systems.register.models import Act, HistoryRow, Outbox, Person, ResidentVersion
from daicho.systems.register.queries import records
from daicho.systems.register.queries.search import Conditions, search
from daicho.values.names import PersonName
from daicho.values.numbers import (
    AddresseeNumber,
    HouseholdNumber,
    IndividualNumber,
    MunicipalityCode,
    ResidentRecordCode,
)

from .support import ALIAS, address, day, household_of, move_in, open_grant, persons_of, record, search_grant

pytestmark = pytest.mark.database


def person(serial, household, *, head, relationship):
    name = PersonName(
        "試験", f"名{serial}", "シケン", f"ナ{serial}".translate(str.maketrans("0123456789", "アイウエオカキクケコ"))
    )
    return LoadedPerson(
        ResidentRecord(
            addressee_number=AddresseeNumber.from_serial(serial),
            household_number=household,
            kind=PersonKind.JAPANESE,
            state=State.PRESENT,
            name=name,
            birth_date=day("昭和60年2月3日"),
            sex=Sex.FEMALE,
            address=address(f"{household.body.lstrip('0')}番1号"),
            relationship=relationship,
            head_name=head,
            became_resident_on=day("平成10年4月1日"),
            address_set_on=day("平成20年4月1日"),
            notified_on=day("平成20年4月2日"),
            resident_record_code=ResidentRecordCode.synthetic(1_000_000 + serial),
            domicile="神奈川県海老名市中央一丁目1番地",
            first_listed_person="試験　太郎",
        ),
        IndividualNumber.synthetic(1_000_000 + serial),
    )


def household(number, size=2):
    mine = HouseholdNumber.from_serial(number)
    head = f"試験　名{number * 10}"
    return LoadedHousehold(
        mine,
        tuple(
            person(number * 10 + place, mine, head=head, relationship="世帯主" if place == 0 else "子")
            for place in range(size)
        ),
    )


def write_file(path, households):
    header = FileHeader(
        kind=FileKind.RESIDENTS,
        format=1,
        municipality_code=MunicipalityCode.parse("142158"),
        as_of=dt.date(2026, 11, 21),
        synthetic=True,
        people=sum(len(each.members) for each in households),
    )
    writer = FileWriter(header)
    with path.open("wb") as file:
        file.write(writer.first)
        for each in households:
            file.write(writer.line(each))
        file.write(writer.last())
    return path


def test_a_file_is_taken_over_by_one_opening_act_that_sends_nothing(register, tmp_path):
    """Everyone stands on the register with history row 1, is found, and no message has been written."""
    report = load(ALIAS, write_file(tmp_path / "a.jsonl", [household(number) for number in range(1, 6)]))
    assert (report.households, report.residents, report.rejects) == (5, 10, ())
    assert Act.objects.get().command_kind == "initial_opening"
    assert {row.reason for row in HistoryRow.objects.all()} == {"opening"}
    assert Outbox.objects.count() == 0
    number = AddresseeNumber.from_serial(10).stored()
    content = records.person(open_grant(number), number)
    assert content.name.given == "名10"
    assert content.individual_number_ref
    found = search(search_grant(), Conditions(name="名31"))
    assert [hit.addressee_number for hit in found.hits] == [AddresseeNumber.from_serial(31).stored()]


def test_versions_rebuilt_from_the_stored_parts_are_the_table(register, tmp_path):
    """The opening act's parts hold what the versions hold, and the chain covers them."""
    load(ALIAS, write_file(tmp_path / "a.jsonl", [household(number) for number in range(1, 6)]))
    report = rebuild.versions(ALIAS)
    assert report.equal
    assert report.versions == 10
    assert rebuild.verify_chain(ALIAS).broken is None


def test_the_same_file_again_changes_nothing(register, tmp_path):
    """A load started again after it was done says so and leaves everything as it is."""
    path = write_file(tmp_path / "a.jsonl", [household(1)])
    first = load(ALIAS, path)
    again = load(ALIAS, path)
    assert again.repeated
    assert again.act_number == first.act_number
    assert Act.objects.count() == 1


def test_a_household_with_a_number_in_use_is_rejected_whole_and_named(register, tmp_path):
    """The second file's first household has a member whose number is taken; the other household comes in."""
    load(ALIAS, write_file(tmp_path / "a.jsonl", [household(1)]))
    report = load(ALIAS, write_file(tmp_path / "b.jsonl", [household(1), household(2)]))
    assert report.rejected_households == 1
    assert report.residents == 2
    assert {reject.code for reject in report.rejects} == {"LR-ADDRESSEE", "LR-HOUSEHOLD", "LR-CODE"}
    assert {reject.line for reject in report.rejects} == {2}


def test_a_file_cut_short_leaves_nothing(register, tmp_path):
    """Refused at its end, after blocks were written: the transaction takes them back, and a whole file then loads."""
    path = write_file(tmp_path / "a.jsonl", [household(number) for number in range(1, 4)])
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(FileRefused):
        load(ALIAS, cut)
    assert Person.objects.count() == ResidentVersion.objects.count() == Act.objects.count() == 0
    assert load(ALIAS, path).residents == 6


def test_new_numbers_begin_after_those_taken_over(register, tmp_path):
    """Addressee and household numbers never repeat (STD-1.1.13)."""
    load(ALIAS, write_file(tmp_path / "a.jsonl", [household(77)]))
    recorded = record(move_in(1))
    assert int(persons_of(recorded)[0].body) > 771
    assert int(household_of(recorded).body) > 77


def test_progress_is_told(register, tmp_path):
    """The caller hears how many residents are done, of how many."""
    heard = []
    load(ALIAS, write_file(tmp_path / "a.jsonl", [household(1)]), lambda done, total: heard.append((done, total)))
    assert heard[-1] == (2, 2)


def rows_of(statement):
    from django.db import connections

    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_the_history_of_a_block_is_read_by_the_ids_of_its_versions_alone(register, tmp_path):
    """However many versions the opening act has by then: neither they nor the index of their exclusion are gone through."""
    from django.db import connections, transaction

    from daicho.systems.register.loading import taking_over

    values = {"act": 1, "after": 5, "last": 9, "processed_on": day("令和8年11月21日").stored()}
    values |= {"basis": "ex_officio", "place": "", "terminal": ""}
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # there is nobody yet, and an empty table is soon read
        cursor.execute(f"EXPLAIN {taking_over._HISTORY}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "register_residentversion_pkey" in plan
    assert "register_version_one_truth" not in plan


INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'register_searchkey' ORDER BY indexname"


def test_a_first_load_leaves_the_indexes_as_they_were(register, tmp_path):
    """The searching indexes are made anew at the end of a first load, each with its very definition."""
    before = rows_of(INDEXES)
    write_file(tmp_path / "file.jsonl", [household(1)])
    load(ALIAS, tmp_path / "file.jsonl")
    assert rows_of(INDEXES) == before


def test_a_file_read_by_a_process_of_its_own_comes_in_the_same(register, tmp_path, monkeypatch):
    """A large file is read elsewhere: the same residents, keys and rejects as when it is read here."""
    from daicho.systems.register.loading import taking_over

    monkeypatch.setattr(taking_over, "APART_FROM", 0)
    whole = household(3)
    faulty = LoadedHousehold(whole.household_number, (*whole.members, whole.members[1]))
    write_file(tmp_path / "file.jsonl", [household(1), household(2, 3), faulty])
    report = load(ALIAS, tmp_path / "file.jsonl")
    assert (report.households, report.residents, report.rejected_households) == (2, 5, 1)
    assert ("LD-TWICE", 4) in {(reject.code, reject.line) for reject in report.rejects}
    assert Person.objects.count() == 5
    assert rebuild.versions(ALIAS).equal
    assert search(search_grant(), Conditions(name="名21")).hits


@pytest.mark.parametrize("households", [1, 2, 500])
def test_two_processes_make_the_rows_that_one_makes(tmp_path, monkeypatch, households):
    """Faulty households at the beginning, between and at the end: the same rows, numbers, rejects and serials.

    Whatever the size of a block here; the processes keep to theirs. The references alone are drawn anew.
    """
    from daicho.access import vault_keys
    from daicho.systems.register.loading import apart, preparing

    monkeypatch.setattr(preparing, "HOUSEHOLDS", households)
    faulty = [LoadedHousehold(household(each).household_number, ()) for each in (1, 4, 5, 9)]
    right = [household(each) for each in (2, 3, 6, 7, 8)]
    path = tmp_path / "file.jsonl"
    write_file(path, [faulty[0], right[0], right[1], faulty[1], faulty[2], *right[2:], right[0], faulty[3]])
    keys = vault_keys.new_keys()
    vault_keys.save(keys, tmp_path / "keys")
    town = MunicipalityCode.parse("142158")
    with path.open("rb") as file:
        passed_on = list(preparing.checked(file, keys, municipality_code=town, synthetic=True))
    one = [preparing.written(each, act=7) for each in passed_on]
    two = list(apart.prepared_apart(apart.Job(str(path), "142158", True, str(tmp_path / "keys"), 7)))
    assert said_of(one) == said_of(two)
    assert sum(each.facts.households for each in two) == len(right)
    assert len(one) >= len(two) == 1


def said_of(blocks):
    """What some blocks say, but for the references of numbers."""
    references = {str(each).encode(): b"reference" for block in blocks for each in block.facts.numbers.references}

    def rows(name):
        text = b"".join(getattr(each.block, name) for each in blocks)
        for reference, word in references.items():
            text = text.replace(reference, word)
        return text

    return (
        [rows(name) for name in ("versions", "persons", "households", "keys")],
        [index for each in blocks for index in each.facts.numbers.indexes],
        [reject for each in blocks for reject in each.facts.rejects],
        {each.facts.people for each in blocks},
        max(each.facts.addressee_serial for each in blocks),
        max(each.facts.household_serial for each in blocks),
    )


def test_a_process_that_reads_and_breaks_is_told_of_by_the_kind_of_its_error(tmp_path):
    """Keys that are missing, a file that is not there: never an empty load."""
    from daicho.access import vault_keys
    from daicho.systems.register.loading import apart

    vault_keys.save(vault_keys.new_keys(), tmp_path / "keys")
    write_file(tmp_path / "file.jsonl", [household(1)])
    file, keys, nowhere = (str(tmp_path / name) for name in ("file.jsonl", "keys", "nowhere"))
    for path, named, kind in ((file, nowhere, "VaultKeyError"), (nowhere, keys, "FileNotFoundError")):
        with pytest.raises(apart.ReadingFailed, match=kind):
            list(apart.prepared_apart(apart.Job(path, "142158", True, named, 1)))


@pytest.mark.parametrize(("words", "said"), [(b"", b"ended"), (b"\x01", b"ended"), (bytes(7) + b"\x01\x80", b"unsaid")])
def test_a_process_that_hears_nothing_says_that_it_failed(words, said):
    """The one before it ended, or in the middle of a word, or its word is an empty map: never an empty load."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "daicho.systems.register.loading.apart", "write", "1"]
    done = subprocess.run(command, input=words, capture_output=True, check=True, timeout=60)
    assert said in done.stdout


def test_a_file_cut_short_is_refused_by_the_process_that_reads_it(register, tmp_path, monkeypatch):
    """The refusal comes over the pipe with its code, and nothing of the file stands."""
    from daicho.systems.register.loading import taking_over

    monkeypatch.setattr(taking_over, "APART_FROM", 0)
    path = tmp_path / "file.jsonl"
    write_file(path, [household(1)])
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(FileRefused, match="LF-"):
        load(ALIAS, path)
    assert Person.objects.count() == 0


def test_a_number_the_vault_knows_keeps_its_reference_everywhere(register, tmp_path):
    """The reference made while reading gives way to the one the vault has, in the rows and in the stored changes."""
    from django.db import transaction

    from daicho.identification import numbers

    mine = household(1)
    with transaction.atomic(using=ALIAS):
        (known,) = numbers.vault(ALIAS).put([mine.members[1].individual_number])
    write_file(tmp_path / "file.jsonl", [mine])
    load(ALIAS, tmp_path / "file.jsonl")
    number = mine.members[1].record.addressee_number.stored()
    assert Person.objects.get(pk=number).individual_number_ref == str(known)
    assert ResidentVersion.objects.get(addressee_number=number).individual_number_ref == str(known)
    assert rebuild.versions(ALIAS).equal
