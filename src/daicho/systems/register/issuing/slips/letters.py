"""What each slip says: sources to letters. Pure; Japanese, whatever the language of the screen.

Source: standard chapter 3, 4.1.0.3 (items and addressee of the acceptance notice), 4.0.5, 4.1.3.1.4, 4.2.0.1, 4.3.3;
Basic Resident Register Act, Articles 8, 9, 25, 30-3, 30-4; its Order, Article 12. Where the text of the standard names
the items they are these; where only its layouts do, they follow the articles (docs/documents.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import translation

from daicho.documents.certificates import EMPTY, NUMBER_IN_PREVIEW, Cell, Form
from daicho.documents.slips import Addressee, Slip, Table
from daicho.law.commands import ExOfficioRemoval, NotifierKind
from daicho.law.reasons import ChangeClass
from daicho.systems.register.differences import of_records
from daicho.systems.register.issuing.slips import parts
from daicho.systems.register.issuing.slips.kinds import CODE_FORMS, KINDS
from daicho.systems.register.issuing.slips.parts import Letter, Row
from daicho.systems.register.issuing.slips.reading import ListSource
from daicho.systems.register.presenters import differences, words
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.issuing.content import Frame
    from daicho.systems.register.issuing.slips.reading import Changed, SlipSource
    from daicho.values.addresses import Address


def compose(source: SlipSource | ListSource, frame: Frame, *, subjects: tuple[str, ...]) -> Slip:
    """Return the slip as it will stand on the page."""
    with translation.override("ja"):
        if isinstance(source, ListSource):
            letter = _listed(source)
        else:
            letter = _WRITERS[source.form](source, preview=frame.preview)
    kind = KINDS[source.form]
    again = source.first_issue
    return Slip(
        form=source.form,
        request_id=frame.request_id,
        issue_number=frame.issue_number,
        issued_on=frame.issued_on,
        issued_text=RegisterDate(frame.issued_on).wareki(),
        issuer=frame.issuer,
        subjects=subjects,
        addressee=letter.addressee,
        body=letter.body,
        tables=letter.tables,
        closing=letter.closing,
        sealed=kind.sealed,
        notes=(f"発行番号 {again} の再発行です。",) if again else (),
        marks=(REISSUED,) if again else (),
        sample=frame.sample,
        preview=frame.preview,
    )


REISSUED: Final = "再発行"
"""The mark of a slip that left before."""


def _acceptance(source: SlipSource, *, preview: bool) -> Letter:
    """Day, reason, notifier, who moved, and that it was accepted; nothing of the content (STD-4.1.0.3)."""
    del preview
    first = source.first
    notifier = _notifier(source)
    before = parts.place_before(first)
    addressee = (
        parts.addressed(first.after, first.after.address)
        if before is None
        else parts.addressed(first.after, before, notifier)
    )
    rows: list[Row] = [
        (Cell("届出日", parts.day(source.header.notified_on), 6), Cell("異動事由", parts.reasons(source), 6)),
        (Cell("届出人の氏名", notifier, 12, exact=True),),
    ]
    rows += [(Cell("異動者の氏名", each.after.name.written, 12, exact=True),) for each in source.changed]
    return Letter(
        addressee=addressee,
        body=("次の住民異動の届出を受理しましたので、お知らせします。",),
        tables=(Table(tuple(rows)),),
        closing=(
            "この通知は、届出人の本人確認を徹底し、虚偽の届出を防ぐためにお送りするものです。",
            "届出に心当たりのない方は、この通知を持って窓口までお申し出ください。",
        ),
    )


def _notifier(source: SlipSource) -> str:
    """Who notified: as typed, else as the act found them on the register."""
    notifier, first = source.header.notifier, source.first
    if notifier is None or notifier.kind is NotifierKind.SELF:
        return (notifier.name if notifier else "") or first.after.name.written
    if notifier.name:
        return notifier.name
    for each in source.changed:
        if notifier.person == each.after.addressee_number:
            return each.after.name.written
    heads = (first.before.head_name if first.before else None, first.after.head_name)
    head = next((name for name in heads if name), "") if notifier.kind is NotifierKind.HEAD else ""
    return head or first.after.name.written


_INTERNAL: Final = frozenset({"memo", "position", "individual_number_ref"})
"""Items that are no entry of the resident record, or that no paper but its own form may carry."""

_PLAIN: Final = frozenset({
    "name", "former_surname", "common_name", "birth_date", "sex", "relationship", "head_name", "address",
    "became_resident_on", "address_set_on", "domicile", "first_listed_person",
})  # fmt: skip
"""Items that a notice tells the person itself."""


def _record(source: SlipSource, *, preview: bool) -> Letter:
    """The matters entered, removed or corrected ex officio: for each person before and after (STD-4.2.0.1)."""
    head: list[Row] = [
        (
            Cell("異動番号", str(source.act.number), 3),
            Cell("異動事由", parts.reasons(source), 5),
            Cell("根拠", words.word(words.BASES, source.act.basis), 4),
        ),
        (
            Cell("異動年月日", parts.stored_day(source.first.line.effective_on), 4),
            Cell("申出・通知等の年月日", parts.day(source.header.notified_on), 4),
            Cell("処理日", RegisterDate(source.act.processed_on).wareki(), 4),
        ),
        (Cell("入力場所", source.place or EMPTY, 6), Cell("操作者", source.operator, 6)),
    ]
    if isinstance(source.command, ExOfficioRemoval):
        ground = words.word(words.REMOVAL_GROUNDS, source.command.ground.value)
        inspected = parts.day(source.command.inspected_on)
        head.append((Cell("職権消除の理由", ground, 8), Cell("実態調査の日", inspected, 4)))
    if source.header.remarks:
        head.append((Cell("備考", source.header.remarks, 12),))
    people = tuple(_matters(each, preview=preview) for each in source.changed)
    return Letter(
        addressee=None,
        body=(f"次のとおり、職権により住民票の{_classes(source)}をする。",),
        tables=(Table(tuple(head)), *people),
        closing=(f"根拠: {KINDS[Form.EX_OFFICIO_RECORD].article}",),
    )


def _matters(changed: Changed, *, preview: bool) -> Table:
    record = changed.after
    heading = f"{record.name.written}(宛名番号 {record.addressee_number.stored()}) {changed.line.reason.japanese}"
    rows: tuple[Row, ...] = tuple(_lines(changed, lambda field: field not in _INTERNAL, preview=preview))
    return Table((parts.identity(record), *rows), heading)


def _lines(changed: Changed, told: Callable[[str], bool], *, preview: bool = False) -> Iterator[Row]:
    person = changed.after.addressee_number.stored()
    before = changed.before if changed.was_present else None
    for each in of_records(person, before, changed.after):
        if not told(each.field):
            continue
        hidden = preview and each.field == "resident_record_code"
        for line in differences.lines([each]):
            old, new = (NUMBER_IN_PREVIEW if hidden and text else text for text in (line.before, line.after))
            yield (Cell("項目", line.label, 2), Cell("前", old or EMPTY, 5), Cell("後", new or EMPTY, 5))


def _classes(source: SlipSource) -> str:
    return "・".join(dict.fromkeys(each.line.reason.change_class.value for each in source.changed))


def _ex_officio(source: SlipSource, *, preview: bool) -> Letter:
    """That an entry, removal or correction was made without the notification that was due (Order, Article 12 (4))."""
    del preview
    changed = source.first
    record, change = changed.after, changed.line.reason.change_class
    rows: list[Row] = [
        parts.identity(record),
        (
            Cell("異動事由", changed.line.reason.japanese, 4),
            Cell("異動年月日", parts.stored_day(changed.line.effective_on), 4),
            Cell("処理日", RegisterDate(source.act.processed_on).wareki(), 4),
        ),
        (Cell("住所", parts.home(changed).written, 12),),
    ]
    if change is ChangeClass.CORRECTION:
        rows += _lines(changed, lambda field: field in _PLAIN)
    return Letter(
        addressee=parts.addressed(record, parts.home(changed)),
        body=(
            (
                "住民基本台帳法の規定による届出がありませんでしたので、次のとおり職権で住民票の"
                f"{change.value}をしました。{KINDS[Form.EX_OFFICIO_NOTICE].article}の規定により通知します。"
            ),
        ),
        tables=(Table(tuple(rows)),),
        closing=("内容について不明な点があるときは、窓口までお問い合わせください。",),
    )


_CODE_WORDS: Final[dict[Form, tuple[str, str, str]]] = {
    Form.CODE_NOTICE: ("次のとおり住民票コードを記載しました", "住民票コード", "記載年月日"),
    Form.CODE_CHANGE_NOTICE: ("次のとおり住民票コードの記載を変更しました", "変更後の住民票コード", "変更年月日"),
    Form.CODE_CORRECTION_NOTICE: ("次のとおり住民票コードの記載を修正しました", "修正後の住民票コード", "修正年月日"),
}


def _code(source: SlipSource, *, preview: bool) -> Letter:
    """The new code, in writing, to the person (Articles 30-3 and 30-4)."""
    changed = source.first
    record = changed.after
    sentence, label, day = _CODE_WORDS[source.form]
    code = record.resident_record_code
    written = EMPTY if code is None else NUMBER_IN_PREVIEW if preview else code.stored()
    return Letter(
        addressee=parts.addressed(record, parts.home(changed)),
        body=(f"あなたの住民票に、{sentence}ので、{KINDS[source.form].article}の規定により通知します。",),
        tables=(
            Table(
                (
                    parts.identity(record),
                    (Cell("住所", parts.home(changed).written, 12),),
                    (Cell(label, written, 8), Cell(day, RegisterDate(source.act.processed_on).wareki(), 4)),
                )
            ),
        ),
        closing=(
            "住民票コードは、申請書等に記載していただくことがあります。大切に保管してください。",
            "民間の事業者が住民票コードの告知を求めることは、法律で禁止されています。",
        ),
    )


def _head_named(source: SlipSource, *, preview: bool) -> Letter:
    """To the member who became head ex officio, as the last one left (STD-4.0.4)."""
    del preview
    changed = source.first
    return Letter(
        addressee=parts.addressed(changed.after, changed.after.address),
        body=("世帯主が世帯からいなくなりましたので、次のとおり職権で世帯主を変更しました。",),
        tables=(Table(_household(changed, ("変更後の世帯主の氏名", changed.after.head_name))),),
        closing=(f"根拠: {KINDS[Form.NOTICE_OF_CHANGE_OF_HEAD].article}",),
    )


def _head_wanted(source: SlipSource, *, preview: bool) -> Letter:
    """To the foremost member left in a household without a head (STD-4.0.5)."""
    del preview
    changed = source.first
    return Letter(
        addressee=parts.addressed(changed.after, changed.after.address),
        body=(
            (
                "世帯主が世帯からいなくなりましたが、新しい世帯主の届出がされていません。"
                f"{KINDS[Form.REQUEST_TO_NAME_HEAD].article}の規定により、世帯主変更の届出をしてください。"
            ),
        ),
        tables=(Table(_household(changed, ("世帯主の氏名", None))),),
        closing=("届出がないときは、職権で世帯主を定めることがあります。",),
    )


def _household(changed: Changed, head: tuple[str, str | None]) -> tuple[Row, ...]:
    label, name = head
    before = changed.before.head_name if changed.before is not None else None
    return (
        (Cell("住所", changed.after.address.written, 12),),
        (Cell("変更前の世帯主の氏名", before or EMPTY, 6, exact=True), Cell(label, name or EMPTY, 6, exact=True)),
        (
            Cell("異動年月日", parts.stored_day(changed.line.effective_on), 6),
            Cell("事由", changed.line.reason.japanese, 6),
        ),
    )


def _inquiry(source: SlipSource, *, preview: bool) -> Letter:
    """To the municipality moved to: whether a move-in was notified there (STD-4.1.3.1.4)."""
    del preview
    removal = source.first.after.removal
    destination = removal.planned_destination if removal is not None else None
    people = tuple(_leaver(each) for each in source.changed)
    return Letter(
        addressee=_municipality(destination),
        body=(
            (
                "次の方は、貴市区町村へ転出する旨の届出がありましたが、"
                f"{KINDS[Form.MOVE_IN_NOTICE_INQUIRY].article}の規定による転入通知が届いていません。"
                "転入の届出の有無について照会しますので、回答をお願いします。"
            ),
        ),
        tables=(*people, Table(_REPLY, "回答欄")),
        closing=(),
    )


_REPLY: Final[tuple[Row, ...]] = (
    (Cell("転入の届出", "□ あり　　□ なし", 6), Cell("転入年月日", "　　　年　　月　　日", 6)),
    (Cell("転入後の住所", "　", 12),),
    (Cell("回答年月日", "　　　年　　月　　日", 6), Cell("回答者", "　", 6)),
)


def _leaver(changed: Changed) -> Table:
    record = changed.after
    removal = record.removal
    return Table(
        (
            parts.identity(record),
            (Cell("転出前の住所", record.address.written, 12),),
            (Cell("転出先の住所(予定)", parts.written(removal.planned_destination if removal else None), 12),),
            (
                Cell("転出予定年月日", parts.day(removal.planned_on if removal else None), 6),
                Cell("届出の年月日", parts.day(removal.notified_on if removal else None), 6),
            ),
        )
    )


def _listed(source: ListSource) -> Letter:
    """Everyone on the list, one below the other, numbered (STD-4.1.3.1.4)."""
    counted = f"{len(source.records)}人"
    head: Row = (Cell("現在の日", RegisterDate(source.as_of).wareki(), 6), Cell("人数", counted, 6))
    rows = [row for place, record in enumerate(source.records, 1) for row in _on_list(place, record)]
    return Letter(
        addressee=None,
        body=(
            "転出により、または職権で消除した後、転入地市区町村からの転入通知が届いていない者は、次のとおりである。",
        ),
        tables=(Table((head,)), *(Table(tuple(rows[at : at + 2])) for at in range(0, len(rows), 2))),
        closing=(),
    )


def _on_list(place: int, record: ResidentRecord) -> tuple[Row, Row]:
    removal = record.removal
    planned = parts.day(removal.planned_on if removal else None)
    return (
        (
            Cell("", str(place), 1),
            Cell("氏名", record.name.written, 5),
            Cell("生年月日", parts.birth(record), 3),
            Cell("転出予定年月日", planned, 3),
        ),
        (
            Cell("宛名番号", record.addressee_number.stored(), 2),
            Cell("転出前の住所", record.address.written, 5),
            Cell("転出先の住所(予定)", parts.written(removal.planned_destination if removal else None), 5),
        ),
    )


def _municipality(destination: Address | None) -> Addressee:
    name = destination.municipality_name if destination is not None else ""
    return Addressee(postal_code="", address="", name=f"{name or '転出先市区町村'}長", honorific="様")


_WRITERS: Final[dict[Form, Callable[..., Letter]]] = {
    Form.ACCEPTANCE_NOTICE: _acceptance,
    Form.EX_OFFICIO_RECORD: _record,
    Form.EX_OFFICIO_NOTICE: _ex_officio,
    **dict.fromkeys(CODE_FORMS, _code),
    Form.NOTICE_OF_CHANGE_OF_HEAD: _head_named,
    Form.REQUEST_TO_NAME_HEAD: _head_wanted,
    Form.MOVE_IN_NOTICE_INQUIRY: _inquiry,
}
