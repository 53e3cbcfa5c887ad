"""What may be wrong with one record of a load file: items left blank, of the other kind of resident, or not writable.

Source: standard chapter 3, 1.1.1, 1.1.2, 1.1.6, 1.1.11; Basic Resident Register Act, Article 30-45.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from daicho.law import relationships
from daicho.law.records import PersonKind, Residence, ResidenceCategory, ResidentRecord
from daicho.law.residence_rules import ITEMS
from daicho.values.characters import Use, plainly_sound, validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.values.dates import RegisterDate

Fault = tuple[str, str]  # field, code of load_files_checks.REASONS
_Text = tuple[str, str]  # field, text


def faults(record: ResidentRecord) -> Iterator[Fault]:
    """Everything that is wrong with a record by itself, but its dates and numbers."""
    yield from blank_faults(record)
    yield from kind_faults(record)
    yield from text_faults(record)


def text_faults(record: ResidentRecord) -> Iterator[Fault]:
    """Texts with a character that may not be used, by field; nearly always all of them are plain at one look."""
    names, others = _texts(record)
    if plainly_sound("".join([text for _, text in names])) and plainly_sound(
        "".join([text for _, text in others]), use=Use.ADDRESS
    ):
        return
    for texts, use in ((names, Use.NAME), (others, Use.ADDRESS)):
        for field, text in texts:
            if not _sound(text, use):
                yield field, "LD-TEXT"


def blank_faults(record: ResidentRecord) -> Iterator[Fault]:
    """Fields that are never blank (STD-1.1.6), and the relationship's grammar."""
    if record.resident_record_code is None:
        yield "resident_record_code", "LD-BLANK"
    if not record.name.written:
        yield "name", "LD-BLANK"
    if not record.address.written:
        yield "address", "LD-BLANK"
    if record.kind is PersonKind.JAPANESE:
        for field in ("domicile", "first_listed_person"):
            if not getattr(record, field):
                yield field, "LD-BLANK"
    else:
        yield from _residence_blanks(record.residence)
    if record.relationship is not None and not relationships.is_valid(record.relationship):
        yield "relationship", "LD-RELATIONSHIP"


_DOCUMENTED: Final = frozenset({ResidenceCategory.MID_TO_LONG_TERM, ResidenceCategory.SPECIAL_PERMANENT})
_PERMITTED: Final = frozenset({ResidenceCategory.TEMPORARY_REFUGE, ResidenceCategory.PROVISIONAL_STAY})


def _residence_blanks(residence: Residence | None) -> Iterator[Fault]:
    """What the record of a foreign resident never leaves blank, by category of Article 30-45 (STD-1.1.6)."""
    if residence is None:
        yield "residence", "LD-BLANK"
        return
    if residence.became_foreign_resident_on is None:
        yield "residence.became_foreign_resident_on", "LD-BLANK"
    if residence.category in _DOCUMENTED and not residence.document_number:
        yield "residence.document_number", "LD-BLANK"
    if residence.category in _PERMITTED and not residence.period:
        yield "residence.period", "LD-BLANK"
    for item in ("status", "period", "expires_on", "document_number"):
        if item not in ITEMS[residence.category] and getattr(residence, item):
            yield f"residence.{item}", "LD-KIND"


_OF_FOREIGN: Final = ("residence", "common_name", "common_name_history")
_OF_JAPANESE: Final = ("domicile", "first_listed_person", "former_surname")


def kind_faults(record: ResidentRecord) -> Iterator[Fault]:
    """Items that only the other kind of resident has (STD-1.1.1, 1.1.2)."""
    foreign = _OF_FOREIGN if record.kind is PersonKind.JAPANESE else _OF_JAPANESE
    for field in foreign:
        if getattr(record, field):
            yield field, "LD-KIND"


def dates(record: ResidentRecord) -> list[tuple[str, RegisterDate | None]]:
    """The dates that have passed, by field; those not given are None."""
    found: list[tuple[str, RegisterDate | None]] = [
        ("birth_date", record.birth_date),
        ("became_resident_on", record.became_resident_on),
        ("address_set_on", record.address_set_on),
        ("notified_on", record.notified_on),
        ("remade_on", record.remade_on),
    ]
    if record.residence is not None:
        found += [
            ("residence.became_foreign_resident_on", record.residence.became_foreign_resident_on),
            ("residence.alien_registration_on", record.residence.alien_registration_on),
        ]
    if record.common_name is not None:
        found.append(("common_name.recorded_on", record.common_name.recorded_on))
    for index, deleted in enumerate(record.common_name_history):
        field = f"common_name_history[{index}]"
        found += [(f"{field}.recorded_on", deleted.recorded_on), (f"{field}.deleted_on", deleted.deleted_on)]
    return found


def _texts(record: ResidentRecord) -> tuple[list[_Text], list[_Text]]:
    """Every text of a record by its field: names, and what is written as addresses are."""
    name = record.name
    names = [
        ("name.family", name.family),
        ("name.given", name.given),
        ("name.family_furigana", name.family_furigana),
        ("name.given_furigana", name.given_furigana),
        ("name.roman", name.roman),
        ("name.single", name.single),
        ("de_facto_head", record.de_facto_head),
    ]
    for field, other in (("former_surname", record.former_surname), ("common_name", record.common_name)):
        if other is not None:
            names += ((f"{field}.written", other.written), (f"{field}.furigana", other.furigana))
    for index, deleted in enumerate(record.common_name_history):
        field = f"common_name_history[{index}]"
        names += ((f"{field}.written", deleted.written), (f"{field}.furigana", deleted.furigana))
    return names, _other_texts(record)


def _other_texts(record: ResidentRecord) -> list[_Text]:
    texts: list[_Text] = []
    for field, address in (
        ("address", record.address),
        ("previous_address", record.previous_address),
        ("last_registered_address", record.last_registered_address),
    ):
        if address is not None:
            texts += [
                (field, text) for text in (address.town, address.lot, address.building, address.country, address.text)
            ]
    texts += (
        ("domicile", record.domicile or ""),
        ("first_listed_person", record.first_listed_person or ""),
        ("remarks", record.remarks),
        ("memo", record.memo),
    )
    residence = record.residence
    if residence is not None:
        texts += [
            (f"residence.{item}", getattr(residence, item))
            for item in ("nationality", "nationality_code", "status", "period")
        ]
    return texts


@lru_cache(maxsize=65_536)
def _sound(text: str, use: Use) -> bool:
    return not validate(text, use=use)
