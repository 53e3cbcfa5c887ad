"""Notices of the Immigration Services Agency from a file (出入国在留管理庁通知, 法30条の50; STD-4.5.6; SYS1-F4, F8).

A record names a foreign resident by the number of card or certificate, a matter, and the items that change. Nobody's
record is changed by a machine: every notice stands pending until a person has compared it, and one that speaks of
somebody else than whoever has the card becomes a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from daicho.law.commands import UNSET, Basis, Header, ImmigrationNotice, Notifier, NotifierKind, ResidenceChanges
from daicho.law.commands_foreign import ImmigrationMatter
from daicho.law.records import ResidenceCategory, Sex
from daicho.systems.register.actions import tasks
from daicho.systems.register.batch import entering
from daicho.systems.register.batch.entering import Result
from daicho.systems.register.batch.report import Outcome
from daicho.systems.register.batch.values import Texts, Wrong
from daicho.systems.register.queries import lookups, records
from daicho.values.characters import Strictness, same
from daicho.values.dates import RegisterDate
from daicho.values.residence_documents import is_document_number, normalised_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.law.records import ResidentRecord
    from daicho.values.names import PersonName
    from daicho.values.numbers import AddresseeNumber

MATTERS: Final = {
    "氏名等の変更": ImmigrationMatter.ITEMS_CHANGED,
    "在留期間の更新": ImmigrationMatter.PERIOD_RENEWED,
    "在留資格の変更": ImmigrationMatter.STATUS_CHANGED,
    "在留資格の取得": ImmigrationMatter.STATUS_OBTAINED,
    "在留カード等の交付": ImmigrationMatter.CARD_ISSUED,
    "在留資格の取消し": ImmigrationMatter.STATUS_REVOKED,
    "対象外の在留資格への変更": ImmigrationMatter.OUTSIDE_THE_ACT,
    "許可の取消し": ImmigrationMatter.PERMIT_CANCELLED,
    "期間の満了": ImmigrationMatter.EXPIRED,
    "出国": ImmigrationMatter.DEPARTED,
}
"""What can be notified, as a file names it."""

CATEGORIES: Final = {
    "中長期在留者": ResidenceCategory.MID_TO_LONG_TERM,
    "特別永住者": ResidenceCategory.SPECIAL_PERMANENT,
    "一時庇護許可者": ResidenceCategory.TEMPORARY_REFUGE,
    "仮滞在許可者": ResidenceCategory.PROVISIONAL_STAY,
    "出生による経過滞在者": ResidenceCategory.TRANSITIONAL_BIRTH,
    "国籍喪失による経過滞在者": ResidenceCategory.TRANSITIONAL_LOSS,
}
"""Categories of the table of Article 30-45."""

SEXES: Final = {"男": Sex.MALE, "女": Sex.FEMALE}
GROUND: Final = "住民基本台帳法第30条の50"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One record, read. What is None or left out of `changes` stays as it is."""

    number: str
    document: str
    name: str
    birth_date: RegisterDate
    matter: ImmigrationMatter
    happened_on: RegisterDate
    notified_on: RegisterDate
    changes: ResidenceChanges
    new_roman: str
    new_kanji: str
    new_birth_date: RegisterDate | None
    new_sex: Sex | None

    @property
    def token(self) -> str:
        """The request token: the Agency's number names a notice for ever."""
        return f"batch:immigration_notice:{self.number}"


class ImmigrationNotices(entering.Entering):
    """The kind of batch."""

    code: ClassVar[str] = "immigration_notices"
    japanese: ClassVar[str] = "出入国在留管理庁通知"
    english: ClassVar[str] = "Notices of the Immigration Services Agency"
    columns: ClassVar[tuple[str, ...]] = (
        "notice_number", "document_number", "name", "birth_date", "matter", "happened_on", "notified_on",
    )  # fmt: skip
    optional: ClassVar[tuple[str, ...]] = (
        "category", "nationality", "nationality_code", "status", "period", "expires_on", "new_document_number",
        "new_roman_name", "new_kanji_name", "new_birth_date", "new_sex",
    )  # fmt: skip
    dry_run_first: ClassVar[bool] = False

    def key(self, values: Mapping[str, str]) -> str:
        """The Agency's number of the notice."""
        return values.get("notice_number", "").strip()

    def enter(self, alias: str, values: Mapping[str, str], *, dry_run: bool) -> Result:
        """Let the notice stand pending, if it speaks of whoever has the card."""
        notice = read(values)
        person = lookups.by_documents(alias, [notice.document]).get(notice.document)
        if person is None:
            return Result(outcome=Outcome.REFUSED, codes=("B-REC-14",), field="document_number")
        return entering.done_before(alias, notice.token) or self._enter(alias, notice, person, dry_run=dry_run)

    def _enter(self, alias: str, notice: Notice, person: AddresseeNumber, *, dry_run: bool) -> Result:
        grant = entering.grant_on(
            alias, [person], act="immigration_notice", purpose="notification", ground=GROUND, by=self.by
        )
        record = records.person(grant, person.stored())
        if record is None or not _fits(notice, record):
            if not dry_run:
                tasks.open_task(
                    alias,
                    kind="immigration_notice_mismatch",
                    code="B-REC-05",
                    persons=[person.stored()],
                    reference=notice.token,
                    content=notice,
                )
            return Result(outcome=Outcome.ALERT, codes=("B-REC-05",))
        command = command_of(notice, record)
        if dry_run:
            return entering.foreseen(alias, grant, command)
        return entering.keep_pending(alias, grant, command, token=notice.token)


def _fits(notice: Notice, record: ResidentRecord) -> bool:
    """Whether a notice speaks of this person: date of birth, and the name in Roman letters or in kanji."""
    if record.birth_date != notice.birth_date:
        return False
    asked = _unspaced(notice.name)
    return any(
        same(asked, _unspaced(name), Strictness.VARIANT)
        for name in (record.name.roman, record.name.single, record.name.written)
        if name
    )


def _unspaced(text: str) -> str:
    return text.replace("\u3000", "").replace(" ", "").upper()


def command_of(notice: Notice, record: ResidentRecord) -> ImmigrationNotice:
    """The command that enters a notice for a resident."""
    header = Header(
        basis=Basis.NOTICE,
        effective_on=notice.happened_on,
        notified_on=notice.notified_on,
        notifier=Notifier(kind=NotifierKind.OTHER_OFFICE),
    )
    return ImmigrationNotice(
        header=header,
        person=record.addressee_number,
        matter=notice.matter,
        residence=notice.changes,
        name=_new_name(notice, record.name),
        birth_date=notice.new_birth_date,
        sex=notice.new_sex,
    )


def _new_name(notice: Notice, name: PersonName) -> PersonName | None:
    """The name after the notice; None when it stays."""
    changes = {"roman": notice.new_roman, "single": notice.new_kanji}
    given = {field: text for field, text in changes.items() if text}
    return msgspec.structs.replace(name, **given) if given else None


def read(values: Mapping[str, str]) -> Notice:
    """The notice of a record's texts.

    Raises:
        Wrong: a column is missing or its value is wrong.
    """
    texts = Texts(values)
    given = {field: text for field in ImmigrationNotices.optional if (text := texts.text(field, required=False))}
    return Notice(
        number=texts.text("notice_number"),
        document=_document(texts, "document_number"),
        name=texts.text("name"),
        birth_date=texts.parsed("birth_date", lambda typed: RegisterDate.parse(typed, permit_non_calendar=True)),
        matter=texts.chosen("matter", MATTERS),
        happened_on=texts.parsed("happened_on", RegisterDate.parse),
        notified_on=texts.parsed("notified_on", RegisterDate.parse),
        changes=_changes(texts, given),
        new_roman=given.get("new_roman_name", ""),
        new_kanji=given.get("new_kanji_name", ""),
        new_birth_date=texts.parsed("new_birth_date", RegisterDate.parse) if "new_birth_date" in given else None,
        new_sex=texts.chosen("new_sex", SEXES) if "new_sex" in given else None,
    )


def _changes(texts: Texts, given: Mapping[str, str]) -> ResidenceChanges:
    changes: dict[str, Any] = {
        field: given.get(field, UNSET) for field in ("nationality", "nationality_code", "status", "period")
    }
    if "category" in given:
        changes["category"] = texts.chosen("category", CATEGORIES)
    if "expires_on" in given:
        changes["expires_on"] = texts.parsed("expires_on", RegisterDate.parse)
    if "new_document_number" in given:
        changes["document_number"] = _document(texts, "new_document_number")
    return ResidenceChanges(**changes)


def _document(texts: Texts, field: str) -> str:
    number = normalised_document(texts.text(field))
    if not is_document_number(number):
        raise Wrong(field, "B-REC-02")
    return number
