"""The store over real tables: every order of arrival ends alike, many at once as one by one, loads and baselines."""

from __future__ import annotations

import contextlib
from itertools import permutations

import msgspec
import pytest
from django.db import transaction

from daicho.identification.layout import reduced
from daicho.identification.store import Incoming
from daicho.law.identification import (
    Applied,
    IdentificationUpdate,
    RecordStatus,
    Refused,
    UpdateReason,
    derive_record,
)
from daicho.systems.national.models import FileLoad, Identification, PastStay
from daicho.systems.national.store import store
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode
from daicho.world.files import NAMES, write_population

from .support import people

pytestmark = pytest.mark.database
KODAIRA, EBINA = "132110", "142158"


def update(record, reason, day):
    return IdentificationUpdate(record=record, reason=reason, changed_on=RegisterDate.parse(day))


def incoming(change, sequence=1):
    return Incoming(
        update=change,
        municipality=change.record.municipality_code,
        sequence=sequence,
        recorded_at="2026-11-21T09:00:00Z",
        received_on="2026-11-21",
    )


def apply(*changes):
    with transaction.atomic(using="national"):
        return store().apply([incoming(change, number) for number, change in enumerate(changes, 1)])


def moving():
    """A person in Kodaira, who leaves it, and who arrives in Ebina: three updates, two links."""
    (person,) = people(1)
    there = reduced(derive_record(person.record))
    here = msgspec.structs.replace(
        there,
        municipality_code=KODAIRA,
        address="東京都小平市小川町二丁目1333番地",
        resident_since=RegisterDate.parse("2020-04-01"),
    )
    left = msgspec.structs.replace(here, status=RecordStatus.REMOVED)
    arrived = msgspec.structs.replace(there, resident_since=RegisterDate.parse("2026-11-20"))
    return (
        update(here, UpdateReason.MOVE_IN, "2020-04-01"),
        update(left, UpdateReason.MOVE_OUT, "2026-11-20"),
        update(arrived, UpdateReason.MOVE_IN, "2026-11-20"),
    )


def test_every_order_of_two_links_ends_with_the_person_in_ebina(system_databases):
    """Kodaira's entry comes before its removal; Ebina's move-in may come before, between or after."""
    entered, left, arrived = moving()
    orders = [order for order in permutations((entered, left, arrived)) if order.index(entered) < order.index(left)]
    for order in orders:
        Identification.objects.all().delete()
        for change in order:
            (outcome,) = apply(change)
            assert isinstance(outcome, Applied)
        current = Identification.objects.get(current=True)
        assert (current.municipality_code, current.present) == (EBINA, True)
        assert not Identification.objects.get(municipality_code=KODAIRA).present


def test_one_batch_gives_the_same_rows_as_one_by_one(system_databases):
    """Sixty entries and sixty corrections in one batch (COPY) or singly: the same file."""
    records = [reduced(derive_record(person.record)) for person in people(60)]
    entries = [update(record, UpdateReason.MOVE_IN, "2026-11-01") for record in records]
    corrections = [
        update(
            msgspec.structs.replace(record, name_furigana="カイセイ", name_kana_unvoiced="カイセイ"),
            UpdateReason.EX_OFFICIO_CORRECTION,
            "2026-11-02",
        )
        for record in records
    ]
    apply(*entries, *corrections)
    together = list(Identification.objects.order_by("resident_record_code").values())
    assert PastStay.objects.count() == 60
    Identification.objects.all().delete()
    for number, change in enumerate([*entries, *corrections], 1):
        with transaction.atomic(using="national"):
            store().apply([incoming(change, number)])
    assert list(Identification.objects.order_by("resident_record_code").values()) == together


def changes_of(records):
    """Corrections of everyone, a new code for every third, a removal of every fourth."""
    for place, record in enumerate(records):
        corrected = msgspec.structs.replace(record, name_furigana="カイセイ", name_kana_unvoiced="カイセイ")
        yield update(corrected, UpdateReason.EX_OFFICIO_CORRECTION, "2026-11-02")
        if place % 3 == 0:
            code = ResidentRecordCode.synthetic(9_600_000 + place)
            corrected = msgspec.structs.replace(
                corrected, resident_record_code=code, old_resident_record_code=record.resident_record_code
            )
            yield update(corrected, UpdateReason.CODE_CHANGE, "2026-11-03")
        if place % 4 == 0:
            left = msgspec.structs.replace(corrected, status=RecordStatus.REMOVED)
            yield update(left, UpdateReason.MOVE_OUT, "2026-11-04")


def test_a_batch_over_persons_who_are_held_already_replaces_their_rows_and_keeps_their_other_stays(system_databases):
    """Sixty persons of whom some lived elsewhere before: many changes at once or singly give the same file."""
    records = [reduced(derive_record(person.record)) for person in people(60)]
    before = [
        update(
            msgspec.structs.replace(
                record, municipality_code=KODAIRA, address="東京都小平市小川町二丁目1333番地",
                resident_since=RegisterDate.parse("2020-04-01"),
            ),
            UpdateReason.MOVE_IN,
            "2020-04-01",
        )
        for record in records[::5]
    ]  # fmt: skip
    entries = [update(record, UpdateReason.MOVE_IN, "2026-11-01") for record in records]
    changes = list(changes_of(records))
    files = []
    for together in (True, False):
        Identification.objects.all().delete()
        apply(*before, *entries)
        if together:
            apply(*changes)
        else:
            for number, change in enumerate(changes, 1):
                with transaction.atomic(using="national"):
                    store().apply([incoming(change, number)])
        files.append(list(Identification.objects.order_by("resident_record_code", "municipality_code").values()))
    assert files[0] == files[1]
    assert len(files[0]) == len(records) + len(before)


def test_a_refused_one_leaves_the_others_of_its_batch(system_databases):
    """The second move-in of the same person is refused, the rest is applied."""
    first, second = (reduced(derive_record(person.record)) for person in people(2))
    outcomes = apply(
        update(first, UpdateReason.MOVE_IN, "2026-11-01"),
        update(first, UpdateReason.MOVE_IN, "2026-11-01"),
        update(second, UpdateReason.MOVE_IN, "2026-11-01"),
    )
    assert [isinstance(outcome, Refused) for outcome in outcomes] == [False, True, False]
    assert Identification.objects.count() == 2


def test_a_changed_code_moves_the_person_under_the_new_one(system_databases):
    """The update is matched by the old code; afterwards the person is found by the new one only."""
    (person,) = people(1)
    record = reduced(derive_record(person.record))
    new = ResidentRecordCode.synthetic(9_500_001)
    changed = msgspec.structs.replace(
        record, resident_record_code=new, old_resident_record_code=record.resident_record_code
    )
    apply(
        update(record, UpdateReason.MOVE_IN, "2026-11-01"),
        update(changed, UpdateReason.CODE_CHANGE, "2026-11-02"),
    )
    assert Identification.objects.get().resident_record_code == str(new)


@pytest.fixture
def nation(tmp_path):
    """The nation's own keys, without any link."""
    from daicho.access import vault_keys
    from daicho.exchange import pki, runtime
    from daicho.identification import numbers

    from .support import NATION

    world = pki.create_world(tmp_path / "keys", {NATION: "https://127.0.0.1:1"})
    keys = world.keys_of(NATION)
    vault_keys.save(vault_keys.new_keys(), keys / numbers.NUMBER_KEYS)
    runtime.configure("national", party=NATION, keys=keys, trust_list=world.trust_list, trust_root=world.root)
    with contextlib.ExitStack() as stack:
        stack.callback(runtime.forget)
        stack.callback(numbers._keys.cache_clear)
        yield tmp_path


def test_a_file_is_taken_once_whole_and_numbers_go_to_the_vault(system_databases, nation):
    """The second run of the same file changes nothing; every person has a vault reference."""
    from daicho.systems.national import actions

    write_population(nation / "files", municipality_code=EBINA, people=120, seed=3)
    path = nation / "files" / NAMES["identification"]
    told = []
    report = actions.load(path, progress=lambda done, total: told.append((done, total)))
    assert (report.residents, report.rejects, report.repeated) == (120, (), False)
    assert told[-1] == (120, 120)
    assert Identification.objects.filter(individual_number_ref__isnull=True).count() == 0
    again = actions.load(path)
    assert (again.repeated, again.residents, Identification.objects.count()) == (True, 120, 120)


def test_a_newer_file_of_the_same_people_replaces_what_the_earlier_one_said(system_databases, nation):
    """Loaded again with other contents, nobody stands twice in the file and the newer content is held."""
    from daicho.systems.national import actions

    write_population(nation / "files", municipality_code=EBINA, people=120, seed=3)
    path = nation / "files" / NAMES["identification"]
    actions.load(path)
    held = list(Identification.objects.order_by("resident_record_code").values())
    Identification.objects.update(name_kanji="古い氏名")
    FileLoad.objects.all().delete()
    assert actions.load(path).residents == 120
    assert list(Identification.objects.order_by("resident_record_code").values()) == held


def test_a_file_cut_short_is_refused_and_leaves_nothing(system_databases, nation):
    """The trailer is missing: nothing of the file is taken, and a whole one may follow."""
    from daicho.protocol.load_files import FileRefused
    from daicho.systems.national import actions

    write_population(nation / "files", municipality_code=EBINA, people=30, seed=3)
    path = nation / "files" / NAMES["identification"]
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileRefused):
        actions.load(path)
    assert (Identification.objects.count(), FileLoad.objects.count()) == (0, 0)
    path.write_bytes(whole)
    assert actions.load(path).residents == 30


def test_a_baseline_takes_over_what_differs_and_removes_who_was_not_stated(system_databases):
    """Two people are held; one is stated with another address, one is not stated, a third is new."""
    from daicho.exchange.handlers import Delivery
    from daicho.identification import baselines
    from daicho.protocol import baselines as stating
    from daicho.protocol.messages import BaselineClosing, BaselineOpening
    from daicho.systems.national.models import Stated

    from .support import PREFECTURE

    first, second, third = (reduced(derive_record(person.record)) for person in people(3))
    apply(update(first, UpdateReason.MOVE_IN, "2026-11-01"), update(second, UpdateReason.MOVE_IN, "2026-11-01"))
    moved = msgspec.structs.replace(first, address="神奈川県海老名市中央一丁目1番1号", gaiji_count_address=0)
    with transaction.atomic(using="national"):
        for number, message in enumerate(stating.stating("run", EBINA, [moved, third]), 1):
            delivery = Delivery("national", PREFECTURE, "baseline/1", 2, number, message, "2026-11-21T09:00:00Z")
            if isinstance(message, BaselineOpening):
                baselines.opening(store(), Stated, delivery)
            elif isinstance(message, BaselineClosing):
                baselines.closing(store(), Stated, delivery, None)
            else:
                baselines.record(store(), Stated, delivery, None)
    present = dict(Identification.objects.filter(present=True).values_list("resident_record_code", "address"))
    assert present == {str(first.resident_record_code): moved.address, str(third.resident_record_code): third.address}
    assert not Stated.objects.exists()
