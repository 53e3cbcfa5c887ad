"""One migrated host for the tests of this folder."""

import pytest


@pytest.fixture(scope="session")
def migrated_host(postgres, tmp_path_factory):
    """A municipal CS of Ebina, its databases migrated by the command."""
    from .support import HostInPlace, codes, daicho

    host = HostInPlace(tmp_path_factory.mktemp("host"), postgres, "commands")
    before = daicho("host", "check", host.file)
    assert before.returncode == 2
    assert {"H-DB-05", "H-KEY-08"} <= codes(before)
    assert daicho("host", "keys", host.file).returncode == 0
    done = daicho("host", "migrate", host.file)
    assert done.returncode == 0, done.stderr
    return host


@pytest.fixture
def migrated(migrated_host):
    """The migrated host with its file as it should be, whatever the test before wrote into it."""
    migrated_host.write()
    return migrated_host
