"""A host from its file: migrated, checked, served, stopped; and what `check` refuses."""

import datetime as dt
import shutil
import signal
import subprocess
import sys

import httpx
import msgspec
import psycopg
import pytest
from cryptography import x509

from daicho.exchange.pki import create_world, read_root, write_trust_list
from daicho.exchange.trust import read_trust_list
from daicho.host.checks import BEFORE_OPENING, check_keys
from daicho.host.config import load
from daicho.host.keys import make_missing
from daicho.protocol.parties import Party

from .support import EBINA, codes, connects, daicho, until_answers

pytestmark = [pytest.mark.database, pytest.mark.timeout(240)]


def found_in(file) -> set[str]:
    """The codes that `host check` would tell of keys, databases and font, without a process for each."""
    config = load(file)
    return {problem.code for check in BEFORE_OPENING for problem in check(config)}


def test_a_migrated_host_passes_its_check(migrated):
    done = daicho("host", "check", migrated.write())
    assert done.returncode == 0, done.stderr
    assert "海老名市" in done.stdout


def test_the_business_date_is_moved_by_a_command_where_the_file_allows_it(migrated):
    assert daicho("host", "date", migrated.write(), "2026-12-24").stdout.strip() == "2026-12-24"
    assert daicho("host", "date", migrated.file).stdout.strip() == "2026-12-24"
    migrated.write(**{"movable_date = true": "movable_date = false"})
    assert codes(daicho("host", "date", migrated.file, "2026-12-25")) == {"H-DATE-01"}
    assert codes(daicho("host", "date", migrated.write(), "2026-12-23")) == {"H-DEMO-09"}
    assert codes(daicho("host", "date", migrated.file, "2999-01-01")) == {"H-DEMO-11"}
    assert daicho("host", "date", migrated.file).stdout.strip() == "2026-12-24"
    assert daicho("host", "date", migrated.file, "--real").returncode == 0


def test_a_key_that_is_not_on_the_trust_list_is_named(migrated, tmp_path):
    """A foreign TLS certificate and signing key: each file is named, and the host does not open."""
    other = create_world(tmp_path / "other", {Party(EBINA, "municipal_cs"): "https://127.0.0.1:3"})
    keys = tmp_path / "keys"
    shutil.copytree(other.keys_of(Party(EBINA, "municipal_cs")), keys)
    make_missing(keys, "municipal_cs")
    own = str(migrated.world.keys_of(Party(EBINA, "municipal_cs")))
    done = daicho("host", "serve", migrated.write(**{own: str(keys)}))
    assert done.returncode == 2
    assert codes(done) == {"H-KEY-03"}
    assert all(name in done.stderr for name in ("tls.crt", "signing.key", "vault.key"))


def test_a_key_that_others_may_read_is_refused(migrated, tmp_path):
    own = migrated.world.keys_of(Party(EBINA, "municipal_cs"))
    keys = tmp_path / "keys"
    shutil.copytree(own, keys)
    (keys / "signing.key").chmod(0o644)
    assert found_in(migrated.write(**{str(own): str(keys)})) == {"H-KEY-02"}


def test_missing_keys_and_a_forged_or_missing_trust_list_are_refused(migrated, tmp_path):
    own = str(migrated.world.keys_of(Party(EBINA, "municipal_cs")))
    assert found_in(migrated.write(**{own: "/nowhere"})) == {"H-KEY-01"}
    listed = str(migrated.world.trust_list)
    assert found_in(migrated.write(**{listed: "/nowhere"})) == {"H-KEY-04"}
    forged = tmp_path / "trust.json"
    forged.write_bytes(migrated.world.trust_list.read_bytes().replace(b"142158", b"142166"))
    assert found_in(migrated.write(**{listed: str(forged)})) == {"H-KEY-05"}


def test_a_party_that_was_struck_off_the_list_is_told_so(migrated, tmp_path):
    root = read_root(migrated.world.directory)
    struck = tmp_path / "struck.json"
    write_trust_list(root, [], struck, number=9)
    assert found_in(migrated.write(**{str(migrated.world.trust_list): str(struck)})) == {"H-KEY-06"}


def test_a_certificate_whose_time_has_passed_is_refused(migrated, tmp_path):
    """By the list's word, and by the certificate's own, whichever ends first."""
    root, trusted = read_root(migrated.world.directory), read_list(migrated)
    over = tmp_path / "over.json"
    ended = [msgspec.structs.replace(peer, not_after=peer.not_before) for peer in trusted.peers]
    write_trust_list(root, ended, over, number=9)
    assert found_in(migrated.write(**{str(migrated.world.trust_list): str(over)})) == {"H-KEY-07"}
    past = dt.datetime.now(dt.UTC) + dt.timedelta(days=100 * 365)
    assert [problem.code for problem in check_keys(load(migrated.write()), now=past)] == ["H-KEY-07"]


def read_list(host):
    root = x509.load_pem_x509_certificate(host.world.root.read_bytes())
    return read_trust_list(host.world.trust_list.read_bytes(), root)


def test_an_address_that_is_not_ours_is_refused(migrated):
    """192.0.2.1 is kept for documentation and belongs to no machine."""
    file = migrated.write(**{f"127.0.0.1:{migrated.exchange}": f"192.0.2.1:{migrated.exchange}"})
    assert codes(daicho("host", "serve", file)) == {"H-LIS-02"}


def test_a_silent_database_and_a_too_strong_role_are_refused(migrated, postgres):
    app = migrated.dsns["municipal_cs", "app"]
    silent = app.replace(migrated.names["municipal_cs"], "nowhere")
    assert found_in(migrated.write(**{app: silent})) == {"H-DB-01"}
    strong = postgres.dsn(migrated.names["municipal_cs"])
    assert found_in(migrated.write(**{app: strong})) == {"H-DB-06"}


def test_a_budget_beyond_the_server_is_refused(migrated):
    assert found_in(migrated.write(**{"budget = 40": "budget = 4000"})) == {"H-DB-04"}


def test_a_database_of_a_newer_version_is_neither_opened_nor_migrated(migrated):
    """An older program put back after an update would write rows that lack what the newer one keeps."""
    applied = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())"
    with psycopg.connect(migrated.superuser("municipal_cs"), autocommit=True) as connection:
        connection.execute(applied, ("municipal_cs", "0999_later"))
        connection.execute(applied, ("no_longer_hosted", "0001_initial"))
        try:
            for command in ("check", "serve", "migrate"):
                refused = daicho("host", command, migrated.file)
                assert refused.returncode != 0, command
                assert codes(refused) == {"H-DB-08"}, refused.stderr
                assert "municipal_cs.0999_later" in refused.stdout + refused.stderr
            connection.execute("DELETE FROM django_migrations WHERE name = '0999_later'")
            assert daicho("host", "check", migrated.file).returncode == 0, (
                "another application's migrations say nothing"
            )
        finally:
            connection.execute("DELETE FROM django_migrations WHERE name = '0999_later' OR app = 'no_longer_hosted'")


@pytest.mark.parametrize(
    "command",
    [
        ("exchange", "links", "HOST", "--json"),
        ("exchange", "tasks", "HOST"),
        ("host", "date", "HOST", "2026-12-24"),
        ("host", "load", "HOST", "--system", "municipal_cs", "HOST"),
    ],
)
def test_a_command_says_that_the_database_does_not_answer(migrated, command):
    """In its four parts, with the exit code of a refusal and not that of a difference; no word of the connection."""
    app, host = migrated.dsns["municipal_cs", "app"], migrated.dsns["default", "app"]
    file = migrated.write(**{dsn: dsn.replace("dbname=", "dbname=nowhere_") for dsn in (app, host)})
    done = daicho(*(str(file) if each == "HOST" else each for each in command))
    assert (done.returncode, codes(done)) == (2, {"H-DB-01"}), done.stderr
    assert "nowhere_" not in done.stdout + done.stderr


def test_a_directory_is_no_load_file_and_a_missing_key_is_named(migrated, tmp_path):
    """Neither ends in a traceback."""
    directory = daicho("host", "load", migrated.write(), "--system", "municipal_cs", tmp_path)
    assert (directory.returncode, "Traceback" in directory.stderr) == (2, False)
    keys = tmp_path / "keys"
    own = migrated.world.keys_of(Party(EBINA, "municipal_cs"))
    shutil.copytree(own, keys)
    (keys / "signing.key").unlink()
    exported = daicho("evidence", "export", migrated.write(**{str(own): str(keys)}), tmp_path / "evidence")
    assert (exported.returncode, codes(exported)) == (2, {"H-KEY-01"}), exported.stderr


@pytest.mark.network
def test_a_served_host_answers_health_readiness_and_metrics_and_stops_clean(migrated):
    """Both servers come up under one supervisor; after SIGTERM nothing listens any more."""
    served = subprocess.Popen(
        [sys.executable, "-m", "daicho.host.cli", "host", "serve", str(migrated.write())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        base = f"http://127.0.0.1:{migrated.screens}"
        until_answers(lambda: httpx.get(f"{base}/readyz").json() == {"ready": True, "silent": []})
        assert httpx.get(f"{base}/healthz").json() == {"ok": True, "system": "municipal_cs"}
        assert "daicho_requests_total" in httpx.get(f"{base}/metrics").text
        until_answers(lambda: connects(migrated.exchange))
        with pytest.raises(httpx.TransportError):
            httpx.get(f"https://127.0.0.1:{migrated.exchange}/healthz", verify=False)
        twice = daicho("host", "serve", migrated.file)
        assert (twice.returncode, codes(twice)) == (2, {"H-LIS-01"})
        assert "systems.municipal_cs.screens" in twice.stderr
        assert "systems.municipal_cs.exchange" in twice.stderr
    finally:
        served.send_signal(signal.SIGTERM)
        out, errors = served.communicate(timeout=60)
    assert served.returncode == 0, errors
    assert f"http://127.0.0.1:{migrated.screens}/" in out
    assert not connects(migrated.screens)
    assert not connects(migrated.exchange)
    assert "Traceback" not in errors
