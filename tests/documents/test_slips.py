"""A slip goes the way of a certificate: bound, signed, complete; and its letter says what its value says."""

from __future__ import annotations

import io
import secrets
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pikepdf
import pytest

from daicho.documents import binding
from daicho.documents.certificates import Cell, DocumentError, Form
from daicho.documents.slips import Addressee, Slip, Table

from .samples import ISSUER, KEY, copy_for
from .test_press import words

if TYPE_CHECKING:
    from daicho.documents.press import Press

CODE = "12345678903"


def slip_for(name: str, form: Form = Form.CODE_NOTICE, **changes: object) -> Slip:
    """A slip to one person, its request freshly made."""
    slip = Slip(
        form=form,
        request_id=secrets.token_hex(16),
        issue_number=f"20261121 海老名市 本庁1 プリンタ001 {secrets.randbelow(1000):03}",
        issued_on=date(2026, 11, 21),
        issued_text="令和8年11月21日",
        issuer=ISSUER,
        subjects=("1001",),
        addressee=Addressee("〒243-0434", "神奈川県海老名市勝瀬175番地の1", name),
        body=("あなたの住民票に、次の住民票コードを記載しましたのでお知らせします。",),
        tables=(Table(((Cell("氏名", name, 6, exact=True), Cell("住民票コード", CODE, 6)),), "記載の内容"),),
        closing=("住民基本台帳法第30条の3第3項の規定による通知です。",),
    )
    return msgspec.structs.replace(slip, **changes)


def test_a_slip_says_addressee_title_sentences_items_and_issuer(press: Press) -> None:
    """Everything of the value stands on the page, with the issue number and the page of the sheet (STD-5.5)."""
    slip = slip_for("渡邉\U000e010f　髙子", marks=("再発行",), notes=("これは再発行です。",))
    (page,) = words(press.finish(slip))
    for said in (
        "住民票コード通知票", "〒243-0434", "神奈川県海老名市勝瀬175番地の1", "渡邉\U000e010f髙子様", CODE, "記載の内容",
        "お知らせします", "第30条の3第3項", "再発行", "これは再発行です", "令和8年11月21日", slip.issuer.title, "見本", "1/1",
    ):  # fmt: skip
        assert "".join(said.split()) in page, said
    assert slip.issue_number.replace(" ", "") in page


@pytest.mark.parametrize("form", [form for form in Form if "notice" in form or form is Form.EX_OFFICIO_RECORD])
def test_every_slip_carries_its_own_title_and_binding(press: Press, form: Form) -> None:
    """The form in the binding is the one asked for."""
    slip = slip_for("小平　一郎", form)
    document = press.finish(slip)
    assert form.japanese in words(document)[0]
    assert binding.read(document) == binding.of(slip, KEY)
    assert binding.read(document).form == form.value


@pytest.mark.parametrize(
    "change",
    [
        {"request_id": "0" * 32},
        {"addressee": Addressee("", "神奈川県海老名市中央一丁目1番1号", "小平　一郎")},
        {"subjects": ("1002",)},
        {"tables": ()},
        {"closing": ()},
    ],
)
def test_any_difference_in_a_slip_changes_its_binding(press: Press, change: dict[str, object]) -> None:
    """Another addressee, another subject, another item: the bytes are not this request's."""
    slip = slip_for("小平　一郎")
    document = press.finish(slip)
    with pytest.raises(DocumentError) as stopped:
        binding.require(document, binding.of(msgspec.structs.replace(slip, **change), KEY))
    assert stopped.value.code == "P-BINDING-02"


def test_a_certificate_never_passes_for_a_slip_of_the_same_request(press: Press) -> None:
    """The shape is part of what is bound."""
    certificate = copy_for("小平　一郎")
    slip = slip_for("小平　一郎", request_id=certificate.request_id, issue_number=certificate.issue_number)
    with pytest.raises(DocumentError):
        binding.require(press.finish(certificate), binding.of(slip, KEY))


def test_an_unsealed_paper_of_the_office_has_neither_seal_nor_addressee(press: Press) -> None:
    """The ex officio record stays in the office."""
    slip = slip_for("小平　一郎", Form.EX_OFFICIO_RECORD, addressee=None, sealed=False)
    (page,) = words(press.finish(slip))
    assert "様" not in page
    assert ISSUER.seal_note not in page
    assert ISSUER.seal_note in words(press.finish(slip_for("小平　一郎")))[0]


def test_a_long_record_runs_over_several_numbered_sheets(press: Press) -> None:
    """Nothing is cut off."""
    rows = tuple((Cell("項目", f"項目{number:03}", 4), Cell("記載後", "内容", 8)) for number in range(90))
    pages = words(press.finish(slip_for("小平　一郎", Form.EX_OFFICIO_RECORD, tables=(Table(rows),))))
    assert len(pages) > 1
    text = "".join(pages)
    assert all(f"項目{number:03}" in text for number in range(90))
    assert f"{len(pages)}/{len(pages)}" in pages[-1]


@pytest.mark.parametrize("where", ["body", "closing", "notes", "addressee", "tables"])
def test_a_character_that_cannot_be_drawn_is_refused_wherever_it_stands(press: Press, where: str) -> None:
    """葛 with selector 17 belongs to another collection."""
    wrong = "葛\U000e0100西"
    values = {
        "addressee": Addressee("", "海老名市", wrong),
        "tables": (Table(((Cell("氏名", wrong, 12),),)),),
    }
    with pytest.raises(DocumentError) as refused:
        press.finish(slip_for("小平　一郎", **{where: values.get(where, (wrong,))}))
    assert refused.value.code == "P-CHARACTER-01"


def test_a_preview_of_a_slip_is_an_image_and_never_a_document(press: Press) -> None:
    """As for certificates."""
    slip = slip_for("小平　一郎", preview=True)
    (image,) = press.preview(slip)
    assert image[:4] == b"\x89PNG"
    with pytest.raises(DocumentError) as refused:
        press.finish(slip)
    assert refused.value.code == "P-PRESS-02"


def test_a_slip_is_pdf_a_and_signed(press: Press) -> None:
    """PDF/A-2b, one signature."""
    with pikepdf.open(io.BytesIO(press.finish(slip_for("小平　一郎")))) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert len(pdf.Root.AcroForm.Fields) == 1
