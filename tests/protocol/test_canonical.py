"""The canonical form: one way to write a message, everything else is refused."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.protocol import canonical, registry
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.messages import CodePoolRequest, IdentificationUpdateMessage

from .people import update


class Note(msgspec.Struct, omit_defaults=True):
    text: str = ""
    more: dict[str, str] = {}


def refused(call, *arguments):
    with pytest.raises(ProtocolError) as caught:
        call(*arguments)
    return caught.value.code


def test_an_update_reads_back_from_its_bytes():
    message = IdentificationUpdateMessage(update=update())
    name, data = registry.encode(message)
    assert registry.decode(name, data) == message


def test_members_stand_in_the_order_of_their_names_without_white_space():
    data = canonical.encode(CodePoolRequest(request_id="a", municipality_code="142158", count=3))
    assert data == b'{"count":3,"municipality_code":"142158","request_id":"a"}'


@pytest.mark.parametrize(
    "data",
    [
        b'{"count":3,"municipality_code":"142158", "request_id":"a"}',
        b'{"municipality_code":"142158","count":3,"request_id":"a"}',
        b'{"count":3,"count":3,"municipality_code":"142158","request_id":"a"}',
        b'{"count":3,"extra":1,"municipality_code":"142158","request_id":"a"}',
        b'{"count":3.0,"municipality_code":"142158","request_id":"a"}',
        b'{"count":3,"municipality_code":"142158","request_id":"\\u0061"}',
        b'{"count":3,"municipality_code":"142158","request_id":"\\/"}',
    ],
)
def test_other_bytes_for_the_same_message_or_a_member_more_are_refused(data):
    """A member that the type does not know is refused, not silently dropped or stored."""
    code = refused(canonical.decode, data, CodePoolRequest)
    assert code in {Code.NOT_CANONICAL, Code.MALFORMED, Code.BAD_TEXT}


@pytest.mark.parametrize(
    "text",
    [
        "\x00", "\x1f", "\n", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\ufdd0", "\U0001ffff", "\u202e", "\u200f",
        "\ufe00", "\U000e0100", "a\ufe00", "辻\U000e0100\U000e0101", "\ud800", "x\udfff",
    ],
)  # fmt: skip
def test_a_text_with_a_forbidden_character_is_refused_at_the_sender(text):
    assert refused(canonical.encode, Note(text=text)) is Code.BAD_TEXT


@pytest.mark.parametrize("escaped", [rb"\u0000", rb"\n", rb"\ud800", rb"\udc00\ud800", rb"\ud83d\ude00"])
def test_escapes_are_refused_at_the_receiver(escaped):
    assert refused(canonical.decode, b'{"text":"' + escaped + b'"}', Note) is Code.BAD_TEXT


def test_invalid_utf_8_is_refused_at_the_receiver():
    for data in (b'{"text":"\xff"}', b'{"text":"\xed\xa0\x80"}', b'{"text":"\xc0\xaf"}'):
        assert refused(canonical.decode, data, Note) is Code.BAD_TEXT
        assert refused(canonical.decode_loose, data, Note) is Code.BAD_TEXT


def test_a_variation_selector_after_its_ideograph_is_allowed():
    for text in ("辻\U000e0100", "神\ufe00", 'quote " and \\ stay', "👪"):
        assert canonical.decode(canonical.encode(Note(text=text)), Note).text == text


def test_oversize_fields_and_messages_are_refused():
    assert refused(canonical.encode, Note(text="あ" * (canonical.MAX_FIELD + 1))) is Code.TOO_LARGE
    assert refused(canonical.encode, Note(more={"あ" * (canonical.MAX_FIELD + 1): ""})) is Code.TOO_LARGE
    assert refused(canonical.decode, b'{"text":"' + b"a" * 10_000_000 + b'"}', Note) is Code.TOO_LARGE
    many = [Note(text="あ" * 4000) for _ in range(4)]
    assert canonical.decode(canonical.encode(many), list[Note]) == many
    assert canonical.encode([["a" * 8000], 1, None, {"b": "c" * 8000}])


def test_an_error_names_the_path_and_never_the_content():
    with pytest.raises(ProtocolError) as caught:
        canonical.decode(b'{"count":"SECRET","municipality_code":"","request_id":""}', CodePoolRequest)
    assert caught.value.code is Code.MALFORMED
    assert caught.value.where == "$.count"
    assert "SECRET" not in str(caught.value)
    assert "形式" in caught.value.text
    assert refused(canonical.decode_loose, b"[" * 100_000, Note) is Code.MALFORMED
    assert refused(canonical.decode_loose, b"nonsense", Note) is Code.MALFORMED


@given(st.text(max_size=40))
def test_what_is_accepted_is_what_another_json_reader_reads(text):
    """Any accepted text survives, and a plain JSON reader reads the same."""
    try:
        data = canonical.encode(Note(text=text))
    except ProtocolError:
        return
    assert json.loads(data).get("text", "") == text
    assert canonical.decode(data, Note).text == text
