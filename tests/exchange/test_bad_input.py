"""What a party must not get past the door, each with a clear code; nothing is lost or half done."""

from __future__ import annotations

import datetime as dt
import json
import ssl

import httpx
import pytest
from django.db import connections, transaction

from daicho.exchange import handlers, inbox, links, outbox, outgoing, pki, runtime, tls
from daicho.exchange.core import Deliver, Greet
from daicho.protocol import batches, canonical, digests, registry, signing
from daicho.protocol.batches import Batch, Envelope, Header
from daicho.protocol.messages import CodePoolRequest, MoveInNotice
from daicho.protocol.parties import Party
from daicho.protocol.statements import BatchStatement, Receipt, Verdict

from .support import CS, NATION, OTHER_CS, PREFECTURE, REGISTER, Applied, count, decode, rows

pytestmark = pytest.mark.database


@pytest.fixture
def cs(network, monkeypatch):
    """The CS, serving; it takes pool requests."""
    monkeypatch.setattr(handlers, "_handlers", {})

    @handlers.handles(CodePoolRequest, system="municipal_cs")
    def take(delivery):
        if delivery.message.count == 13:
            raise RuntimeError("a bug")
        Applied.objects.using(delivery.alias).create(sequence=delivery.sequence, text=delivery.message.request_id)
        if delivery.message.count == 3:
            raise handlers.Refusal("T-003", "three")

    node = network.join(CS)
    network.start(node)
    return node


def call(network, identity, peer, path, body=b"{}", **more):
    """A request with some identity's certificate, as an attacker would make it."""
    context = tls.client_context(identity, network.world.root)
    port = network.ports[peer]
    with httpx.Client(verify=context, trust_env=False) as client:
        return client.post(
            f"https://127.0.0.1:{port}/exchange/{path}", content=body, extensions={"sni_hostname": peer.host_name}
        )


def identity(network, party):
    return pki.read_identity(party, network.world.keys_of(party))


def code_of(answer):
    problem = decode(answer.content)
    assert set(problem) == {"code", "japanese", "english", "where"}
    return answer.status_code, problem["code"]


def send(node, numbers, **more):
    with transaction.atomic(using=node.alias):
        for number in numbers:
            message = CodePoolRequest(request_id=f"r{number}", municipality_code="142158", count=number)
            outbox.send(node.alias, to=CS, message=message, **more)


def body_of(node, first, last, nonce="n"):
    return outgoing.batch(node, CS, Deliver(nonce, 1, first, last))


def opened(register, cs):
    links.ensure(register)
    hello = outgoing.hello(register, CS, Greet("n0", 1, 0, b"", opening=True))
    inbox.greet(cs, REGISTER, canonical.decode_loose(hello, signing.Hello))


@pytest.mark.covers("CTRL-128", "CTRL-130")
def test_nothing_is_served_to_a_missing_foreign_or_expired_certificate_or_without_tls(network, cs, tmp_path):
    url = f"https://127.0.0.1:{network.ports[CS]}/exchange/status"
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    bare.load_verify_locations(network.world.root)
    with httpx.Client(verify=bare, trust_env=False) as client, pytest.raises(httpx.HTTPError):
        client.post(url, extensions={"sni_hostname": CS.host_name})
    with pytest.raises(httpx.HTTPError):
        httpx.post(url.replace("https", "http"), trust_env=False)
    past = pki.Period(*(dt.datetime.now(dt.UTC) - dt.timedelta(days=days) for days in (30, 1)))
    for root, period in ((pki.Root.create(), None), (pki.read_root(network.world.directory), past)):
        place = tmp_path / str(period is None)
        pki.issue_party(root, REGISTER, place, url="https://127.0.0.1:1", period=period)
        with pytest.raises(httpx.HTTPError):
            call(network, pki.read_identity(REGISTER, place), CS, "status")


def test_a_good_certificate_that_is_not_on_the_list_is_refused(network, cs, tmp_path):
    stranger = Party("999999", "municipal_cs")
    pki.issue_party(pki.read_root(network.world.directory), stranger, tmp_path / "s", url="https://127.0.0.1:1")
    answer = call(network, pki.read_identity(stranger, tmp_path / "s"), CS, "status")
    assert code_of(answer) == (403, "X-UNKNOWN-PARTY")


def test_a_system_without_a_route_is_turned_away_at_the_door(network, cs):
    """A register has nothing to say to a prefecture: no message of its own, so none is read."""
    network.start(network.join(PREFECTURE))
    assert code_of(call(network, identity(network, REGISTER), PREFECTURE, "deliver")) == (403, "X-NOT-PERMITTED")


def refusals_of_an_update(network, receiver, sender):
    """What `receiver` says to an update that `sender` delivers over a link it may have for other messages."""
    with transaction.atomic(using=sender.alias), links.cursor(sender.alias) as cursor:
        links.lock_out(cursor, sender, receiver.party)
    hello = outgoing.hello(sender, receiver.party, Greet("n0", 1, 0, b"", opening=True))
    inbox.greet(receiver, sender.party, canonical.decode_loose(hello, signing.Hello))
    body = signed_batch(sender, [("identification.update/1", b"{}")], to=receiver.party)
    answer = call(network, sender.identity, receiver.party, "deliver", body)
    assert answer.status_code == 200
    receipt = signing.verify(
        decode(answer.content, signing.Signed), receiver.trust.peer(receiver.party).signing_key, Receipt
    )
    return [refused.code for refused in receipt.refused]


@pytest.mark.covers("CTRL-022")
@pytest.mark.parametrize("sender", [OTHER_CS, PREFECTURE, NATION], ids=str)
def test_the_cs_takes_an_update_from_its_own_register_and_from_no_other_peer(network, cs, sender):
    """Peers that may speak to it of other things are refused; the own register's is read (and found malformed)."""
    assert refusals_of_an_update(network, cs, network.join(sender)) == ["X-NOT-PERMITTED"]
    assert refusals_of_an_update(network, cs, network.join(REGISTER)) == ["X-MALFORMED"]
    assert Applied.objects.using(cs.alias).count() == 0


@pytest.mark.covers("CTRL-022")
def test_the_register_of_another_town_does_not_get_in_at_all(network, cs, tmp_path):
    """Its certificate is good and on the list, but nothing goes from it to this CS."""
    other = Party("132110", "register")
    root, listed = pki.read_root(network.world.directory), cs.trust.current
    peer = pki.issue_party(root, other, tmp_path / "other", url="https://127.0.0.1:1")
    pki.write_trust_list(root, [*listed.peers, peer], network.world.trust_list, number=2)
    made = pki.read_identity(other, tmp_path / "other")
    assert code_of(call(network, made, CS, "deliver")) == (403, "X-NOT-PERMITTED")


@pytest.mark.covers("CTRL-023")
@pytest.mark.parametrize("sender", [OTHER_CS, NATION], ids=str)
def test_a_prefecture_takes_updates_from_the_cs_of_its_area_only(network, cs, sender):
    """The CS of another prefecture is turned away at the door or refused, and so is the nation."""
    prefecture = network.join(PREFECTURE)
    network.start(prefecture)
    joined = registry.joined(sender, PREFECTURE)
    if joined:
        assert refusals_of_an_update(network, prefecture, network.join(sender)) == ["X-NOT-PERMITTED"]
    else:
        assert code_of(call(network, identity(network, sender), PREFECTURE, "deliver")) == (403, "X-NOT-PERMITTED")
    assert refusals_of_an_update(network, prefecture, network.join(CS)) == ["X-MALFORMED"]


def test_a_batch_in_anothers_name_is_refused_whatever_key_signed_it(network, cs):
    register = network.join(REGISTER)
    send(register, [1])
    answer = call(network, identity(network, OTHER_CS), CS, "deliver", body_of(register, 1, 1))
    assert code_of(answer) == (403, "X-WRONG-PARTY")
    own = network.join(NATION)
    claimed = BatchStatement("agency/prefecture", str(CS), 1, 1, 0, b"", b"", "", "n")
    body = batches.encode(Batch(signing.sign(claimed, own.identity.signing), []))
    assert code_of(call(network, own.identity, CS, "deliver", body)) == (403, "X-WRONG-SYSTEM")


def test_a_party_struck_off_is_refused_at_its_next_request_on_the_same_connection(network, cs):
    """The list is read again when its file changes; an older list is not taken back."""
    own = identity(network, REGISTER)
    root, listed = pki.read_root(network.world.directory), cs.trust.current
    context = tls.client_context(own, network.world.root)
    url = f"https://127.0.0.1:{network.ports[CS]}/exchange/health"
    with httpx.Client(verify=context, trust_env=False) as client:
        ask = lambda: client.get(url, extensions={"sni_hostname": CS.host_name})  # noqa: E731
        assert ask().status_code == 200
        others = [peer for peer in listed.peers if peer.party != str(REGISTER)]
        pki.write_trust_list(root, others, network.world.trust_list, number=2)
        assert code_of(ask()) == (403, "X-UNKNOWN-PARTY")
        pki.write_trust_list(root, listed.peers, network.world.trust_list, number=1)
        assert code_of(ask()) == (403, "X-UNKNOWN-PARTY")
        assert "X-REPLAYED" in cs.trust.error
        network.world.trust_list.write_bytes(b"{}")
        assert code_of(ask()) == (403, "X-UNKNOWN-PARTY")
        assert cs.trust.error
        expired = [pki.Peer(**({f: getattr(peer, f) for f in peer.__struct_fields__} | {"not_after": peer.not_before}))
                   for peer in listed.peers]  # fmt: skip
        pki.write_trust_list(root, expired, network.world.trust_list, number=3)
        assert code_of(ask()) == (403, "X-EXPIRED")


def test_a_client_does_not_talk_to_a_server_that_is_not_the_party_it_wants(network, cs):
    """A party that answers in another's place is found in the handshake, before anything is sent."""
    context = tls.client_context(identity(network, REGISTER), network.world.root)
    url = f"https://127.0.0.1:{network.ports[CS]}/exchange/status"
    with httpx.Client(verify=context, trust_env=False) as client, pytest.raises(httpx.ConnectError):
        client.post(url, extensions={"sni_hostname": PREFECTURE.host_name})


def test_a_replayed_batch_changes_nothing_and_a_reordered_one_asks_for_the_gap(network, cs):
    register = network.join(REGISTER)
    send(register, [1, 2, 4])
    opened(register, cs)
    receive = lambda body: signing.verify(  # noqa: E731
        inbox.receive(cs, REGISTER, body), cs.trust.peer(CS).signing_key, Receipt
    )
    later, first = body_of(register, 3, 3), body_of(register, 1, 2)
    assert receive(later).verdict is Verdict.GAP
    assert receive(first).position == 2
    assert receive(first).position == 2
    assert receive(later).position == 3
    assert receive(first).position == 3
    assert [row.sequence for row in Applied.objects.using(cs.alias).order_by("id")] == [1, 2, 3]


@pytest.mark.parametrize("spoil", ["truncated", "flipped", "shortened"])
def test_a_truncated_or_altered_batch_is_refused_whole(network, cs, spoil):
    register = network.join(REGISTER)
    send(register, [1, 2])
    opened(register, cs)
    body = body_of(register, 1, 2)
    if spoil == "truncated":
        body = body[:-20]
    elif spoil == "flipped":
        body = body.replace(b'"count":2', b'"count":3')
    else:
        batch = batches.decode(body)
        body = batches.encode(Batch(batch.signed, batch.entries[:1]))
    status, code = code_of(call(network, register.identity, CS, "deliver", body))
    assert status == 400
    assert code == {"truncated": "X-MALFORMED", "flipped": "X-BAD-DIGEST", "shortened": "X-BAD-SEQUENCE"}[spoil]
    assert Applied.objects.using(cs.alias).count() == 0


def signed_batch(register, items, *, to=CS):
    """A batch of messages that our own sender would never make."""
    chain = before = digests.genesis(register.party, to, 1)
    entries = []
    for sequence, (name, payload) in enumerate(items, 1):
        salt = digests.new_salt()
        header = Header(sequence, name, digests.payload_digest(salt, payload), "2026-11-21T00:00:00.000000Z")
        chain = digests.step(chain, header)
        entries.append(Envelope(header, salt, __import__("msgspec").Raw(payload)))
    statement = BatchStatement(str(register.party), str(to), 1, 1, len(items), before, chain, "", "n")
    return batches.encode(Batch(signing.sign(statement, register.identity.signing), entries))


GOOD = registry.encode(CodePoolRequest(request_id="ok", municipality_code="142158", count=1))


@pytest.mark.parametrize(
    ("name", "payload", "code"),
    [
        ("nothing/1", b"{}", "X-UNKNOWN-TYPE"),
        ("search/1", b"{}", "X-UNKNOWN-TYPE"),
        (GOOD[0].replace("/1", "/2"), GOOD[1], "X-NEWER-VERSION"),
        (GOOD[0], GOOD[1].replace(b'"count"', b'"extra":1,"count"'), "X-NOT-CANONICAL"),
        (GOOD[0], GOOD[1].replace(b"ok", b"\\u0007"), "X-BAD-TEXT"),
        (GOOD[0], GOOD[1].replace(b"ok", "辻\u202e".encode()), "X-BAD-TEXT"),
        (GOOD[0], GOOD[1].replace(b"ok", "a\U000e0100".encode()), "X-BAD-TEXT"),
        (GOOD[0], GOOD[1].replace(b"ok", b"a" * 300_000), "X-TOO-LARGE"),
        ("individual_number.assigned/1", b"{}", "X-NOT-PERMITTED"),
        (registry.of(MoveInNotice).name, b"{}", "X-MALFORMED"),
    ],
)
@pytest.mark.covers("CTRL-024", "CTRL-039")
def test_one_bad_message_is_refused_and_the_others_are_applied(network, cs, name, payload, code):
    """Unknown type, newer version, extra member, forbidden characters, oversize: refused, recorded, the link goes on."""
    register = network.join(REGISTER)
    opened(register, cs)
    answer = call(network, register.identity, CS, "deliver", signed_batch(register, [GOOD, (name, payload), GOOD]))
    assert answer.status_code == 200
    receipt = signing.verify(decode(answer.content, signing.Signed), cs.trust.peer(CS).signing_key, Receipt)
    assert (receipt.position, [(refused.sequence, refused.code) for refused in receipt.refused]) == (3, [(2, code)])
    assert "/" in receipt.refused[0].text
    assert Applied.objects.using(cs.alias).count() == 2
    assert rows(cs.alias, "SELECT state FROM exchange_test_inbox ORDER BY sequence") == [
        ("applied",), ("refused",), ("applied",)
    ]  # fmt: skip


def test_requests_that_are_too_large_or_not_utf_8_are_refused(network, cs):
    own = identity(network, REGISTER)
    assert code_of(call(network, own, CS, "deliver", b"x" * (batches.MAX_BATCH + 1))) == (413, "X-TOO-LARGE")
    assert code_of(call(network, own, CS, "status", b"x" * 10_000_000)) == (413, "X-TOO-LARGE")
    assert code_of(call(network, own, CS, "status", b'{"request":"\xff"}')) == (400, "X-BAD-TEXT")
    assert code_of(call(network, own, CS, "inquire", b'{"signed":"\\ud800"}')) == (400, "X-BAD-TEXT")
    for spoiled in (b"\xed\xa0\x80", b"\xff", b"\\ud800"):
        register = network.join(REGISTER)
        body = signed_batch(register, [GOOD]).replace(b"ok", spoiled)
        assert code_of(call(network, own, CS, "deliver", body))[0] == 400
    assert code_of(call(network, own, CS, "nowhere")) == (400, "X-UNKNOWN-TYPE")


def test_a_refused_message_leaves_nothing_behind_and_becomes_one_task(network, cs):
    register = network.join(REGISTER)
    send(register, [1, 2, 3, 4])
    delivery = network.delivery(register)
    delivery.deliver_now()
    assert [row.sequence for row in Applied.objects.using(cs.alias).order_by("id")] == [1, 2, 4]
    tasks = rows(register.alias, "SELECT sequence, code, text, closed_at FROM exchange_test_refusaltask")
    assert tasks == [(3, "T-003", "three", None)]
    inbox.receive(cs, REGISTER, body_of(register, 1, 4))  # the receipt was lost: the refusal comes again
    delivery.deliver_now()
    assert len(rows(register.alias, "SELECT 1 FROM exchange_test_refusaltask")) == 1


def test_a_failing_handler_stalls_the_link_at_its_message_and_nothing_before_it_is_lost(network, cs, monkeypatch):
    register = network.join(REGISTER)
    send(register, [1, 2, 13, 4])
    delivery = network.delivery(register)
    delivery.deliver_now()
    assert [row.sequence for row in Applied.objects.using(cs.alias).order_by("id")] == [1, 2]
    assert rows(register.alias, "SELECT last, position FROM exchange_test_link") == [(4, 2)]

    @handlers.handles(CodePoolRequest, system="municipal_cs")
    def mended(found):
        Applied.objects.using(found.alias).create(sequence=found.sequence, text="")

    delivery.deliver_now()
    assert [row.sequence for row in Applied.objects.using(cs.alias).order_by("id")] == [1, 2, 3, 4]


@pytest.mark.parametrize("table", ["exchange_test_statement", "exchange_test_inbox", "exchange_test_payload"])
def test_a_full_disk_under_the_evidence_undoes_the_message_and_it_comes_again(network, cs, table):
    register = network.join(REGISTER)
    send(register, [1, 2])
    opened(register, cs)
    with connections[cs.alias].cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$"
        )
        cursor.execute(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION full_disk()")
    answer = call(network, register.identity, CS, "deliver", body_of(register, 1, 2))
    assert code_of(answer) == (507, "X-STORAGE")
    assert Applied.objects.using(cs.alias).count() == 0
    delivery = network.delivery(register)
    delivery.deliver_now()
    assert rows(register.alias, "SELECT position, last_error FROM exchange_test_link") == [(0, "X-STORAGE")]
    with connections[cs.alias].cursor() as cursor:
        cursor.execute(f"DROP TRIGGER full_disk ON {table}")
    delivery.deliver_now()
    assert Applied.objects.using(cs.alias).count() == 2


def test_a_full_disk_under_an_export_leaves_no_manifest(network, cs, tmp_path, monkeypatch):
    from daicho.exchange.evidence import export, verify

    monkeypatch.setattr(export, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="space"):
        export.export(cs, tmp_path)
    assert not verify.verify(tmp_path).ok


def test_a_message_that_must_not_be_sent_never_enters_the_outbox(network, cs):
    register = network.join(REGISTER)
    message = CodePoolRequest(request_id="r\x00", municipality_code="142158", count=1)
    with pytest.raises(canonical.ProtocolError, match="X-BAD-TEXT"), transaction.atomic(using=register.alias):
        outbox.send(register.alias, to=CS, message=message)
    with pytest.raises(canonical.ProtocolError, match="X-NOT-PERMITTED"), transaction.atomic(using=register.alias):
        outbox.send(register.alias, to=NATION, message=CodePoolRequest(request_id="", municipality_code="", count=1))
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.send(register.alias, to=CS, message=CodePoolRequest(request_id="", municipality_code="", count=1))
    with pytest.raises(ZeroDivisionError), transaction.atomic(using=register.alias):  # noqa: PT012 - undone as a whole
        outbox.send(register.alias, to=CS, message=CodePoolRequest(request_id="", municipality_code="", count=1))
        1 / 0  # noqa: B018
    assert rows(register.alias, "SELECT count(*) FROM exchange_test_outbox") == [(0,)]


def test_a_busy_server_turns_requests_away(network, cs, monkeypatch):
    monkeypatch.setattr("daicho.exchange.server.QUEUE", 0)
    assert code_of(call(network, identity(network, REGISTER), CS, "status")) == (503, "X-BUSY")


def test_keys_are_readable_by_their_owner_only(network):
    for path in network.world.directory.rglob("*.key"):
        assert path.stat().st_mode & 0o777 == 0o600, path


def test_metrics_are_for_the_own_organisation(network, cs):
    for party, status in ((REGISTER, 200), (OTHER_CS, 403)):
        context = tls.client_context(identity(network, party), network.world.root)
        with httpx.Client(verify=context, trust_env=False) as client:
            url = f"https://127.0.0.1:{network.ports[CS]}/exchange/metrics"
            assert client.get(url, extensions={"sni_hostname": CS.host_name}).status_code == status


__all__ = ["count", "json", "runtime"]
