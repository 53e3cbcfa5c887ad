"""`daicho doctor` names what is wrong with a machine, an installation or a host, and what to do."""

import datetime as dt
import json
import shutil
from types import SimpleNamespace

import pytest
from cryptography import x509

from daicho.exchange.pki import read_root
from daicho.exchange.trust import TrustList, read_trust_list
from daicho.host import doctor
from daicho.host.config import load
from daicho.protocol.parties import Party

from .support import EBINA, daicho


def test_this_installation_is_well(tmp_path):
    """No look at the machine that tests run on is wrong; notices are allowed."""
    done = daicho("doctor", "--json")
    looks = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert {look["name"] for look in looks} == {"python", "packages", "postgresql", "font", "disk", "clock"}
    assert "✓ Python" in daicho("doctor").stdout


def codes_of(looks):
    return [look.code for look in looks if look.state == "wrong"]


def test_an_old_python_and_a_package_of_another_version_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (9, 0))
    monkeypatch.setattr(doctor, "version_of", lambda name: "0.0" if name == "django" else doctor.pinned()[name])
    looks = list(doctor.look_at_machine(tmp_path))
    assert codes_of(looks) == ["H-SYS-02", "H-SYS-03"]
    assert "django" in looks[1].text


@pytest.mark.parametrize(("free", "state"), [(10**7, "wrong"), (10**9, "notice"), (10**10, "well")])
def test_a_disk_that_is_filling_up_is_noticed_before_it_is_full(monkeypatch, tmp_path, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _where: SimpleNamespace(free=free))
    assert doctor.disk(tmp_path / "not" / "yet").state == state


@pytest.mark.database
@pytest.mark.timeout(240)
def test_a_host_that_is_well_shows_its_listeners_and_the_days_of_its_certificates(migrated):
    done = daicho("doctor", migrated.file, "--json")
    assert done.returncode == 0, done.stdout
    looks = json.loads(done.stdout)
    assert [look["state"] for look in looks if look["name"] == "host"] == ["well"]
    assert len([look for look in looks if look["name"] == "listener"]) == 2
    assert any("municipal_cs" in look["text"] and "days left" in look["text"] for look in looks)


@pytest.mark.database
@pytest.mark.timeout(240)
def test_what_is_wrong_with_a_host_is_named_with_its_codes(migrated, tmp_path):
    """A key that others may read; and a file that is no configuration."""
    own = migrated.world.keys_of(Party(EBINA, "municipal_cs"))
    keys = tmp_path / "keys"
    shutil.copytree(own, keys)
    (keys / "vault.key").chmod(0o640)
    done = daicho("doctor", migrated.write(**{str(own): str(keys)}))
    assert done.returncode == 1
    assert "(H-KEY-02)" in done.stdout
    assert "chmod 600" in done.stdout
    migrated.file.write_text("organisation = ", encoding="utf-8")
    assert "(H-CFG-02)" in daicho("doctor", migrated.file).stdout


@pytest.mark.database
@pytest.mark.timeout(240)
def test_a_clock_behind_the_trust_list_and_a_certificate_about_to_end_are_told(migrated, tmp_path):
    world = migrated.world
    listed = read_trust_list(world.trust_list.read_bytes(), x509.load_pem_x509_certificate(world.root.read_bytes()))
    now = dt.datetime.now(dt.UTC)
    soon = [
        type(peer)(**({name: getattr(peer, name) for name in peer.__struct_fields__}
                      | {"not_after": (now + dt.timedelta(days=5)).isoformat()}))
        for peer in listed.peers
    ]  # fmt: skip
    future = TrustList(number=9, issued_at=(now + dt.timedelta(hours=1)).isoformat(), peers=tuple(soon))
    (tmp_path / "future.json").write_bytes(read_root(world.directory).sign_list(future))
    config = load(migrated.write(**{str(world.trust_list): str(tmp_path / "future.json")}))
    looks = list(doctor._trust(config))
    assert codes_of(looks) == ["H-CLK-02"]
    assert [(look.name, look.state) for look in looks if look.state == "notice"] == [("certificate", "notice")]
