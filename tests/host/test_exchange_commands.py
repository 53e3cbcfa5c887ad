"""What an operator does to links at the terminal: seen, held, released, sent again, closed; with who and why."""

import json
import subprocess
import sys

import psycopg
import pytest

from .support import codes, daicho

pytestmark = [pytest.mark.database, pytest.mark.timeout(240)]

REGISTER = "142158/register"
SEND = """
import sys
from pathlib import Path
from django.db import transaction
from daicho.host.config import load
from daicho.host.process import open_tool
open_tool(load(Path(sys.argv[1])), system="municipal_cs")
from daicho.exchange import outbox
from daicho.protocol.messages import RefusalNotice
from daicho.protocol.parties import Party
notice = RefusalNotice(type="t", code="X-TEST", text="見本", refused_by="140007/prefecture", epoch=1, sequence=1)
with transaction.atomic(using="municipal_cs"):
    for _ in range(3):
        outbox.send("municipal_cs", to=Party("142158", "register"), message=notice)
"""
AS = ("--operator", "sato", "--why", "夜間の障害対応")


@pytest.fixture
def host(migrated):
    """Three messages wait for the register, and the register has refused one."""
    with owner(migrated) as connection:
        for table in ("refusaltask", "operatoraction", "statement", "outbox", "payload", "payloadkey", "link"):
            connection.execute(f"DELETE FROM municipal_cs_{table}")
    done = subprocess.run([sys.executable, "-c", SEND, str(migrated.file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with owner(migrated) as connection:
        connection.execute(
            "INSERT INTO municipal_cs_refusaltask (peer, epoch, sequence, type, code, text, opened_at, closed_by,"
            " resolution) VALUES (%s, 1, 2, 'refusal.notice/1', 'X-TEST', '見本の拒否', now(), '', '')",
            [REGISTER],
        )
    return migrated


def owner(host):
    return psycopg.connect(host.superuser("municipal_cs"), autocommit=True)


def rows(host, statement):
    with owner(host) as connection:
        return connection.execute(statement).fetchall()


def links(host):
    done = daicho("exchange", "links", host.file, "--json")
    (link,) = json.loads(done.stdout)
    return done.returncode, link


def test_links_are_seen_with_what_waits(host):
    """As a table for people, as JSON for programs; a held link ends with 1."""
    code, link = links(host)
    assert code == 0
    assert {key: link[key] for key in ("system", "peer", "direction", "last", "position", "waiting", "held")} == {
        "system": "municipal_cs",
        "peer": REGISTER,
        "direction": "out",
        "last": 3,
        "position": 0,
        "waiting": 3,
        "held": False,
    }
    assert link["oldest_waiting"].endswith("Z")
    table = daicho("exchange", "links", host.file).stdout
    assert REGISTER in table
    assert "→" in table


def test_a_link_is_held_and_released_with_who_and_why(host):
    done = daicho("exchange", "hold", host.file, REGISTER, *AS)
    assert done.returncode == 0, done.stderr
    code, link = links(host)
    assert (code, link["held"]) == (1, True)
    assert daicho("exchange", "release", host.file, REGISTER, *AS, "--json").stdout.strip() == (
        '{"ok":true,"system":"municipal_cs","peer":"142158/register","action":"release"}'
    )
    assert links(host)[1]["held"] is False
    recorded = rows(host, "SELECT action, who, why FROM municipal_cs_operatoraction ORDER BY id")
    assert recorded == [("hold", "sato", "夜間の障害対応"), ("release", "sato", "夜間の障害対応")]


def test_a_message_goes_again_under_a_new_number_that_names_the_old(host):
    done = daicho("exchange", "resend", host.file, REGISTER, "1:2", *AS, "--json")
    assert json.loads(done.stdout)["sequence"] == 4
    assert json.loads(daicho("exchange", "resend", host.file, REGISTER, "3", *AS, "--json").stdout)["sequence"] == 5
    assert rows(
        host, "SELECT sequence, replaces, who FROM municipal_cs_outbox WHERE replaces <> '' ORDER BY sequence"
    ) == [(4, "1:2", "sato"), (5, "1:3", "sato")]


def test_a_refusal_is_closed_once_with_its_resolution(host):
    (task,) = json.loads(daicho("exchange", "tasks", host.file, "--json").stdout)
    assert (task["code"], task["sequence"], task["closed_at"]) == ("X-TEST", 2, None)
    assert daicho("exchange", "close", host.file, task["id"], *AS).returncode == 0
    assert codes(daicho("exchange", "close", host.file, task["id"], *AS)) == {"H-EX-07"}
    assert "処理済み" not in daicho("exchange", "tasks", host.file).stdout
    assert "sato: 夜間の障害対応" in daicho("exchange", "tasks", host.file, "--all").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("hold", "{file}", "142158/national", *AS), "H-EX-03"),
        (("hold", "{file}", REGISTER, "--system", "register", *AS), "H-EX-02"),
        (("hold", "{file}", REGISTER, "--operator", " ", "--why", "x"), "H-EX-08"),
        (("resend", "{file}", REGISTER, "last", *AS), "H-EX-04"),
        (("resend", "{file}", REGISTER, "99", *AS), "H-EX-05"),
    ],
)
def test_a_slip_of_the_hand_is_refused_in_words_and_changes_nothing(host, arguments, code):
    done = daicho("exchange", *(part.format(file=host.file) for part in arguments))
    assert done.returncode == 2
    assert codes(done) == {code}
    assert rows(host, "SELECT count(*) FROM municipal_cs_operatoraction") == [(0,)]
    assert rows(host, "SELECT count(*) FROM municipal_cs_outbox") == [(3,)]


def test_who_and_why_are_asked_for(host):
    done = daicho("exchange", "hold", host.file, REGISTER, "--operator", "sato")
    assert done.returncode == 2
    assert "--why" in done.stderr


def test_an_erased_message_does_not_go_again(host):
    with owner(host) as connection:
        connection.execute("DELETE FROM municipal_cs_payloadkey")
    assert codes(daicho("exchange", "resend", host.file, REGISTER, "1", *AS)) == {"H-EX-06"}


def test_evidence_is_exported_by_a_command_and_verifies_offline(host, tmp_path):
    done = daicho("evidence", "export", host.file, tmp_path / "evidence")
    assert done.returncode == 0, done.stderr
    verified = daicho("evidence", "verify", tmp_path / "evidence", "--root", host.world.root)
    assert verified.returncode == 0, verified.stderr
    assert "3 sent" in verified.stdout
    assert codes(daicho("evidence", "export", host.file, tmp_path / "no", "--system", "register")) == {"H-EX-02"}


def test_an_export_overwrites_no_evidence_and_says_where_it_cannot_write(host, tmp_path):
    """A directory in use, a place that cannot be written and a peer nobody knows are refused, each with what to do."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "manifest.json").write_text("earlier")
    assert codes(daicho("evidence", "export", host.file, tmp_path / "kept")) == {"H-EX-09"}
    assert (tmp_path / "kept" / "manifest.json").read_text() == "earlier"
    (tmp_path / "file").write_text("in the way")
    assert codes(daicho("evidence", "export", host.file, tmp_path / "file" / "below")) == {"H-EX-10"}
    assert codes(daicho("evidence", "export", host.file, tmp_path / "new", "--peer", "142158/nobody")) == {"H-EX-03"}
    assert not (tmp_path / "new").exists()
