"""How a stay is written as a row of DF-2 or DF-4, and read back.

One `Layout` for each file: the columns in order, a writer and a reader. DF-4 keeps less than DF-2; what it does not
keep (relationship, previous address, postal code …) is never sent above the municipality (CTRL-014, CTRL-024).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from daicho.law.identification import FormerSurnameItems, IdentificationRecord, RecordStatus, UpdateReason
from daicho.law.identification_update import Stay
from daicho.law.records import Sex
from daicho.protocol import fingerprints
from daicho.values import addresses
from daicho.values.dates import RegisterDate, stored_day
from daicho.values.names import fold
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


class Technical(msgspec.Struct, frozen=True, kw_only=True):
    """The technical items of a file, which belong to the store and not to what was notified."""

    number_ref: UUID | None
    sequence: int
    timestamp: str
    received_on: str
    reason_detail: str = ""
    operator: str = ""
    terminal: str = ""
    gaiji_serials: tuple[int, int, int] = (0, 0, 0)  # name, address, former surname (DF-4 items 23, 24, 28)


class Layout(NamedTuple):
    """One file: its columns in order, how a stay becomes a row, how a row becomes a stay."""

    columns: tuple[str, ...]
    write: Callable[[Stay, Technical, bool], tuple[Any, ...]]
    read: Callable[[dict[str, Any]], Stay]


def reduced(record: IdentificationRecord) -> IdentificationRecord:
    """The part of a record that goes above the municipality: the items of DF-4 (CTRL-014, CTRL-024).

    住民となった日 goes along as the order of a person's stays; it is no item of DF-4 and is shown nowhere.
    """
    return msgspec.structs.replace(
        record,
        postal_code="",
        address_set_on=None,
        notified_on=None,
        municipality_code_before_move_in="",
        address_before_move_in="",
        gaiji_count_address_before_move_in=0,
        relationship="",
        planned=False,
    )


@lru_cache(maxsize=4096)
def _address_key(address: str) -> str:
    """The address as it is compared; a household shares it."""
    return addresses.normalise(address)


KEY_COLUMNS = ("present", "current", "since", "name_key", "kana_key", "address_key", "fingerprint")


def _keys(stay: Stay, *, current: bool) -> tuple[Any, ...]:
    record = stay.record
    return (
        stay.present,
        current,
        record.resident_since.stored(),
        fold(record.name),
        fold(record.name_furigana),
        _address_key(record.address),
        fingerprints.fingerprint(record),
    )


_MUNICIPAL_ITEMS = (
    "resident_record_code", "name_kanji", "gaiji_count_name", "name_furigana", "name_kana_unvoiced", "birth_date",
    "sex", "municipality_code", "oaza_aza_code", "postal_code", "address", "gaiji_count_address",
    "individual_number_ref", "resident_date", "address_set_date", "notification_date",
    "municipality_code_before_move_in", "address_before_move_in", "gaiji_count_address_before_move_in",
    "relationship", "change_reason", "change_date", "change_reason_detail", "old_resident_record_code",
    "resident_record_code_use_date", "request_management_no", "operator_id", "operator_terminal_id",
    "update_sequence_no", "abnormal_update_sequence_no", "update_prohibited_flag", "planned_person_flag",
    "exclusive_flag", "gaiji_flag", "record_status_flag", "timestamp", "former_surname_info",
)  # fmt: skip


def _write_municipal(stay: Stay, technical: Technical, current: bool) -> tuple[Any, ...]:
    record = stay.record
    former = msgspec.json.encode(record.former_surname).decode() if record.former_surname else None
    return (
        str(record.resident_record_code), record.name, record.gaiji_count_name, record.name_furigana,
        record.name_kana_unvoiced, record.birth_date.stored(), record.sex.value, record.municipality_code,
        record.oaza_aza_code, record.postal_code, record.address, record.gaiji_count_address, technical.number_ref,
        record.resident_since.stored(), _stored(record.address_set_on), _stored(record.notified_on),
        record.municipality_code_before_move_in, record.address_before_move_in,
        record.gaiji_count_address_before_move_in, record.relationship, stay.reason.value, stay.changed_on.stored(),
        technical.reason_detail, str(record.old_resident_record_code or ""),
        _stored(record.resident_record_code_used_from), "", technical.operator, technical.terminal,
        technical.sequence, 0, False, record.planned, False, record.has_gaiji, record.status.value,
        technical.timestamp, former, *_keys(stay, current=current),
    )  # fmt: skip


def _read_municipal(row: dict[str, Any]) -> Stay:
    former = row["former_surname_info"]
    record = IdentificationRecord(
        resident_record_code=ResidentRecordCode.parse(row["resident_record_code"]),
        name=row["name_kanji"],
        gaiji_count_name=row["gaiji_count_name"],
        name_furigana=row["name_furigana"],
        name_kana_unvoiced=row["name_kana_unvoiced"],
        birth_date=stored_day(row["birth_date"]),
        sex=Sex(row["sex"]),
        municipality_code=row["municipality_code"],
        oaza_aza_code=row["oaza_aza_code"],
        postal_code=row["postal_code"],
        address=row["address"],
        gaiji_count_address=row["gaiji_count_address"],
        resident_since=stored_day(row["resident_date"]),
        address_set_on=_date(row["address_set_date"]),
        notified_on=_date(row["notification_date"]),
        municipality_code_before_move_in=row["municipality_code_before_move_in"],
        address_before_move_in=row["address_before_move_in"],
        gaiji_count_address_before_move_in=row["gaiji_count_address_before_move_in"],
        relationship=row["relationship"],
        old_resident_record_code=_code(row["old_resident_record_code"]),
        resident_record_code_used_from=_date(row["resident_record_code_use_date"]),
        planned=row["planned_person_flag"],
        status=RecordStatus(row["record_status_flag"]),
        former_surname=_former_surname(former),
    )
    return Stay(record, UpdateReason(row["change_reason"]), stored_day(row["change_date"]))


_PREFECTURAL_ITEMS = (
    "resident_record_code", "name_kanji", "gaiji_count_name", "name_furigana", "birth_date", "sex", "address",
    "gaiji_count_address", "individual_number_ref", "change_reason", "change_date", "retention_flag",
    "name_kana_unvoiced", "municipality_code", "oaza_aza_code", "operator_id", "operator_terminal_id", "timestamp",
    "notice_received_date", "gaiji_flag", "deletion_flag", "update_sequence_no", "name_gaiji_change_serial",
    "address_gaiji_change_serial", "former_surname_kanji", "former_surname_gaiji_count", "former_surname_furigana",
    "former_surname_gaiji_change_serial",
)  # fmt: skip


def _write_prefectural(stay: Stay, technical: Technical, current: bool) -> tuple[Any, ...]:
    record = stay.record
    former = record.former_surname or FormerSurnameItems("")
    return (
        str(record.resident_record_code), record.name, record.gaiji_count_name, record.name_furigana,
        record.birth_date.stored(), record.sex.value, record.address, record.gaiji_count_address, technical.number_ref,
        stay.reason.value, stay.changed_on.stored(), not stay.present, record.name_kana_unvoiced,
        record.municipality_code, record.oaza_aza_code, technical.operator, technical.terminal, technical.timestamp,
        technical.received_on, record.has_gaiji, not stay.present, technical.sequence, technical.gaiji_serials[0],
        technical.gaiji_serials[1], former.written, former.gaiji_count, former.furigana, technical.gaiji_serials[2],
        *_keys(stay, current=current),
    )  # fmt: skip


def _read_prefectural(row: dict[str, Any]) -> Stay:
    former = None
    if row["former_surname_kanji"]:
        former = FormerSurnameItems(
            row["former_surname_kanji"], row["former_surname_gaiji_count"], row["former_surname_furigana"]
        )
    record = IdentificationRecord(
        resident_record_code=ResidentRecordCode.parse(row["resident_record_code"]),
        name=row["name_kanji"],
        gaiji_count_name=row["gaiji_count_name"],
        name_furigana=row["name_furigana"],
        name_kana_unvoiced=row["name_kana_unvoiced"],
        birth_date=stored_day(row["birth_date"]),
        sex=Sex(row["sex"]),
        municipality_code=row["municipality_code"],
        oaza_aza_code=row["oaza_aza_code"],
        postal_code="",
        address=row["address"],
        gaiji_count_address=row["gaiji_count_address"],
        resident_since=stored_day(row["since"]),
        status=RecordStatus.REMOVED if row["deletion_flag"] else RecordStatus.PRESENT,
        former_surname=former,
    )
    return Stay(record, UpdateReason(row["change_reason"]), stored_day(row["change_date"]))


def _former_surname(stored: Any) -> FormerSurnameItems | None:
    """The item as the file holds it; Django's connections hand JSON on as text."""
    if not stored:
        return None
    if isinstance(stored, str):
        return msgspec.json.decode(stored, type=FormerSurnameItems)
    return msgspec.convert(stored, FormerSurnameItems)


def _stored(date: RegisterDate | None) -> str:
    return date.stored() if date else ""


def _date(text: str) -> RegisterDate | None:
    return stored_day(text) if text else None


def _code(text: str) -> ResidentRecordCode | None:
    return ResidentRecordCode.parse(text) if text else None


MUNICIPAL = Layout((*_MUNICIPAL_ITEMS, *KEY_COLUMNS), _write_municipal, _read_municipal)
"""DF-2."""

PREFECTURAL = Layout((*_PREFECTURAL_ITEMS, *KEY_COLUMNS), _write_prefectural, _read_prefectural)
"""DF-4."""
