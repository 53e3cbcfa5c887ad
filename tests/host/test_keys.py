"""The keys a host makes for itself: never overwritten, never readable by others, renewed without losing one."""

import stat

import pytest

from daicho.access import vault_keys
from daicho.host import keys
from daicho.host.errors import HostError


def test_missing_keys_are_made_once_for_their_owner_only(tmp_path):
    made = keys.make_missing(tmp_path / "keys", "register")
    assert {each.path.name for each in made} == {"number_keys.json", "binding.key"}
    assert {stat.S_IMODE(each.path.stat().st_mode) for each in made} == {0o600}
    before = [each.path.read_bytes() for each in made]
    assert keys.make_missing(tmp_path / "keys", "register") == []
    assert [each.path.read_bytes() for each in made] == before
    assert [each.path.name for each in keys.make_missing(tmp_path / "cs", "municipal_cs")] == ["number_keys.json"]


def test_a_renewed_vault_still_holds_every_earlier_key(tmp_path):
    """New numbers go under the new key; the blind index stays, so that a search finds old and new."""
    keys.make_missing(tmp_path, "municipal_cs")
    first = vault_keys.load(tmp_path / "number_keys.json")
    assert [keys.rotate(tmp_path).key_id for _ in range(2)] == ["2", "3"]
    renewed = vault_keys.load(tmp_path / "number_keys.json")
    assert renewed.current == "3"
    assert set(renewed.encryption) == {"1", "2", "3"}
    assert renewed.encryption["1"] == first.encryption["1"]
    assert renewed.index == first.index
    assert sorted(path.name for path in tmp_path.iterdir()) == ["number_keys.json"]


@pytest.mark.parametrize("spoil", ["missing", "malformed", "readable"])
def test_keys_that_cannot_be_used_are_refused_by_name_and_never_replaced(tmp_path, spoil):
    keys.make_missing(tmp_path, "municipal_cs")
    path = tmp_path / "number_keys.json"
    if spoil == "missing":
        path.unlink()
    elif spoil == "malformed":
        path.write_text("{}")
    else:
        path.chmod(0o644)
    with pytest.raises(HostError, match="H-KEY-08"):
        keys.rotate(tmp_path)
    assert not path.with_suffix(".new").exists()
