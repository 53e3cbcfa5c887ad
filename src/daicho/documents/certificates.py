"""What a certificate says: a value, computed in one read transaction and passed by argument.

Everything on the page is in the value, already written as the page shows it (dates in the Japanese calendar,
omitted and empty items in the standard's marks). Source: standard chapter 3, 5.1 to 5.8.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date  # noqa: TC003  # a field's type, needed at run time
from enum import StrEnum

import msgspec

OMITTED = "【省略】"
EMPTY = "【空欄】"
FURIGANA_UNREGISTERED = "******"
FAMILY_EMPTY = "【氏空欄】"
GIVEN_EMPTY = "【名空欄】"
NUMBER_IN_PREVIEW = "(交付する証明書にのみ印字します)"


class Form(StrEnum):
    """The form (様式) of a paper: the certificates, then the slips (`documents.slips`)."""

    HOUSEHOLD_COPY = "household_copy"  # 住民票の写し(世帯連記式), STD-20.1.2
    INDIVIDUAL_COPY = "individual_copy"  # 住民票の写し(個人票), STD-20.1.1
    MOVE_OUT_CERTIFICATE = "move_out_certificate"  # 転出証明書, STD-20.2.1
    MOVE_OUT_EQUIVALENT = "move_out_equivalent"  # 転出証明書に準ずる証明書, STD-20.2.2
    ACCEPTANCE_NOTICE = "acceptance_notice"  # 住民異動届受理通知, STD-4.1.0.3
    EX_OFFICIO_RECORD = "ex_officio_record"  # 職権記録書, STD-4.2.0.1
    EX_OFFICIO_NOTICE = "ex_officio_notice"  # 職権記載等通知書, STD-4.2.0.1
    CODE_NOTICE = "resident_record_code_notice"  # 住民票コード通知票, STD-20.4.1
    CODE_CHANGE_NOTICE = "resident_record_code_change_notice"  # 住民票コード変更通知票, STD-20.4.2
    CODE_CORRECTION_NOTICE = "resident_record_code_correction_notice"  # 住民票コード修正通知票, STD-20.4.3
    NOTICE_OF_CHANGE_OF_HEAD = "notice_of_change_of_head"  # 世帯主変更通知書, STD-4.0.4, 4.0.5
    REQUEST_TO_NAME_HEAD = "request_to_name_head"  # 世帯主変更依頼通知書, STD-4.0.5
    MOVE_IN_NOTICE_INQUIRY = "move_in_notice_inquiry"  # 転入通知未着照会書, STD-4.1.3.1.4
    MISSING_NOTICE_LIST = "missing_notice_list"  # 転入通知未着者一覧, STD-4.1.3.1.4

    @property
    def japanese(self) -> str:
        """The form's title as printed."""
        return _TITLES[self]


_TITLES = {
    Form.HOUSEHOLD_COPY: "住民票の写し",
    Form.INDIVIDUAL_COPY: "住民票の写し",
    Form.MOVE_OUT_CERTIFICATE: "転出証明書",
    Form.MOVE_OUT_EQUIVALENT: "転出証明書に準ずる証明書",
    Form.ACCEPTANCE_NOTICE: "住民異動届受理通知",
    Form.EX_OFFICIO_RECORD: "職権記録書",
    Form.EX_OFFICIO_NOTICE: "職権記載等通知書",
    Form.CODE_NOTICE: "住民票コード通知票",
    Form.CODE_CHANGE_NOTICE: "住民票コード変更通知票",
    Form.CODE_CORRECTION_NOTICE: "住民票コード修正通知票",
    Form.NOTICE_OF_CHANGE_OF_HEAD: "世帯主変更通知書",
    Form.REQUEST_TO_NAME_HEAD: "世帯主変更依頼通知書",
    Form.MOVE_IN_NOTICE_INQUIRY: "転入通知未着照会書",
    Form.MISSING_NOTICE_LIST: "転入通知未着者一覧",
}

ATTESTATIONS = {
    Form.HOUSEHOLD_COPY: "この写しは、世帯全員の住民票の原本と相違ないことを証明する。",
    Form.INDIVIDUAL_COPY: "この写しは、住民票の原本と相違ないことを証明する。",
    Form.MOVE_OUT_CERTIFICATE: "上記のとおり転出することを証明する。",
    Form.MOVE_OUT_EQUIVALENT: "この証明書は、転入届に添付すべき書類として発行したものであることを証明する。",
}
PERSONS_PER_PAGE = {
    Form.HOUSEHOLD_COPY: 4,
    Form.INDIVIDUAL_COPY: 1,
    Form.MOVE_OUT_CERTIFICATE: 4,
    Form.MOVE_OUT_EQUIVALENT: 4,
}

ATTESTATION_PART = "この写しは、世帯の一部の者の住民票の原本と相違ないことを証明する。"


class Cell(msgspec.Struct, frozen=True):
    """A labelled item of the form.

    `width` is its share of a row of twelve; `exact` sets it larger, as names are; `above` is a reading in small type
    over the text.
    """

    label: str
    text: str
    width: int = 12
    exact: bool = False
    above: str = ""


class PersonBlock(msgspec.Struct, frozen=True):
    """One person on the certificate: rows of cells, and whose record they come from."""

    addressee_number: str
    rows: tuple[tuple[Cell, ...], ...]


class Issuer(msgspec.Struct, frozen=True):
    """Who certifies. The title carries the prefecture's name, in every municipality (STD-5.6)."""

    municipality_code: str
    municipality_name: str
    title: str  # 神奈川県海老名市長
    name: str
    seal_text: str  # the characters of the seal, column by column from the right
    seal_note: str = "この印は黒色です"


class Certificate(msgspec.Struct, frozen=True, tag_field="shape", tag="certificate"):
    """A certificate to be issued: its form, its subjects, its content, and the request it answers."""

    form: Form
    request_id: str  # 128 random bits, hexadecimal; never used twice
    issue_number: str  # STD-5.5, without the page part
    issued_on: date
    issued_text: str  # the same day as printed, in the Japanese calendar
    issuer: Issuer
    subjects: tuple[str, ...]  # addressee numbers, in the order of the page
    head: tuple[tuple[Cell, ...], ...]  # rows above the persons (address, head of household)
    persons: tuple[PersonBlock, ...]
    attestation: str
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()  # beside the title: 公用 (STD-5.7), 再交付 (STD-4.1.3.0.3)
    sample: bool = True  # 見本 across the page: every synthetic register
    preview: bool = False  # a look before the issue: no seal, no signature, never handed out

    def digest(self, key: bytes) -> str:
        """Return the keyed digest of the whole value, in hexadecimal: what the finished bytes are bound to."""
        return keyed_digest(self, key)


def keyed_digest(paper: msgspec.Struct, key: bytes) -> str:
    """Return the keyed digest of a paper's whole value, in hexadecimal."""
    return hmac.new(key, msgspec.json.encode(paper, order="deterministic"), hashlib.sha256).hexdigest()


class DocumentError(Exception):
    """A certificate that must not leave the office. `code` is stable; the text has the field's words.

    The message never carries the content of a record.
    """

    def __init__(self, code: str, japanese: str, english: str) -> None:
        super().__init__(f"{code}: {english}")
        self.code = code
        self.japanese = japanese
        self.english = english
