"""The key file: made once, read by its owner only, silent about its content."""

from __future__ import annotations

import pytest

from daicho.access import vault_keys
from daicho.access.vault_keys import VaultKeyError, VaultKeys, new_keys, rotated


def test_keys_come_back_from_their_file(tmp_path):
    """Saved and loaded keys are the same, rotated ones included; the file is its owner's alone."""
    keys = rotated(new_keys("2026"), "2027")
    vault_keys.save(keys, tmp_path / "numbers.json")
    assert vault_keys.load(tmp_path / "numbers.json") == keys
    assert (tmp_path / "numbers.json").stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_overwritten(tmp_path):
    """Losing a key loses every number under it."""
    vault_keys.save(new_keys(), tmp_path / "numbers.json")
    with pytest.raises(FileExistsError):
        vault_keys.save(new_keys(), tmp_path / "numbers.json")


def test_a_file_that_others_may_read_is_not_used(tmp_path):
    """Rights too wide are an error, not a warning."""
    path = tmp_path / "numbers.json"
    vault_keys.save(new_keys(), path)
    path.chmod(0o640)
    with pytest.raises(VaultKeyError, match="600"):
        vault_keys.load(path)


@pytest.mark.parametrize("damage", ["", "{}", '{"current": "1", "encryption": {"1": "AAAA"}, "index": "AAAA"}', "\x00"])
def test_a_damaged_file_is_named_and_nothing_of_it_told(tmp_path, damage):
    """The error names the file and withholds what stands in it."""
    path = tmp_path / "numbers.json"
    path.write_text(damage)
    path.chmod(0o600)
    with pytest.raises(VaultKeyError, match=r"numbers\.json is malformed") as caught:
        vault_keys.load(path)
    assert "AAAA" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    """No file, no vault."""
    with pytest.raises(VaultKeyError, match=r"numbers\.json cannot be read"):
        vault_keys.load(tmp_path / "numbers.json")


def test_keys_never_show_themselves():
    """A printed or logged key object names its id only."""
    keys = new_keys("2026")
    assert repr(keys) == "VaultKeys(current='2026')"
    assert keys.index.hex() not in f"{keys!r}{keys}"


def test_a_short_key_or_a_missing_current_one_is_refused():
    """32 bytes each, and the current id must be among them."""
    good = bytes(32)
    for values in (
        {"current": "1", "encryption": {"1": b"short"}, "index": good},
        {"current": "1", "encryption": {"1": good}, "index": b""},
        {"current": "2", "encryption": {"1": good}, "index": good},
    ):
        with pytest.raises(ValueError, match="32 bytes"):
            VaultKeys(**values)
