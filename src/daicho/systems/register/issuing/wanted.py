"""What a paper may be asked for, by whom, and what must be shown for it. Pure rules over values.

Source: Basic Resident Register Act, Articles 12, 12-2, 12-3; standard chapter 3, 5.1, 5.7; CTRL-015, 016.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.documents.certificates import Form
from daicho.systems.register.issuing.problems import not_issued
from daicho.systems.register.issuing.slips.kinds import CODE_FORMS, KINDS, LISTS, SLIPS

if TYPE_CHECKING:
    from collections.abc import Iterator


class Item(StrEnum):
    """What may be printed or left out (記載・省略の指定). The building of an address is never among them (STD-5.4)."""

    HEAD = "head"  # 世帯主・続柄
    DOMICILE = "domicile"  # 本籍・筆頭者
    CODE = "resident_record_code"  # 住民票コード
    NUMBER = "individual_number"  # 個人番号
    HISTORY = "history"  # 異動履歴; individual form only
    NATIONALITY = "nationality"  # 国籍・地域; this and the following of foreign residents only
    CATEGORY = "category"  # 法第30条の45に規定する区分
    STATUS = "status_of_residence"  # 在留資格
    PERIOD = "period_of_stay"  # 在留期間等
    EXPIRY = "expiry"  # 在留期間の満了の日
    DOCUMENT = "document_number"  # 在留カード等の番号
    COMMON_NAMES = "common_names"  # 通称の記載及び削除に関する事項


class RequesterKind(StrEnum):
    """As what somebody asks for a copy."""

    SELF = "self"  # 本人
    HOUSEHOLD_MEMBER = "household_member"  # 同一世帯の人
    AGENT = "agent"  # 代理人
    THIRD_PARTY = "third_party"  # 第三者(第12条の3)
    PUBLIC_OFFICE = "public_office"  # 公用(第12条の2)
    OFFICE = "office"  # nobody asks: a slip that the office makes of its own


class Output(StrEnum):
    """Where the finished paper goes."""

    PRINT = "print"
    SAVE = "save"  # a file in hand: a right of its own


class Delivery(StrEnum):
    """How a slip reaches whom it concerns."""

    POST = "post"
    COUNTER = "counter"  # handed to somebody who was identified
    KEPT = "kept"  # stays with the papers of the act


class Requester(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who asks, how identified, and why."""

    kind: RequesterKind
    name: str = ""
    documents: tuple[str, ...] = ()
    letter_of_attorney: bool = False
    reason: str = ""
    code_reason: str = ""  # special request for the resident record code
    number_reason: str = ""  # special request for the individual number
    delivery: str = ""  # of a slip: a value of `Delivery`


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One paper asked for."""

    form: Form
    subjects: tuple[str, ...]  # addressee numbers; for a move-out certificate the person it was asked for
    items: frozenset[Item] = frozenset()
    requester: Requester
    output: Output = Output.PRINT
    official_use: bool = False  # 公用 (STD-5.7)
    act: int | None = None  # of a slip: the act it speaks of


MOVE_OUT_FORMS: Final = frozenset({Form.MOVE_OUT_CERTIFICATE, Form.MOVE_OUT_EQUIVALENT})
OF_FOREIGN: Final = frozenset({
    Item.NATIONALITY, Item.CATEGORY, Item.STATUS, Item.PERIOD, Item.EXPIRY, Item.DOCUMENT, Item.COMMON_NAMES,
})  # fmt: skip
"""Items that only the record of a foreign resident has (STD-5.1)."""
MOVE_OUT_ITEMS: Final = frozenset({Item.HEAD, Item.DOMICILE, Item.CODE, Item.NUMBER}) | OF_FOREIGN
"""What a move-out certificate always carries, whatever was chosen (Order, Article 23, paragraph 2)."""
WITHOUT_NUMBERS: Final = frozenset({RequesterKind.THIRD_PARTY, RequesterKind.PUBLIC_OFFICE})
"""Whose copies never carry code or number (Articles 12-2 and 12-3)."""

NAMED: Final = frozenset({RequesterKind.AGENT, RequesterKind.THIRD_PARTY, RequesterKind.PUBLIC_OFFICE})
"""Who is not on the register by being asked for, and must be named."""


def items_of(wanted: Wanted) -> frozenset[Item]:
    """What the paper carries: what was chosen, and what belongs to its form."""
    if wanted.form in CODE_FORMS:
        return frozenset({Item.CODE})
    return wanted.items | MOVE_OUT_ITEMS if wanted.form in MOVE_OUT_FORMS else wanted.items


def problems(wanted: Wanted) -> list[tuple[str, str]]:
    """Everything that is missing or not allowed: code and the field it belongs to."""
    if wanted.form in SLIPS:
        return list(_of_slip(wanted))
    return [*_of_items(wanted), *_of_requester(wanted.requester)]


def require(wanted: Wanted) -> None:
    """Refuse what is missing or not allowed.

    Raises:
        NotIssued: with the first of `problems`.
    """
    for code, field in problems(wanted):
        raise not_issued(code, field=field)


def _of_items(wanted: Wanted) -> Iterator[tuple[str, str]]:
    requester = wanted.requester
    if not wanted.subjects:
        yield "P-ISSUE-01", "subjects"
    if requester.kind in WITHOUT_NUMBERS and wanted.items & {Item.CODE, Item.NUMBER}:
        yield "P-ISSUE-04", "items"
    if wanted.form in MOVE_OUT_FORMS:
        if requester.kind in WITHOUT_NUMBERS:
            yield "P-ISSUE-21", "form"
        return  # code and number belong to the form (Order, Article 23, paragraph 2): no special request
    if Item.CODE in wanted.items and not requester.code_reason.strip():
        yield "P-ISSUE-02", "code_reason"
    if Item.NUMBER in wanted.items and not requester.number_reason.strip():
        yield "P-ISSUE-03", "number_reason"


def _of_requester(requester: Requester) -> Iterator[tuple[str, str]]:
    if not requester.documents:
        yield "P-ISSUE-06", "documents"
    if requester.kind in NAMED and not requester.name.strip():
        yield "P-ISSUE-18", "name"
    if requester.kind is RequesterKind.AGENT and not requester.letter_of_attorney:
        yield "P-ISSUE-05", "letter_of_attorney"
    if requester.kind in WITHOUT_NUMBERS and not requester.reason.strip():
        yield "P-ISSUE-07", "reason"


def _of_slip(wanted: Wanted) -> Iterator[tuple[str, str]]:
    """A slip needs its act; what carries a code is handed to nobody who was not identified (CTRL-015)."""
    requester = wanted.requester
    if not wanted.subjects or (wanted.act is None and wanted.form not in LISTS):
        yield "P-ISSUE-22", "act"
    if requester.delivery not in {each.value for each in deliveries(wanted.form)}:
        yield "P-ISSUE-26", "delivery"
    if requester.delivery != Delivery.COUNTER.value:
        return
    if not requester.name.strip():
        yield "P-ISSUE-27", "name"
    if wanted.form in CODE_FORMS and not requester.documents:
        yield "P-ISSUE-06", "documents"


def deliveries(form: Form) -> tuple[Delivery, ...]:
    """How a slip of a form may leave: an office's own record stays, an inquiry goes to another office by post."""
    if KINDS[form].stays:
        return (Delivery.KEPT,)
    if form is Form.MOVE_IN_NOTICE_INQUIRY:
        return (Delivery.POST,)
    return (Delivery.POST, Delivery.COUNTER)


def goes_by_post(wanted: Wanted) -> bool:
    """Whether the paper is sent to the person's own address instead of being handed to whoever asked.

    A copy with the number or the code that an agent asked for (Circular on administration of the register, 2-4).
    """
    return wanted.requester.kind is RequesterKind.AGENT and bool(wanted.items & {Item.CODE, Item.NUMBER})
