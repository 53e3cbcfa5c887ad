"""Reading one line of a load file, and everything that may be wrong with it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from daicho.law import relationships
from daicho.law.identification_items import item_problems
from daicho.law.records import CardItems, Entitlements, Residence, ResidentRecord, State
from daicho.protocol import load_files_records as records
from daicho.protocol.load_files_lines import MAX_LINE, FileHeader, LoadedHousehold, LoadedIdentification, Reject
from daicho.values import codec
from daicho.values.addresses import Address, AddressKind, problems, wards
from daicho.values.errors import InvalidValue
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.residence_documents import is_document_number, is_synthetic_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.values.numbers import Number

REASONS: Final[dict[str, tuple[str, str]]] = {
    "LD-SIZE": ("行が長すぎます(上限1MiB)", "the line is too long (1 MiB at most)"),
    "LD-JSON": ("行がUTF-8のJSONではありません", "the line is not JSON in UTF-8"),
    "LD-MISSING": ("必須の項目がありません", "a required field is missing"),
    "LD-UNKNOWN": ("知らない項目があります", "there is a field that this format does not know"),
    "LD-CHOICE": ("決められた値のどれでもありません", "not one of the values permitted here"),
    "LD-TYPE": ("項目の型が違います", "the field is of the wrong type"),
    "LD-EMPTY": ("世帯員がいません", "the household has no member"),
    "LD-HOUSEHOLD": ("世帯番号が世帯の行と一致しません", "the household number is not the line's"),
    "LD-STATE": ("住民でない者は世帯に登録できません", "only present residents are loaded"),
    "LD-BLANK": (
        "空欄を許容しない項目が空です(標準仕様書1.1.6)",
        "a field that is never blank is blank (standard 1.1.6)",
    ),
    "LD-KIND": (
        "日本人住民・外国人住民の一方だけ、または別の30条45区分だけが持つ項目です",
        "an item that only the other kind of resident has, or another category of Article 30-45",
    ),
    "LD-CARD": (
        "在留カード等の番号の形式(英字2字、数字8字、英字2字)ではありません",
        "not the form of a residence card's number: two letters, eight digits, two letters",
    ),
    "LD-HEAD": (
        "世帯主が1人ではありません。1人の「世帯主」か、全員を世帯主未設定としてください",
        "there is not one head: one member is 世帯主, or the head is unset for all",
    ),
    "LD-HEAD-NAME": ("世帯主の氏名が世帯主本人と一致しません", "the head's name is not that of the head"),
    "LD-RELATIONSHIP": (
        "続柄の書き方ではありません(標準仕様書1.1.11)",
        "not a relationship as standard 1.1.11 writes it",
    ),
    "LD-ADDRESS": ("住所が当市区町村の住所ではありません", "the address is not one of this municipality"),
    "LD-ORDER": (
        "生年月日より前の日付です",
        "the date lies before the date of birth",
    ),
    "LD-FUTURE": ("ファイルの基準日より後の日付です", "the date lies after the day of the file"),
    "LD-SYNTHETIC": (
        "合成番号の範囲とファイルの種別が一致しません",
        "the number does not belong with what the file says of itself: synthetic or real",
    ),
    "LD-TEXT": (
        "使えない文字があります。制御文字、単独の異体字セレクタ、範囲外の私用領域を除いてください",
        "a character that may not be used: control, unpaired selector, private use outside the sets",
    ),
    "LD-ITEM": (
        "本人確認情報の項目の形式または符号の誤りです",
        "format or code of an item of identification information is wrong",
    ),
    "LD-TWICE": ("同じ番号がファイルの中に2度あります", "the number occurs twice in the file"),
}


_Line = TypeVar("_Line", bound=LoadedHousehold | LoadedIdentification)
_PLACE: Final = re.compile(r" - at `(?:key in )?\$\.?(.*?)`$")
_FIELD: Final = re.compile(r"field `(.*?)`")
_PARTS: Final[dict[str, type[msgspec.Struct]]] = {
    "": ResidentRecord,
    ".name": PersonName,
    ".address": Address,
    ".residence": Residence,
    ".common_name": CommonName,
    ".former_surname": FormerSurname,
    ".entitlements": Entitlements,
    ".card": CardItems,
}
"""Structures of a line whose fields must be known ones, by their place in the record."""

_KNOWN_FIELDS: Final = {
    kind: frozenset(field.encode_name for field in msgspec.structs.fields(kind)) for kind in _PARTS.values()
}
Fault = tuple[str, str]  # field, code of REASONS


def people_of(content: LoadedHousehold | LoadedIdentification) -> int:
    """How many persons a line holds."""
    return len(content.members) if isinstance(content, LoadedHousehold) else 1


class LineChecks:
    """The checks of one file; remembers the numbers it has seen."""

    def __init__(self, header: FileHeader) -> None:
        self._header = header
        code = header.municipality_code.stored()
        self._codes = frozenset({code, *(ward.code for ward in wards(code))})
        self._last_day = header.as_of
        self._seen: defaultdict[str, set[int]] = defaultdict(set)

    def read(self, data: bytes, kind: type[_Line], line: int) -> tuple[_Line | None, list[Reject]]:
        """The content of a line, if it can be read at all, and its faults."""
        try:
            if len(data) > MAX_LINE:
                return None, [_reject(line, "", "LD-SIZE")]
            content = codec.decode(data, kind)
        except msgspec.ValidationError as error:
            return None, [_rejected(line, error)]
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None, [_reject(line, "", "LD-JSON")]
        if isinstance(content, LoadedHousehold):
            # a line that is written again as it was read has no field but the known ones
            unknown = () if codec.encode(content) == data.rstrip(b"\n") else unknown_fields(msgspec.json.decode(data))
            faults = [*unknown, *self._household_faults(content)]
        else:
            faults = list(self._identification_faults(content))
        return content, [_reject(line, field, code) for field, code in faults]

    def _household_faults(self, household: LoadedHousehold) -> Iterator[Fault]:
        if not household.members:
            yield "members", "LD-EMPTY"
        yield from self._twice("", "household_number", household.household_number)
        yield from head_faults([member.record for member in household.members])
        for index, member in enumerate(household.members):
            record, place = member.record, f"members[{index}]."
            yield from self._document_faults(f"{place}record.residence.", record)
            if record.household_number != household.household_number:
                yield f"{place}record.household_number", "LD-HOUSEHOLD"
            for field, code in self._record_faults(record):
                yield f"{place}record.{field}", code
            yield from self._number_faults(place, record.resident_record_code, member.individual_number)

    def _record_faults(self, record: ResidentRecord) -> Iterator[Fault]:
        if record.state is not State.PRESENT:
            yield "state", "LD-STATE"
        yield from records.faults(record)
        yield from self._date_faults(record)
        if record.address.kind is not AddressKind.DOMESTIC or record.address.municipality_code not in self._codes:
            yield "address", "LD-ADDRESS"
        if _address_problems(record.address):
            yield "address", "LD-ADDRESS"
        yield from self._twice("", "addressee_number", record.addressee_number)

    def _date_faults(self, record: ResidentRecord) -> Iterator[Fault]:
        born = record.birth_date.bounds()[0]
        for field, date in records.dates(record):
            if date is not None:
                first, last = date.bounds()
                if first > self._last_day:
                    yield field, "LD-FUTURE"
                if last < born:
                    yield field, "LD-ORDER"

    def _document_faults(self, place: str, record: ResidentRecord) -> Iterator[Fault]:
        """The number of the card or certificate: its form, its block, and nobody else's in the file."""
        number = "" if record.residence is None else record.residence.document_number
        if not number:
            return
        field = f"{place}document_number"
        if not is_document_number(number):
            yield field, "LD-CARD"
            return
        if is_synthetic_document(number) is not self._header.synthetic:
            yield field, "LD-SYNTHETIC"
        yield from self._twice_value(place, "document_number", int(number, 36))

    def _number_faults(self, place: str, code: Any, number: Any) -> Iterator[Fault]:
        synthetic = self._header.synthetic
        if code is not None and code.is_synthetic is not synthetic:
            yield f"{place}record.resident_record_code", "LD-SYNTHETIC"
        if number.is_synthetic is not synthetic:
            yield f"{place}individual_number", "LD-SYNTHETIC"
        if code is not None:
            yield from self._twice(f"{place}record.", "resident_record_code", code)
        yield from self._twice(place, "individual_number", number)

    def _identification_faults(self, line: LoadedIdentification) -> Iterator[Fault]:
        record = line.record
        for item in item_problems(record):
            yield f"record.{item}", "LD-ITEM"
        if record.municipality_code not in self._codes:
            yield "record.municipality_code", "LD-ADDRESS"
        yield from self._number_faults("", record.resident_record_code, line.individual_number)

    def _twice(self, place: str, kind: str, number: Number) -> tuple[Fault, ...]:
        return self._twice_value(place, kind, int(number.stored()))

    def _twice_value(self, place: str, kind: str, value: int) -> tuple[Fault, ...]:
        seen = self._seen[kind]
        if value in seen:
            return ((f"{place}{kind}", "LD-TWICE"),)
        seen.add(value)
        return ()


def unknown_fields(line: dict[str, Any]) -> Iterator[Fault]:
    """Fields of the records that the format does not know; the wrapping structs refuse theirs themselves."""
    for index, member in enumerate(line["members"]):
        record = member["record"]
        for name, kind in _PARTS.items():
            part = record.get(name.removeprefix(".")) if name else record
            for field in sorted((part or {}).keys() - _KNOWN_FIELDS[kind]):
                if field.isidentifier():
                    yield f"members[{index}].record{name}.{field}", "LD-UNKNOWN"
                else:
                    yield f"members[{index}].record{name}", "LD-UNKNOWN"


def head_faults(members: list[ResidentRecord]) -> Iterator[Fault]:
    """One head whose name every member carries, or no head for any of them (STD-1.1.10)."""
    heads = [record for record in members if record.relationship == relationships.HEAD]
    if not heads and all(record.relationship is None and record.head_name is None for record in members):
        return
    if len(heads) != 1:
        yield "members", "LD-HEAD"
        return
    for index, record in enumerate(members):
        if record.head_name != heads[0].name.written:
            yield f"members[{index}].record.head_name", "LD-HEAD-NAME"


@lru_cache(maxsize=65_536)
def _address_problems(address: Address) -> bool:
    return bool(problems(address))


def _reject(line: int, field: str, code: str) -> Reject:
    japanese, english = REASONS[code]
    return Reject(line, field, code, japanese, english)


def _rejected(line: int, error: msgspec.ValidationError) -> Reject:
    """What the decoder found, without the content that its own message may quote."""
    message = str(error)
    place = _PLACE.search(message)
    field = place[1] if place else ""
    cause = error.__cause__
    if isinstance(cause, InvalidValue):
        return Reject(line, field, cause.code, cause.japanese, cause.english)
    named = _FIELD.search(message)
    if "missing required field" in message and named:
        return _reject(line, ".".join(filter(None, (field, named[1]))), "LD-MISSING")
    if "unknown field" in message:
        return _reject(line, field, "LD-UNKNOWN")
    return _reject(line, field, "LD-CHOICE" if message.startswith("Invalid enum value") else "LD-TYPE")
