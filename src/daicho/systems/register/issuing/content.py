"""From records to what a paper says: pure, everything by argument.

Source: standard chapter 3, 5.1 (omissions, attestation), 5.2 (order), 5.6 (title with prefecture), 5.7; the facts about
the forms that municipalities publish (docs/documents.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.documents.certificates import ATTESTATION_PART, ATTESTATIONS, Cell, Certificate, Form, Issuer, PersonBlock
from daicho.law.records import PersonKind
from daicho.systems.register.issuing import cells, foreign_rows, history_lines
from daicho.systems.register.issuing.slips import letters
from daicho.systems.register.issuing.wanted import MOVE_OUT_FORMS, OF_FOREIGN, Item, items_of
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from daicho.documents.slips import Paper
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.issuing.snapshot import Snapshot
    from daicho.systems.register.issuing.wanted import Wanted
    from daicho.values.numbers import IndividualNumber

Row = tuple[Cell, ...]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What a paper carries besides records: whose it is, its number, its day."""

    request_id: str
    issue_number: str
    issued_on: date
    issuer: Issuer
    sample: bool
    preview: bool = False


def compose(snapshot: Snapshot, wanted: Wanted, frame: Frame, numbers: Mapping[str, IndividualNumber] | None) -> Paper:
    """Return the paper. `numbers` are those revealed for it, by addressee number; None in a preview."""
    if snapshot.slip is not None:
        return letters.compose(snapshot.slip, frame, subjects=tuple(p for p, _ in snapshot.standing.last_acts))
    form = form_of(snapshot, wanted)
    items = items_of(wanted)
    blocks = tuple(
        PersonBlock(
            addressee_number=record.addressee_number.stored(),
            rows=_rows(form, place, record, items, snapshot, frame, numbers),
        )
        for place, record in enumerate(snapshot.records, 1)
    )
    return Certificate(
        form=form,
        request_id=frame.request_id,
        issue_number=frame.issue_number,
        issued_on=frame.issued_on,
        issued_text=RegisterDate(frame.issued_on).wareki(),
        issuer=frame.issuer,
        subjects=tuple(block.addressee_number for block in blocks),
        head=_head(form, snapshot, items),
        persons=blocks,
        attestation=_attestation(form, snapshot),
        notes=_notes(snapshot),
        marks=marks_of(snapshot, wanted),
        sample=frame.sample,
        preview=frame.preview,
    )


def form_of(snapshot: Snapshot, wanted: Wanted) -> Form:
    """The form; a move notified too late gets the certificate that stands in (STD-4.1.3.0.3)."""
    if wanted.form not in MOVE_OUT_FORMS or snapshot.move_out is None:
        return wanted.form
    return Form.MOVE_OUT_EQUIVALENT if snapshot.move_out.late else Form.MOVE_OUT_CERTIFICATE


def marks_of(snapshot: Snapshot, wanted: Wanted) -> tuple[str, ...]:
    """The words beside the title."""
    source = snapshot.move_out
    found = [
        (wanted.official_use, "公用"),
        (source is not None and bool(source.first_issue), "再交付"),
        (source is not None and source.special, "特例による転出処理済"),
    ]
    return tuple(word for holds, word in found if holds)


def items_shown(snapshot: Snapshot, wanted: Wanted) -> list[str]:
    """記載事項 for the issue history (STD-1.3.8): the choices printed, for the kinds of resident on the paper."""
    kinds = {record.kind for record in snapshot.records}
    items = items_of(wanted)
    if PersonKind.FOREIGN not in kinds:
        items -= OF_FOREIGN
    if PersonKind.JAPANESE not in kinds:
        items -= {Item.DOMICILE}
    return [item.value for item in Item if item in items]


def _attestation(form: Form, snapshot: Snapshot) -> str:
    if form is Form.HOUSEHOLD_COPY and not snapshot.is_whole:
        return ATTESTATION_PART
    return ATTESTATIONS[form]


def _notes(snapshot: Snapshot) -> tuple[str, ...]:
    source = snapshot.move_out
    if source is None or not source.first_issue:
        return ()
    return (f"発行番号 {source.first_issue} の再交付であり、当初の発行時の記載です。",)


def _head(form: Form, snapshot: Snapshot, items: frozenset[Item]) -> tuple[Row, ...]:
    first = snapshot.records[0]
    if form is Form.HOUSEHOLD_COPY:
        return ((cells.address("住所", first.address, 8), cells.head(first, items, 4)),)
    if form not in MOVE_OUT_FORMS:
        return ()
    removal = first.removal
    return (
        (cells.address("異動前の住所", first.address, 8), cells.head(first, items, 4)),
        (cells.address("転出先の住所(予定)", removal.planned_destination if removal else None, 12),),
        (
            cells.day("転出予定年月日", removal.planned_on if removal else None, 6),
            cells.day("届出の年月日", removal.notified_on if removal else None, 6),
        ),
    )


def _rows(  # noqa: PLR0913, PLR0917 - what a block is made of
    form: Form,
    place: int,
    record: ResidentRecord,
    items: frozenset[Item],
    snapshot: Snapshot,
    frame: Frame,
    numbers: Mapping[str, IndividualNumber] | None,
) -> tuple[Row, ...]:
    keys = (
        cells.code(record, items, 6, preview=frame.preview),
        cells.number(record, items, 6, numbers),
    )
    if form is Form.HOUSEHOLD_COPY:
        return (*_household_rows(place, record, items), keys)
    if form in MOVE_OUT_FORMS:
        held = cells.entitlements(record, 12)
        return (*_move_out_rows(place, record, items), *((held,) if held else ()), keys)
    lines: tuple[Row, ...] = ()
    if Item.HISTORY in items:
        lines = history_lines.of(snapshot.histories.get(record.addressee_number.stored(), ()), items)
    return (*_individual_rows(record, items), keys, *lines)


def _household_rows(place: int, record: ResidentRecord, items: frozenset[Item]) -> tuple[Row, ...]:
    """世帯連記式: the latest values only."""
    if record.kind is PersonKind.FOREIGN:
        return foreign_rows.of_household(place, record, items)
    return (
        (
            Cell("", str(place), 1),
            cells.name(record, 5),
            cells.former_surname(record, 3),
            cells.day("生年月日", record.birth_date, 3),
        ),
        (
            cells.sex(record, 1),
            cells.relationship(record, items, 2),
            cells.day("住民となった年月日", record.became_resident_on, 3),
            cells.address_set(record, 3),
            cells.day("届出の年月日", record.notified_on, 3),
        ),
        (cells.domicile(record, items, 8), cells.first_listed(record, items, 4)),
        (cells.address("転入前住所", record.previous_address, 12),),
    )


def _individual_rows(record: ResidentRecord, items: frozenset[Item]) -> tuple[Row, ...]:
    """個人票: one person on a sheet."""
    if record.kind is PersonKind.FOREIGN:
        return foreign_rows.of_individual(record, items)
    return (
        (cells.address("住所", record.address, 12),),
        (cells.name(record, 8), cells.former_surname(record, 4)),
        (
            cells.day("生年月日", record.birth_date, 5),
            cells.sex(record, 2),
            cells.relationship(record, items, 5),
        ),
        (cells.head(record, items, 12),),
        (
            cells.day("住民となった年月日", record.became_resident_on, 4),
            cells.address_set(record, 4),
            cells.day("届出の年月日", record.notified_on, 4),
        ),
        (cells.address("転入前住所", record.previous_address, 12),),
        (cells.domicile(record, items, 12),),
        (cells.first_listed(record, items, 12),),
    )


def _move_out_rows(place: int, record: ResidentRecord, items: frozenset[Item]) -> tuple[Row, ...]:
    if record.kind is PersonKind.FOREIGN:
        return foreign_rows.of_move_out(place, record, items)
    return (
        (
            Cell("", str(place), 1),
            cells.name(record, 5),
            cells.former_surname(record, 3),
            cells.day("生年月日", record.birth_date, 3),
        ),
        (
            cells.sex(record, 1),
            cells.relationship(record, items, 5),
            cells.day("住民となった年月日", record.became_resident_on, 6),
        ),
        (cells.domicile(record, items, 8), cells.first_listed(record, items, 4)),
    )
