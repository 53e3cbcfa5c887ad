"""Types, versions and routes."""

from __future__ import annotations

import msgspec
import pytest

from daicho.protocol import registry, sealed
from daicho.protocol.errors import Code, ProtocolError, english, japanese
from daicho.protocol.inquiries import IdentificationInquiry, number_context
from daicho.protocol.messages import IdentificationUpdateMessage, MoveInNotice
from daicho.protocol.parties import Party, System

from .people import CS, REGISTER

PREFECTURE, OTHER_PREFECTURE = Party("140007", "prefecture"), Party("130001", "prefecture")
NATION, OTHER_CS = Party("agency", "national"), Party("132110", "municipal_cs")


def code_of(call, *arguments):
    with pytest.raises(ProtocolError) as caught:
        call(*arguments)
    return caught.value.code


def test_an_unknown_type_and_a_newer_version_are_told_apart():
    assert registry.named("move_in_notice/1").struct is MoveInNotice
    assert code_of(registry.named, "move_in_notice/2") is Code.NEWER_VERSION
    for name in ("move_in_notice/0", "move_in_notice", "move_in_notice/x", "move_in_notice/９", "nothing/1", ""):
        assert code_of(registry.named, name) is Code.UNKNOWN_TYPE
    assert code_of(registry.named, "move_in_notice/123456789") is Code.UNKNOWN_TYPE


def test_a_struct_that_is_no_message_cannot_be_sent():
    class Stranger(msgspec.Struct):
        pass

    assert code_of(registry.of, Stranger()) is Code.UNKNOWN_TYPE
    assert registry.of(MoveInNotice).version == 1


def test_a_type_name_is_given_once():
    with pytest.raises(ValueError, match="twice"):
        registry.register("refusal/1", kind=registry.Kind.MESSAGE, japanese="", english="")(
            type("Again", (msgspec.Struct,), {})
        )


@pytest.mark.parametrize(
    ("sender", "receiver", "permitted"),
    [
        (REGISTER, CS, True),
        (Party("132110", "register"), CS, False),
        (CS, PREFECTURE, True),
        (CS, OTHER_PREFECTURE, False),
        (PREFECTURE, NATION, True),
        (REGISTER, PREFECTURE, False),
        (CS, NATION, False),
        (CS, CS, False),
        (Party("agency", "municipal_cs"), Party("agency", "prefecture"), False),
    ],
)
def test_an_update_comes_from_the_one_system_that_may_send_it(sender, receiver, permitted):
    entry = registry.of(IdentificationUpdateMessage)
    if permitted:
        registry.check_route(entry, sender, receiver)
    else:
        assert code_of(registry.check_route, entry, sender, receiver) is Code.NOT_PERMITTED


def test_parties_without_any_route_are_not_joined():
    assert registry.joined(CS, OTHER_CS)
    assert not registry.joined(REGISTER, NATION)


def test_only_types_marked_for_it_have_a_sealed_number():
    """Every other type, the move-in notice among them, has no field that could carry an individual number."""
    for entry in registry.entries():
        schema = str(msgspec.json.schema(entry.struct, schema_hook=lambda kind: {"type": "string"}))
        assert ("Sealed" in schema) is entry.number, entry.name
        assert "IndividualNumber'" not in schema
    assert not registry.of(MoveInNotice).number


def test_every_code_has_its_text_in_both_languages():
    for code in Code:
        assert japanese(code).endswith("。")
        assert english(code)
        assert code.value in str(ProtocolError(code))
    assert str(ProtocolError(Code.BUSY, "here")).startswith("X-BUSY [here]")


def test_a_party_is_written_and_read():
    assert Party.parse("142158/municipal_cs") == CS
    assert str(CS) == "142158/municipal_cs"
    assert CS.host_name == "municipal-cs.142158.daicho.internal"
    assert (CS.prefecture_digits, NATION.prefecture_digits) == ("14", "")
    assert System.REGISTER.value == REGISTER.system
    for written in ("", "142158", "142158/", "a/b/c", "X/y", "142158/municipal cs"):
        assert code_of(Party.parse, written) is Code.MALFORMED


def test_a_sealed_number_opens_only_with_its_key_in_its_context():
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    key, other = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    context = sealed.context(*number_context("identification.update/1", str(REGISTER), str(CS), "1"))
    made = sealed.Sealing(key.public_key().public_bytes_raw()).seal(b"123456789018", context)
    assert b"123456789018" not in msgspec.json.encode(made)
    assert sealed.open_sealed(made, key, context) == b"123456789018"
    for opened in (
        (made, other, context),
        (made, key, sealed.context("a", "b")),
        (
            msgspec.structs.replace(made, ciphertext=made.ciphertext[:-1] + bytes([made.ciphertext[-1] ^ 1])),
            key,
            context,
        ),
        (msgspec.structs.replace(made, ephemeral=b"short"), key, context),
        (msgspec.structs.replace(made, ephemeral=bytes(32)), key, context),
        (msgspec.structs.replace(made, nonce=bytes(12)), key, context),
        (msgspec.structs.replace(made, nonce=b"short"), key, context),
        (msgspec.structs.replace(made, nonce=made.nonce * 2), key, context),
    ):
        assert code_of(sealed.open_sealed, *opened) is Code.NOT_SEALED_FOR_US
    assert sealed.context("ab", "c") != sealed.context("a", "bc")


def test_numbers_sealed_together_are_bound_each_to_its_own_message_and_look_like_nothing():
    """One agreement seals many: every nonce differs, equal numbers differ, and none opens in another one's place."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    key = X25519PrivateKey.generate()
    sealing = sealed.Sealing(key.public_key().public_bytes_raw())
    contexts = [
        sealed.context(*number_context("identification.update/1", str(REGISTER), str(CS), str(n))) for n in range(3)
    ]
    made = [sealing.seal(b"123456789018", context) for context in contexts]
    assert [sealed.open_sealed(*each) for each in zip(made, [key] * 3, contexts, strict=True)] == [b"123456789018"] * 3
    assert len({each.ephemeral for each in made}) == 1
    assert len({each.nonce for each in made}) == len({each.ciphertext for each in made}) == 3
    assert code_of(sealed.open_sealed, made[0], key, contexts[1]) is Code.NOT_SEALED_FOR_US
    moved = msgspec.structs.replace(made[0], nonce=made[1].nonce)
    assert code_of(sealed.open_sealed, moved, key, contexts[0]) is Code.NOT_SEALED_FOR_US


def test_inquiry_types_are_known():
    assert registry.of(IdentificationInquiry).kind is registry.Kind.INQUIRY
