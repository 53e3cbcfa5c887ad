"""From a certificate to finished bytes: bound to its request, signed, complete, and only its own people."""

from __future__ import annotations

import io
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec
import pikepdf
import pytest
from asn1crypto import pem, x509

from daicho.documents import binding, signing
from daicho.documents.certificates import ATTESTATIONS, DocumentError, Form
from daicho.documents.press import Press
from daicho.documents.typesetting import Typesetter

from .samples import KEY, copy_for, press_settings

if TYPE_CHECKING:
    from pathlib import Path


def words(document: bytes) -> list[str]:
    """Return the text of each page, without spaces."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True)
    return ["".join(page.split()) for page in found.stdout.decode().split("\f")[:-1]]


def test_a_finished_document_carries_the_binding_of_its_request(press: Press) -> None:
    """What is read back from the bytes is what the live request expects."""
    certificate = copy_for("渡邉\U000e010f　髙子")
    document = press.finish(certificate)
    assert binding.read(document) == binding.of(certificate, KEY)


def test_a_document_of_another_request_is_stopped(press: Press) -> None:
    """The same people asked for twice are two requests: their papers are not interchangeable."""
    first, second = copy_for("小平　一郎"), copy_for("小平　一郎")
    document = press.finish(first)
    with pytest.raises(DocumentError) as stopped:
        binding.require(document, binding.of(second, KEY))
    assert stopped.value.code == "P-BINDING-02"


@pytest.mark.parametrize("field", ["request_id", "issue_number", "issued_text", "attestation"])
def test_any_difference_in_the_content_changes_the_binding(press: Press, field: str) -> None:
    """The digest covers the whole value, not only its numbers."""
    certificate = copy_for("小平　一郎")
    document = press.finish(certificate)
    other = msgspec.structs.replace(certificate, **{field: getattr(certificate, field) + "x"})
    with pytest.raises(DocumentError):
        binding.require(document, binding.of(other, KEY))


def test_bytes_that_are_no_document_are_stopped() -> None:
    """A truncated file or one without keywords has no binding."""
    empty = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(empty)
    for wrong in (b"", b"%PDF-1.7 truncated", empty.getvalue()):
        with pytest.raises(DocumentError) as stopped:
            binding.read(wrong)
        assert stopped.value.code == "P-BINDING-01"


def test_the_signature_is_intact_and_leads_to_the_root(font: Path, tmp_path: Path) -> None:
    """Anyone with the root can verify; one changed byte of the page breaks it."""
    settings = press_settings(tmp_path, font)
    press = Press(settings)
    try:
        document = press.finish(copy_for("小平　花子"))
    finally:
        press.close()
    _, _, der = pem.unarmor((tmp_path / "root.pem").read_bytes())
    root = x509.Certificate.load(der)
    assert signing.verify(document, root)
    place = document.index(b"stream") + 60
    broken = document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]
    assert not signing.verify(broken, root)


def test_the_household_form_has_four_persons_a_page_and_the_attestation_on_the_last_only(press: Press) -> None:
    """Five people fill two pages; the words of attestation stand once, at the end (STD-5.1, 20.1.2)."""
    names = ["赤井一", "青井二", "黒井三", "白井四", "緑井五"]
    pages = words(press.finish(copy_for(*names)))
    assert len(pages) == 2
    assert all(name in pages[0] for name in names[:4])
    assert names[4] in pages[1]
    assert names[4] not in pages[0]
    attestation = ATTESTATIONS[Form.HOUSEHOLD_COPY]
    assert [attestation in page for page in pages] == [False, True]
    assert [f"{number}/2" in page for number, page in enumerate(pages, 1)] == [True, True]


def test_the_individual_form_has_one_person_a_page(press: Press) -> None:
    """個人票 is one person a page (STD-1.1.3)."""
    pages = words(press.finish(copy_for("赤井一", "青井二", form=Form.INDIVIDUAL_COPY)))
    assert ["赤井一" in page for page in pages] == [True, False]
    assert ["青井二" in page for page in pages] == [False, True]


def test_every_page_is_marked_as_a_sample(press: Press) -> None:
    """Synthetic people never leave the office on a paper that could pass for real."""
    for page in words(press.finish(copy_for("赤井一", "青井二", "黒井三", "白井四", "緑井五"))):
        assert "見本" in page


def test_variation_sequences_come_back_from_the_page_exactly(press: Press) -> None:
    """The text of the finished page has the same sequence that the record holds."""
    name = "渡邉\U000e010f葛\U000e0103"
    assert name in words(press.finish(copy_for(name)))[0]


def test_a_sequence_that_the_font_lacks_is_refused_before_printing(press: Press) -> None:
    """葛 with selector 17 belongs to another collection: the font would draw another shape in silence."""
    with pytest.raises(DocumentError) as refused:
        press.finish(copy_for("葛\U000e0100西"))
    assert refused.value.code == "P-CHARACTER-01"


def test_concurrent_requests_never_get_each_others_people(press: Press) -> None:
    """Twelve requests at the same moment: every paper names only its own requester."""
    surnames = ["赤", "青", "黒", "白", "緑", "黄", "茶", "紫", "銀", "金", "桃", "橙"]
    certificates = [copy_for(f"{surname}川　太郎") for surname in surnames]
    with ThreadPoolExecutor(max_workers=6) as pool:
        documents = list(pool.map(press.finish, certificates))
    for surname, document in zip(surnames, documents, strict=True):
        text = "".join(words(document))
        assert [other for other in surnames if f"{other}川太郎" in text] == [surname]


def test_a_time_out_burns_the_request_and_the_next_one_is_its_own(font: Path, tmp_path: Path) -> None:
    """The worker is stopped, nothing of the late certificate can surface in the next answer."""
    press = Press(press_settings(tmp_path, font, timeout=0.0))
    try:
        with pytest.raises(DocumentError) as stopped:
            press.finish(copy_for("赤井一"))
        assert stopped.value.code == "P-TIMEOUT-01"
        press._settings = msgspec.structs.replace(press._settings, timeout=20.0)
        text = "".join(words(press.finish(copy_for("青井二"))))
        assert "青井二" in text
        assert "赤井一" not in text
    finally:
        press.close()


def test_a_killed_press_gives_a_clear_error_and_starts_again(font: Path, tmp_path: Path) -> None:
    """kill -9 of the worker between two certificates costs nothing; during one it costs that one."""
    press = Press(press_settings(tmp_path, font))
    try:
        press.warm()
        press._worker.kill()
        press._worker.join()
        assert press.finish(copy_for("青井二")).startswith(b"%PDF")
    finally:
        press.close()


def test_a_missing_key_is_said_before_anything_is_printed(font: Path, tmp_path: Path) -> None:
    """The signer names what to mend."""
    with pytest.raises(DocumentError) as missing:
        signing.Signer(tmp_path / "none.pem", tmp_path / "none.pem", tmp_path / "none.pem")
    assert missing.value.code == "P-SIGN-01"


def test_the_document_declares_pdf_a(font: Path) -> None:
    """PDF/A-2b is declared in the metadata (ISO 19005-2)."""
    pages = Typesetter(font).typeset(copy_for("小平　花子"), KEY)
    with pikepdf.open(io.BytesIO(pages)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")


def test_a_preview_is_an_image_of_each_page_and_never_a_document(press: Press) -> None:
    """What is marked as a preview cannot be typeset for release, and the other way round."""
    certificate = copy_for("赤井一", "青井二", "黒井三", "白井四", "緑井五")
    shown = msgspec.structs.replace(certificate, preview=True)
    images = press.preview(shown)
    assert [image[:4] for image in images] == [b"\x89PNG"] * 2
    for wrong, ask in ((shown, press.finish), (certificate, press.preview)):
        with pytest.raises(DocumentError) as refused:
            ask(wrong)
        assert refused.value.code == "P-PRESS-02"


def test_the_marks_stand_beside_the_title_on_every_sheet(press: Press) -> None:
    """公用 and 再交付 (STD-5.7, 4.1.3.0.3)."""
    certificate = msgspec.structs.replace(copy_for("赤", "青", "黒", "白", "緑"), marks=("公用",))
    assert all("公用" in page for page in words(press.finish(certificate)))


def test_a_press_without_its_key_says_so(font: Path, tmp_path: Path) -> None:
    """The worker names what it lacks, instead of only stopping."""
    settings = msgspec.structs.replace(press_settings(tmp_path, font), signing_key=str(tmp_path / "none.pem"))
    press = Press(settings)
    with pytest.raises(DocumentError) as missing:
        press.warm()
    press.close()
    assert missing.value.code == "P-SIGN-01"
