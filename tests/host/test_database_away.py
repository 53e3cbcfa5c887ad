"""The database dies in the middle of things: nothing is half done, and the host finds it again by itself."""

import signal
import subprocess
import sys

import httpx
import psycopg
import pytest

from daicho.host.postgres import Cluster, Sizes

from .support import HostInPlace, codes, daicho, until_answers

pytestmark = [pytest.mark.database, pytest.mark.network, pytest.mark.timeout(240)]

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
    outbox.send("municipal_cs", to=Party("142158", "register"), message=notice)
    print("written", flush=True)
    sys.stdin.readline()
print("committed", flush=True)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of our own that may be killed, with its data as safe as in real work."""
    cluster = Cluster(
        tmp_path_factory.mktemp("away") / "postgres", sizes=Sizes(shared_buffers="32MB", max_connections=60)
    )
    cluster.start()
    yield cluster
    cluster.destroy()


@pytest.fixture(scope="module")
def host(server, tmp_path_factory):
    made = HostInPlace(tmp_path_factory.mktemp("host"), server, "away")
    assert daicho("host", "keys", made.file).returncode == 0
    assert daicho("host", "migrate", made.file).returncode == 0
    return made


def kill(server):
    server.process.kill()
    server.process.wait(timeout=20)


def sender(host):
    return subprocess.Popen(
        [sys.executable, "-c", SEND, str(host.file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sent(host):
    with psycopg.connect(host.superuser("municipal_cs")) as connection:
        return connection.execute(
            "SELECT (SELECT count(*) FROM municipal_cs_outbox), (SELECT count(*) FROM municipal_cs_payload),"
            " (SELECT count(*) FROM municipal_cs_payloadkey), coalesce((SELECT max(last) FROM municipal_cs_link), 0)"
        ).fetchone()


def test_what_was_not_committed_when_the_database_died_is_gone_whole_and_can_be_done_again(server, host):
    """No row, no payload, no key, no number used: the repeated message is number 1."""
    with sender(host) as process:
        assert process.stdout.readline() == "written\n"
        kill(server)
        out, _errors = process.communicate("go on\n", timeout=60)
    assert "committed" not in out
    assert process.returncode != 0
    server.start()
    assert sent(host) == (0, 0, 0, 0)
    with sender(host) as process:
        out, errors = process.communicate("go on\n", timeout=60)
    assert process.returncode == 0, errors
    assert sent(host) == (1, 1, 1, 1)


def test_a_served_host_says_that_its_database_is_away_and_comes_back_without_being_restarted(server, host):
    """Health stays well, readiness names the silent databases and recovers; a check meanwhile says what to mend."""
    with subprocess.Popen(
        [sys.executable, "-m", "daicho.host.cli", "host", "serve", str(host.file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as served:
        base = f"http://127.0.0.1:{host.screens}"
        try:
            until_answers(lambda: httpx.get(f"{base}/readyz").status_code == 200)
            kill(server)
            away = httpx.get(f"{base}/readyz", timeout=60)
            assert away.status_code == 503
            assert set(away.json()["silent"]) == {"default", "municipal_cs", "municipal_cs_log"}
            assert httpx.get(f"{base}/healthz").status_code == 200
            assert httpx.get(f"{base}/", timeout=60).status_code >= 300
            assert codes(daicho("host", "check", host.file)) == {"H-DB-01"}
            server.start()
            until_answers(lambda: httpx.get(f"{base}/readyz", timeout=60).status_code == 200)
        finally:
            served.send_signal(signal.SIGTERM)
            _out, errors = served.communicate(timeout=60)
    assert served.returncode == 0
    assert "Traceback" not in errors
