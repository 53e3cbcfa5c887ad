"""Batches, chain and signatures: what is altered on the way is found."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from daicho.protocol import batches, canonical, digests, signing
from daicho.protocol.batches import Batch, Envelope, Header
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.statements import BatchStatement, Receipt, Verdict

from .people import CS, REGISTER

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
GENESIS = digests.genesis(REGISTER, CS, 1)


def envelope(sequence, payload=b'{"a":1}'):
    salt = bytes([sequence] * 16)
    header = Header(sequence, "refusal/1", digests.payload_digest(salt, payload), "2026-11-21T00:00:00Z")
    return Envelope(header, salt, msgspec.Raw(payload))


def statement_of(entries, **changes):
    chains = batches.chain(GENESIS, [entry.header for entry in entries])
    values = {
        "sender": str(REGISTER), "receiver": str(CS), "epoch": 1, "first": 1, "last": len(entries), "before": GENESIS,
        "after": chains[-1] if chains else GENESIS, "sent_at": "", "nonce": "n",
    }  # fmt: skip
    return BatchStatement(**(values | changes))


def made(entries, **changes):
    return Batch(signing.sign(statement_of(entries, **changes), KEY), entries)


def read(batch):
    again = batches.decode(batches.encode(batch))
    statement = signing.verify(again.signed, PUBLIC, BatchStatement)
    return batches.check(again, statement, sender=REGISTER, receiver=CS)


def code_of(call, *arguments):
    with pytest.raises(ProtocolError) as caught:
        call(*arguments)
    return caught.value.code


def test_a_batch_is_read_as_it_was_made():
    checked = read(made([envelope(1), envelope(2)]))
    assert len(checked.chains) == 2
    assert checked.chains[-1] == checked.statement.after
    assert read(made([])).chains == []


def test_an_erased_payload_leaves_the_batch_verifying():
    full = [envelope(1), envelope(2)]
    erased = [Envelope(full[0].header), full[1]]
    assert erased[0].erased
    batch = Batch(made(full).signed, erased)
    assert read(batch).statement.last == 2


@pytest.mark.parametrize(
    ("entries", "changes", "code"),
    [
        ([envelope(1), envelope(3)], {}, Code.BAD_SEQUENCE),
        ([envelope(2), envelope(1)], {}, Code.BAD_SEQUENCE),
        ([envelope(1)], {"last": 2}, Code.BAD_SEQUENCE),
        ([envelope(1)], {"sender": "132110/register"}, Code.WRONG_PARTY),
        ([envelope(1)], {"receiver": "132110/municipal_cs"}, Code.WRONG_PARTY),
        ([envelope(1)], {"after": bytes(32)}, Code.BAD_CHAIN),
        ([Envelope(envelope(1).header, bytes(16), msgspec.Raw(b'{"a":1}'))], {}, Code.BAD_DIGEST),
        ([Envelope(envelope(1).header, envelope(1).salt, msgspec.Raw(b'{"a":2}'))], {}, Code.BAD_DIGEST),
        ([Envelope(envelope(1).header, envelope(1).salt)], {}, Code.BAD_DIGEST),
    ],
)
def test_reordered_truncated_or_altered_batches_are_refused(entries, changes, code):
    assert code_of(read, made(entries, **changes)) is code


def test_every_flipped_bit_of_a_batch_is_refused():
    """Flip one bit of every byte of a batch: nothing of it is ever accepted as something else."""
    data = batches.encode(made([envelope(1), envelope(2)]))
    good = read(made([envelope(1), envelope(2)])).statement.after
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << (place % 8)
        try:
            batch = batches.decode(bytes(flipped))
            statement = signing.verify(batch.signed, PUBLIC, BatchStatement)
            checked = batches.check(batch, statement, sender=REGISTER, receiver=CS)
        except ProtocolError:
            continue
        assert checked.statement.after == good
        assert [bytes(entry.payload) for entry in checked.entries] == [b'{"a":1}'] * 2


def test_too_large_and_truncated_batches_are_refused():
    assert code_of(batches.decode, b" " * (batches.MAX_BATCH + 1)) is Code.TOO_LARGE
    data = batches.encode(Batch(made([]).signed, [envelope(1)] * (batches.MAX_ENTRIES + 1)))
    assert code_of(batches.decode, data) is Code.TOO_LARGE
    data = batches.encode(made([envelope(1)]))
    assert code_of(batches.decode, data[:-10]) is Code.MALFORMED


def test_a_signature_of_another_key_or_under_another_name_is_refused():
    signed = signing.sign(statement_of([]), Ed25519PrivateKey.generate())
    assert code_of(signing.verify, signed, PUBLIC, BatchStatement) is Code.BAD_SIGNATURE
    renamed = msgspec.structs.replace(signed, key_id=signing.key_id(PUBLIC))
    assert code_of(signing.verify, renamed, PUBLIC, BatchStatement) is Code.BAD_SIGNATURE


def test_a_statement_is_not_taken_for_one_of_another_kind():
    receipt = Receipt(str(REGISTER), str(CS), 1, 0, b"", Verdict.RECEIVED, 1, "", "n")
    signed = signing.sign(receipt, KEY)
    assert signing.verify(signed, PUBLIC, Receipt) == receipt
    assert code_of(signing.verify, signed, PUBLIC, BatchStatement) is Code.MALFORMED


def test_bodies_of_greetings_questions_and_replies_travel():
    signed = signing.sign(statement_of([]), KEY)
    for body in (
        signing.Hello(signed),
        signing.Hello(signed, signed),
        signing.Question(signed, b"s", msgspec.Raw(b"{}")),
        signing.Reply(signed),
    ):
        again = canonical.decode_loose(canonical.encode_trusted(body), type(body))
        assert canonical.encode_trusted(again) == canonical.encode_trusted(body)


def test_salts_differ_and_hide_equal_payloads():
    one, other = digests.new_salt(), digests.new_salt()
    assert len(one) == 16
    assert digests.payload_digest(one, b"x") != digests.payload_digest(other, b"x")
