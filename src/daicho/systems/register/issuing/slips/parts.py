"""What the letters share: days, places, who somebody is, to whom a letter goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.documents.certificates import EMPTY, Cell
from daicho.documents.slips import Addressee, Table
from daicho.law.records import PersonKind, State
from daicho.systems.register.issuing.cells import SEXES
from daicho.values.addresses import Address, AddressKind
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.issuing.slips.reading import Changed, SlipSource

Row = tuple[Cell, ...]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of slip puts on the page."""

    addressee: Addressee | None
    body: tuple[str, ...]
    tables: tuple[Table, ...]
    closing: tuple[str, ...]


def day(value: RegisterDate | None) -> str:
    """A day in the Japanese calendar."""
    return EMPTY if value is None else value.wareki()


def stored_day(value: str | None) -> str:
    """A day as the history stores it."""
    return day(None if value is None else RegisterDate.from_stored(value))


def birth(record: ResidentRecord) -> str:
    """In the Japanese calendar; a foreign resident's in the Gregorian (STD-1.1.9)."""
    return record.birth_date.seireki() if record.kind is PersonKind.FOREIGN else record.birth_date.wareki()


def written(address: Address | None) -> str:
    """An address, or the mark of an empty item."""
    return (address.written if address is not None else "") or EMPTY


def addressed(record: ResidentRecord, address: Address, name: str = "") -> Addressee:
    """A letter to a person at an address; to somebody else there, where a name is given."""
    return Addressee(
        postal_code=f"〒{address.postal_code_written}" if address.postal_code else "",
        address=address.written,
        name=name or record.name.written,
    )


def identity(record: ResidentRecord) -> Row:
    """Name, birth date, sex."""
    return (
        Cell("氏名", _called(record), 6, exact=True),
        Cell("生年月日", birth(record), 4),
        Cell("性別", SEXES[record.sex.value], 2),
    )


def _called(record: ResidentRecord) -> str:
    """The name; with the common name beside it where somebody has one (STD-5.3)."""
    common = record.common_name
    return record.name.written if common is None else f"{record.name.written}(通称 {common.written})"


def place_before(changed: Changed) -> Address | None:
    """Where the person lived before the act, if a letter can go there: not abroad, not a municipality alone."""
    before = changed.before
    address = before.address if changed.was_present and before is not None else changed.after.previous_address
    if address is None or address.kind is not AddressKind.DOMESTIC or not (address.town or address.text):
        return None
    return address


def home(changed: Changed) -> Address:
    """Where the person lives; of a removed person the last place here."""
    if changed.after.state is State.PRESENT or changed.before is None:
        return changed.after.address
    return changed.before.address


def reasons(source: SlipSource) -> str:
    """The reasons of the act, each once."""
    return "、".join(dict.fromkeys(each.line.reason.japanese for each in source.changed))
