"""What a record can be found by: its search keys, one row per searchable value, as search forms.

A search form (`values.names.search_forms`) has kana folded and kanji led to the head of their variants and
look-alikes, so that 渡辺 finds 渡邉. A text has one form; only a kanji with several heads gives a row for each.

Source: standard chapter 3, 2.1.2 (folding, variants), 2.1.3 (keys; past names and addresses too).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from daicho.law import ordinals
from daicho.values.names import fold, search_forms
from daicho.values.residence_documents import normalised_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from daicho.law.records import Residence, ResidentRecord
    from daicho.systems.register.loading.parts import Parts
    from daicho.values.addresses import Address
    from daicho.values.names import CommonName, FormerSurname, PersonName

LONGEST: Final = 200
"""Characters of a value that the index holds; longer texts are found by their beginning."""


def birth_day(record: ResidentRecord | Parts) -> int:
    """The birth date as a sortable day: the earliest day it can mean."""
    return ordinals.start_of(record.birth_date) // 2


def grams(folded: str, reading: str = "") -> list[str]:
    """What a search for a part looks up: the characters and pairs of neighbours of a text, the pairs of its reading."""
    pairs = map(str.__add__, folded, folded[1:])
    return list(dict.fromkeys([*folded, *pairs, *map(str.__add__, reading, reading[1:])]))


def of_address(address: Address) -> tuple[dict[str, Any], ...]:
    """The keys of an address, its code among them; members of a household share them."""
    return _of_address(address.town, address.lot, address.building, address.text, address.address_code)


@lru_cache(maxsize=4096)
def _of_address(town: str, lot: str, building: str, text: str, code: str) -> tuple[dict[str, Any], ...]:
    pieces = [form[:LONGEST] for form in search_forms(f"{town}{building}" or text)]
    parts = list(dict.fromkeys(gram for piece in pieces for gram in grams(piece)))
    forms = search_forms(f"{town}{lot}{building}" or text)
    found = [{"kind": "address", "value": form[:LONGEST], "grams": parts or None} for form in forms if form]
    return (*found, {"kind": "address_code", "value": code}) if code else tuple(found)


def keys_of(record: ResidentRecord, *, is_current: bool) -> Iterator[dict[str, Any]]:
    """The search keys of one content of a record, as rows; what the content itself calls past is never current."""
    common = {
        "addressee_number": record.addressee_number.stored(),
        "birth_day": birth_day(record),
        "is_current": is_current,
        "reading": "",
        "given": "",
        "given_reading": "",
        "grams": None,
    }
    for values in values_of(record):
        yield common | values | {"is_current": is_current and values.get("is_current", True)}


def through(current: ResidentRecord, others: Iterable[ResidentRecord]) -> Iterator[dict[str, Any]]:
    """The search keys of the content in force, current; then those of other contents, past."""
    yield from keys_of(current, is_current=True)
    for record in others:
        yield from keys_of(record, is_current=False)


def distinct(keys: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The keys with each (person, kind, value, reading) once; the first one given stays."""
    seen: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for key in keys:
        seen.setdefault((key["addressee_number"], key["kind"], key["value"], key["reading"]), key)
    return list(seen.values())


def values_of(record: ResidentRecord) -> Iterator[dict[str, Any]]:
    """What differs from key to key of one content: kind, value and what stands beside it."""
    yield from of_person(record)
    yield from of_address(record.address)


def of_person(record: ResidentRecord | Parts) -> Iterator[dict[str, Any]]:
    """The same but for the address: names, documents, the code."""
    yield from _of_name(record.name)
    if record.former_surname is not None:
        yield from _of_other_name("former_surname", record.former_surname)
    if record.common_name is not None:
        yield from _of_other_name("common_name", record.common_name)
    for deleted in record.common_name_history:
        for key in _of_other_name("common_name", deleted):
            yield key | {"is_current": False}
    if record.residence is not None:
        yield from _of_residence(record.residence)
    if record.resident_record_code is not None:
        yield {"kind": "code", "value": record.resident_record_code.stored()}


def document(number: str) -> str:
    """The number of a residence card or certificate as it is compared: its letters and digits, however typed."""
    return normalised_document(number)[:LONGEST]


def _of_residence(residence: Residence) -> Iterator[dict[str, Any]]:
    """The number of the card or certificate (STD-2.1.3), and the nationality."""
    number, nationality = document(residence.document_number), fold(residence.nationality)[:LONGEST]
    if number:
        yield {"kind": "document", "value": number}
    if nationality:
        yield {"kind": "nationality", "value": nationality}


def _of_name(name: PersonName) -> Iterator[dict[str, Any]]:
    """A name under each of its writings: kanji or kana, and Roman letters.

    The forms of the whole name are at least as many as those of the given name, so each of these has its row.
    """
    reading = fold(name.family_furigana + name.given_furigana)[:LONGEST]
    given, given_reading = _of_given(name.given, name.given_furigana)
    for at, form in enumerate(search_forms(f"{name.family}{name.given}" or name.single)):
        written = form[:LONGEST]
        if written:
            yield {
                "kind": "name",
                "value": written,
                "reading": reading,
                "given": given[at % len(given)],
                "given_reading": given_reading,
                "grams": grams(written, reading),
            }
    if name.roman:
        roman = fold(name.roman)[:LONGEST]
        yield {"kind": "name", "value": roman, "reading": reading, "grams": grams(roman)}


@lru_cache(maxsize=16_384)
def _of_given(given: str, furigana: str) -> tuple[tuple[str, ...], str]:
    """The forms of a given name and of its reading, which many share."""
    return tuple(form[:LONGEST] for form in search_forms(given)), fold(furigana)[:LONGEST]


def _of_other_name(kind: str, name: FormerSurname | CommonName) -> Iterator[dict[str, Any]]:
    reading = fold(name.furigana)[:LONGEST]
    for form in search_forms(name.written):
        written = form[:LONGEST]
        yield {"kind": kind, "value": written, "reading": reading, "grams": grams(written, reading)}
