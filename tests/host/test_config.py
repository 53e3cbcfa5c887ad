"""`host.toml` is refused when it is not right, with a code and what to mend."""

import pytest

from daicho.host import config as host_config
from daicho.host import process
from daicho.host.errors import HostError

GOOD = """
synthetic = true
movable_date = true

[organisation]
code = "142158"
kind = "municipality"
name = "海老名市"

[trust]
list = "trust/trust.json"
root = "trust/root.crt"

[database]
dsn = "host=/run/pg dbname=host user=default_app password=topsecret"

[connections]
budget = 80

[systems.register]
dsn = "host=/run/pg dbname=register user=register_app"
keys = "keys/register"
screens = "127.0.0.1:8101"
exchange = "127.0.0.1:8201"

[systems.municipal_cs]
dsn = "host=/run/pg dbname=municipal_cs user=municipal_cs_app"
keys = "keys/municipal_cs"
screens = "127.0.0.1:8102"
exchange = "127.0.0.1:8202"
"""


def written(tmp_path, text):
    file = tmp_path / "host.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(tmp_path, text):
    with pytest.raises(HostError) as refused:
        host_config.load(written(tmp_path, text))
    return refused.value


def test_a_right_file_becomes_a_typed_configuration_with_paths_relative_to_itself(tmp_path):
    config = host_config.load(written(tmp_path, GOOD))
    assert config.organisation.name == "海老名市"
    assert set(config.systems) == {"register", "municipal_cs"}
    assert config.path(config.trust.list_file) == tmp_path / "trust/trust.json"
    assert config.connections_needed <= config.connections.budget


@pytest.mark.parametrize(
    ("change", "code", "setting"),
    [
        (("synthetic = true", "synthetik = true"), "H-CFG-03", "synthetik"),
        (('keys = "keys/register"', 'keys = "k"\nport = 1'), "H-CFG-03", "systems.<system>.port"),
        (('name = "海老名市"', ""), "H-CFG-04", "organisation.name"),
        (("[connections]\nbudget = 80", ""), "H-CFG-04", "connections"),
        (("budget = 80", 'budget = "many"'), "H-CFG-05", "connections.budget"),
        (('code = "142158"', 'code = "海老名"'), "H-CFG-05", "organisation.code"),
        (('code = "142158"', 'code = "agency"'), "H-CFG-05", "organisation.code"),
        (("127.0.0.1:8101", "127.0.0.1"), "H-CFG-05", "screens"),
        (("127.0.0.1:8101", "127.0.0.1:99999"), "H-CFG-05", "systems.register.screens"),
        (("127.0.0.1:8101", "0.0.0.0:8101"), "H-CFG-11", "systems.register.screens"),
        (("budget = 80", "budget = 0"), "H-CFG-05", "int >= 1"),
        (('kind = "municipality"', 'kind = "prefecture"'), "H-CFG-06", "systems.register"),
        (("127.0.0.1:8102", "127.0.0.1:8201"), "H-CFG-07", "systems.municipal_cs.screens"),
        (("budget = 80", "budget = 20"), "H-CFG-08", "connections.budget"),
        (("synthetic = true", "synthetic = false"), "H-CFG-09", "movable_date"),
        (
            ('exchange = "127.0.0.1:8201"', 'exchange = "127.0.0.1:8201"\nexchange_url = "http://x"'),
            "H-CFG-05",
            "systems.register.exchange_url",
        ),
        (("[systems.municipal_cs]", "[systems.national_server]"), "H-CFG-03", "systems.national_server"),
        (('code = "142158"', 'code = "142159"'), "H-CFG-05", "organisation.code"),
        (("127.0.0.1:8101", "8101"), "H-CFG-05", "127.0.0.1:8101"),
        (("password=topsecret", "password=two topsecret"), "H-CFG-05", "database.dsn"),
        (("user=register_app", "user=register_app topsecret"), "H-CFG-05", "systems.register.dsn"),
        (("[organisation]", "base = '/'\n[organisation]"), "H-CFG-03", "base"),
    ],
)
def test_a_wrong_setting_is_named_with_its_code_and_what_to_mend(tmp_path, change, code, setting):
    """Unknown, missing, malformed and contradictory settings each have their own code; no value is quoted."""
    found = refusal(tmp_path, GOOD.replace(*change, 1))
    assert code in found.codes
    assert setting in str(found)
    assert "topsecret" not in str(found)
    for problem in found.problems:
        assert all([problem.what, problem.what_en, problem.why, problem.mend, problem.mend_en])


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"[organisation\n", "H-CFG-02"), (b"name = '\xff\xfe'\n", "H-CFG-02"), (b"", "H-CFG-04")],
)
def test_a_file_that_is_not_toml_in_utf_8_is_refused_with_its_place(tmp_path, raw, code):
    file = tmp_path / "host.toml"
    file.write_bytes(raw)
    with pytest.raises(HostError) as refused:
        host_config.load(file)
    assert refused.value.codes == (code,)


@pytest.mark.parametrize("protected", ["secure_cookies = true", 'certificate = "screens.crt"'])
def test_screens_for_other_machines_open_behind_tls(tmp_path, protected):
    """With a certificate of their own, or a proxy that speaks TLS; loopback needs neither."""
    text = GOOD.replace("127.0.0.1:8101", "10.1.2.3:8101", 1) + f"\n[screens]\n{protected}\n"
    assert host_config.load(written(tmp_path, text)).systems["register"].screens == "10.1.2.3:8101"


def test_a_state_directory_that_cannot_be_made_is_named(tmp_path):
    """Its place, the reason and what to mend, before anything opens."""
    (tmp_path / "file").write_text("in the way")
    text = GOOD.replace("synthetic = true", 'synthetic = true\nstate = "file/state"', 1)
    with pytest.raises(HostError, match="H-CFG-12"):
        process.secret_key(host_config.load(written(tmp_path, text)))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(HostError, match="H-CFG-01"):
        host_config.load(tmp_path / "nowhere.toml")


def test_no_system_at_all_is_refused(tmp_path):
    text = GOOD.split("[systems.register]", maxsplit=1)[0] + "[systems]\n"
    assert "H-CFG-04" in refusal(tmp_path, text).codes


def test_the_budget_counts_every_pool_of_every_process(tmp_path):
    """Two systems: screens (4 + 8 + 4) and exchange (4 + 6 + 4) each, and three for tools."""
    config = host_config.load(written(tmp_path, GOOD))
    assert config.connections_needed == 3 + 2 * (4 + 8 + 4 + 4 + 6 + 4)
