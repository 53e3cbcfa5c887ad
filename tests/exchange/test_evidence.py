"""Evidence: exported, verified from files alone, one flipped byte found and named."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import ssl

import pytest
from click.testing import CliRunner
from django.db import transaction

from daicho.exchange import handlers, inquiries, operators, outbox
from daicho.exchange.cli import verify as verify_command
from daicho.exchange.evidence import forms, problems
from daicho.exchange.evidence.export import export
from daicho.exchange.evidence.verify import verify
from daicho.law.identification import FourItems
from daicho.protocol.inquiries import Search, SearchAnswer
from daicho.protocol.messages import CodePoolRequest

from .support import CS, REGISTER

pytestmark = pytest.mark.database


@pytest.fixture
def talked(network, monkeypatch):
    """A register and its CS after six messages, one of them refused, and an inquiry."""
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(handlers, "_answerers", {})

    @handlers.handles(CodePoolRequest, system="municipal_cs")
    def take(delivery):
        if delivery.message.count == 3:
            raise handlers.Refusal("T-003", "three")

    @handlers.answers(Search, system="municipal_cs")
    def answer(asked):
        return SearchAnswer()

    register, cs = network.join(REGISTER), network.join(CS)
    network.start(cs)
    for number in range(6):
        with transaction.atomic(using=register.alias):
            message = CodePoolRequest(request_id=f"r{number}", municipality_code="142158", count=number)
            outbox.send(register.alias, to=CS, message=message)
    network.delivery(register).deliver_now()
    items = FourItems(name="見本", address="海老名市")
    inquiries.ask(CS, Search(items=items), purpose="test", ground="住民基本台帳法第30条の6", alias=register.alias)
    return register, cs


def test_evidence_of_both_sides_verifies_from_its_files_alone(talked, tmp_path):
    register, cs = talked
    export(register, tmp_path / "sender")
    export(cs, tmp_path / "receiver")
    sender, receiver = verify(tmp_path / "sender"), verify(tmp_path / "receiver")
    assert (sender.findings, receiver.findings) == ((), ())
    assert (sender.sent, sender.inquiries, receiver.received, receiver.inquiries) == (6, 1, 6, 1)
    assert sender.statements >= 2
    assert receiver.statements >= 2


@pytest.mark.parametrize("side", [0, 1])
def test_one_flipped_byte_anywhere_is_found_and_the_file_is_named(talked, tmp_path, side):
    export(talked[side], tmp_path / "good")
    chance = random.Random(7)
    for file in sorted((tmp_path / "good").iterdir()):
        data = file.read_bytes()
        if not data:
            continue
        for place in [*sorted(chance.sample(range(len(data)), min(len(data), 12))), 0, len(data) - 1]:
            bad = tmp_path / "bad"
            shutil.copytree(tmp_path / "good", bad)
            flipped = bytearray(data)
            flipped[place] ^= 1 << chance.randrange(8)
            (bad / file.name).write_bytes(bytes(flipped))
            found = verify(bad)
            assert not found.ok, (file.name, place)
            assert file.name in {finding.file for finding in found.findings}, (file.name, place, found.findings)
            shutil.rmtree(bad)


def test_a_flipped_byte_in_a_message_names_the_message_and_the_field(talked, tmp_path):
    export(talked[0], tmp_path)
    path = tmp_path / forms.SENT
    path.write_bytes(path.read_bytes().replace(b'"sequence":4,', b'"sequence":5,', 1))
    found = verify(tmp_path).findings
    assert any(
        finding.line == 4 and finding.field == "sequence" and finding.problem == "differs from what was exported"
        for finding in found
    )
    assert "sent.jsonl:4" in str(found[0])


def test_altered_evidence_with_recomputed_checksums_is_caught_by_signatures_and_chain(talked, tmp_path):
    """Whoever can rewrite every checksum still cannot sign: the manifest's signature fails."""
    export(talked[0], tmp_path)
    path = tmp_path / forms.SENT
    lines = path.read_bytes().replace(b'"sequence":4,', b'"sequence":5,', 1).split(b"\n")[:-1]
    path.write_bytes(b"\n".join(lines) + b"\n")
    (tmp_path / forms.MANIFEST).unlink()
    assert any(finding.file == forms.MANIFEST for finding in verify(tmp_path).findings)


def test_after_erasing_a_payload_the_chain_still_verifies(talked, tmp_path):
    register, cs = talked
    assert operators.erase_sent(register.alias, CS, epoch=1, sequence=2)
    assert operators.erase_received(cs.alias, REGISTER, epoch=1, sequence=2)
    assert not operators.erase_received(cs.alias, REGISTER, epoch=1, sequence=2)
    for node, side in ((register, "sender"), (cs, "receiver")):
        export(node, tmp_path / side)
        found = verify(tmp_path / side)
        assert found.ok, found.findings
        assert found.erased == 1


def test_a_root_from_elsewhere_must_fit(talked, network, tmp_path):
    from cryptography.hazmat.primitives.serialization import Encoding

    from daicho.exchange.pki import Root

    export(talked[0], tmp_path / "out")
    own = tmp_path / "own.crt"
    own.write_bytes(network.world.root.read_bytes())
    assert verify(tmp_path / "out", root=own).ok
    own.write_bytes(Root.create().certificate.public_bytes(Encoding.PEM))
    assert {finding.file for finding in verify(tmp_path / "out", root=own).findings} == {"trust.json"}


def test_a_given_root_that_is_no_certificate_is_named_itself(talked, tmp_path):
    """Not `root.crt` of the export, which nobody has read."""
    export(talked[0], tmp_path / "out")
    own = tmp_path / "agency.txt"
    own.write_text("no certificate")
    (found,) = verify(tmp_path / "out", root=own).findings
    assert (found.file, "--root" in found.japanese, "--root" in found.problem) == (str(own), True, True)
    (tmp_path / "out" / forms.ROOT).write_text("no certificate")
    assert [found.problem for found in verify(tmp_path / "out").findings if found.file == forms.ROOT] == [
        "not a certificate",
        "differs from the digest in the manifest",
    ]


@pytest.mark.parametrize("name", [forms.MANIFEST, forms.TRUST, forms.SENT, forms.STATEMENTS])
def test_a_file_cut_off_is_told_as_such_in_both_languages(talked, tmp_path, name):
    """Whoever holds an export can copy it again; nobody makes a message anew at a sender."""
    export(talked[0], tmp_path)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[:-9])
    said = [str(found) for found in verify(tmp_path).findings]
    (unread,) = [text for text in said if text.startswith(name) and "X-MALFORMED" in text]
    assert "読めません。途中で切れたか、書き換えられています。" in unread
    assert " / cannot be read: cut off or altered; copy it again" in unread
    assert not any("sender" in text or "送信側" in text for text in said)


def changed(path, line, **members):
    """One line of a file with other members; the manifest stays as it was signed."""
    lines = path.read_bytes().splitlines()
    lines[line] = json.dumps(json.loads(lines[line]) | members).encode()
    path.write_bytes(b"\n".join(lines) + b"\n")


@pytest.mark.parametrize(
    ("file", "line", "members", "problem"),
    [
        (forms.STATEMENTS, 0, {"kind": "other"}, problems.KIND),
        (forms.STATEMENTS, 0, {"key_id": "other"}, problems.NO_KEY),
        (forms.STATEMENTS, 0, {"peer": "nobody", "direction": "in"}, problems.NO_KEY),
        (forms.SENT, 0, {"peer": "nobody"}, problems.Problem("cannot be read", "読めません")),
        (forms.SENT, -1, {"chain": "AAAA"}, problems.signed_chain(forms.SENT)),
        (forms.SENT, -1, {"payload": "AAAA"}, problems.CONTENT),
        (forms.INQUIRIES, 0, {"answer_key_id": "other"}, problems.NO_KEY),
        (forms.INQUIRIES, 0, {"answer_statement": ""}, problems.DIFFERS),
        (forms.MANIFEST, 0, {"key_id": "other"}, problems.NO_KEY),
        (forms.MANIFEST, 0, {}, problems.NOT_CANONICAL),
    ],
)
def test_what_was_altered_by_hand_is_named_in_both_languages(talked, tmp_path, file, line, members, problem):
    """A kind, key, party, chain, content or answer that does not belong there."""
    export(talked[0], tmp_path)
    changed(tmp_path / file, line, **members)
    found = [one for one in verify(tmp_path).findings if one.file in {file, forms.STATEMENTS}]
    assert any(one.problem.startswith(problem.english) and one.japanese.startswith(problem.japanese) for one in found)


def test_an_answer_to_another_inquiry_is_found(talked, tmp_path):
    """Both statements are rightly signed; they only do not belong together."""
    register, _ = talked
    items = FourItems(name="別人", address="海老名市")
    inquiries.ask(CS, Search(items=items), purpose="test", ground="住民基本台帳法第30条の6", alias=register.alias)
    export(register, tmp_path)
    first, second = map(json.loads, (tmp_path / forms.INQUIRIES).read_bytes().splitlines())
    answer = {name: second[name] for name in first if name.startswith("answer_")}
    changed(tmp_path / forms.INQUIRIES, 0, **answer)
    assert problems.OTHER_INQUIRY.english in {found.problem for found in verify(tmp_path).findings}


def test_a_file_that_the_manifest_leaves_out_and_damaged_checksums_are_found_without_any_root(talked, tmp_path):
    """Nothing is trusted then, but what is damaged is named all the same."""
    export(talked[0], tmp_path)
    (tmp_path / forms.ROOT).unlink()
    manifest = json.loads((tmp_path / forms.MANIFEST).read_bytes())
    manifest["statement"]["files"] = [one for one in manifest["statement"]["files"] if one["name"] != forms.RECEIVED]
    (tmp_path / forms.MANIFEST).write_text(json.dumps(manifest))
    (tmp_path / forms.SENT).write_text("no line\n")
    (tmp_path / forms.CHECKS).write_bytes((tmp_path / forms.CHECKS).read_bytes()[:-9])
    found = {(one.file, one.problem) for one in verify(tmp_path).findings}
    assert (forms.MANIFEST, problems.NOT_LISTED.english) in found
    assert forms.CHECKS in {file for file, _ in found}
    assert (forms.SENT, problems.DIGEST.english) in found


def test_an_archive_is_refused_with_the_word_to_unpack_it(tmp_path):
    """Before anything is looked for in it."""
    (tmp_path / "evidence.zip").write_bytes(b"PK")
    said = CliRunner().invoke(verify_command, [str(tmp_path / "evidence.zip")])
    assert (said.exit_code, said.stdout) == (2, "")
    assert "X-EVIDENCE-01" in said.stderr
    assert "先に展開してください" in said.stderr
    assert "Unpack an archive first" in said.stderr


def test_the_command_verifies(talked, tmp_path):
    runner = CliRunner()
    out = str(tmp_path / "out")
    export(talked[0], tmp_path / "out")
    good = runner.invoke(verify_command, [out])
    assert good.exit_code == 0
    assert ": ok\n" in good.output
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert((tmp_path / "out" / forms.ROOT).read_text())).hexdigest()
    assert f"SHA-256 {digest} (" in good.output
    assert "the export's own: compare it" in good.output, "nobody takes the export's own root for the Agency's unseen"
    given = runner.invoke(verify_command, [out, "--root", str(tmp_path / "out" / forms.ROOT)])
    assert given.output.endswith(f"{digest}\n")
    (tmp_path / "out" / forms.TRUST).write_bytes(b"{}")
    bad = runner.invoke(verify_command, [out, "--json"])
    assert bad.exit_code == 1
    assert '"ok":false' in bad.output
