"""The auditor's command: by the file and the root certificate alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pikepdf
import pytest
from click.testing import CliRunner

from daicho.documents.press import Press
from daicho.host.cli import main

from .samples import copy_for, press_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def issued(font: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate issued, with its root beside it."""
    place = tmp_path_factory.mktemp("issued")
    press = Press(press_settings(place, font))
    certificate = copy_for("赤井　一", "青井　二")
    (place / "copy.pdf").write_bytes(press.finish(certificate))
    (place / "number").write_text(certificate.issue_number, encoding="utf-8")
    press.close()
    return place


def verify(*arguments: object):
    return CliRunner().invoke(main, ["document", "verify", *map(str, arguments)])


def test_a_whole_certificate_is_told_with_signer_binding_and_marks(issued: Path) -> None:
    """Nothing of its content is shown."""
    said = verify(issued / "copy.pdf", "--root", issued / "root.pem")
    assert said.exit_code == 0, said.output
    for part in ("改変なし intact: はい", "Ebina documents (sample)", "住民票の写し", "PDF/A: 2B", "見本 sample: はい"):
        assert part in said.output
    assert (issued / "number").read_text(encoding="utf-8") in said.output
    assert "赤井" not in said.output
    found = json.loads(verify(issued / "copy.pdf", "--root", issued / "root.pem", "--json").output)
    assert (found["ok"], found["sheets"], found["form"]) == (True, 1, "household_copy")


def test_every_kind_of_damage_is_found(issued: Path, tmp_path: Path, font: Path) -> None:
    """A flipped byte anywhere, something appended, a foreign root, no PDF at all: exit code 1."""
    whole = (issued / "copy.pdf").read_bytes()
    for place in range(20, len(whole), len(whole) // 12):
        (tmp_path / "broken.pdf").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert verify(tmp_path / "broken.pdf", "--root", issued / "root.pem").exit_code == 1, place
    (tmp_path / "longer.pdf").write_bytes(whole + b"\n% appended")
    assert verify(tmp_path / "longer.pdf", "--root", issued / "root.pem").exit_code == 1
    press_settings(tmp_path, font)
    assert verify(issued / "copy.pdf", "--root", tmp_path / "root.pem").exit_code == 1
    (tmp_path / "text.pdf").write_bytes(b"not a document")
    assert verify(tmp_path / "text.pdf", "--root", issued / "root.pem").exit_code == 1


def test_each_problem_is_told_with_what_to_do_and_its_code(issued: Path, tmp_path: Path, font: Path) -> None:
    """Japanese first, English beside; for programs the codes. Of what is no PDF nothing is described."""
    (tmp_path / "text.pdf").write_bytes(b"not a document")
    said = verify(tmp_path / "text.pdf", "--root", issued / "root.pem")
    assert said.output.startswith("✗ 署名された PDF として読めません。")
    assert "もう一度受け取ってください。 (P-VERIFY-02)\n  Not a readable signed PDF." in said.output
    (tmp_path / "longer.pdf").write_bytes((issued / "copy.pdf").read_bytes() + b"\n% appended")
    altered = verify(tmp_path / "longer.pdf", "--root", issued / "root.pem").output
    assert "発行した市区町村に確かめてください。 (P-VERIFY-03)" in altered
    press_settings(tmp_path, font)
    foreign = verify(issued / "copy.pdf", "--root", tmp_path / "root.pem", "--json").output
    assert json.loads(foreign)["codes"] == ["P-VERIFY-04"]
    with pikepdf.open(issued / "copy.pdf") as pdf:
        del pdf.docinfo["/Keywords"]
        pdf.save(tmp_path / "unbound.pdf")
    assert "P-VERIFY-05" in verify(tmp_path / "unbound.pdf", "--root", issued / "root.pem").output


def test_a_root_that_is_none_is_said(issued: Path) -> None:
    """The root must be a certificate."""
    said = verify(issued / "copy.pdf", "--root", issued / "number")
    assert said.exit_code == 2
    assert "P-VERIFY-01" in said.output
