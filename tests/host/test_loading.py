"""What `daicho host load` tells of files: taken, rejected in part, taken before, refused."""

import msgspec
import pytest

from daicho.host import loading
from daicho.protocol.load_files import Reject


class Report(msgspec.Struct, frozen=True, kw_only=True):
    residents: int
    rejected_households: int = 0
    rejects: tuple[Reject, ...] = ()
    repeated: bool = False


REJECT = Reject(line=3, field="members[0].record.birth_date", code="LF-X", japanese="誤り", english="wrong")


@pytest.mark.parametrize(
    ("report", "clean", "told"),
    [
        (Report(residents=9), True, "✓ a.jsonl: 9 人"),
        (Report(residents=5, rejected_households=1, rejects=(REJECT,)), False, "✗ a.jsonl: 5 人 / residents、拒否 1"),
        (Report(residents=9, repeated=True), True, "taken before (9)"),
        (Report(residents=5, rejected_households=2, repeated=True), False, "taken before (5、拒否 2 / rejected)"),
    ],
)
def test_a_file_with_rejects_stays_one_when_it_is_loaded_again(tmp_path, monkeypatch, report, clean, told):
    """Loading it a second time does nothing and is no success either: somebody is still missing."""
    monkeypatch.setattr(loading, "loader_of", lambda _system: lambda _path, _progress: report)
    said = []
    assert loading.load_files("register", [tmp_path / "a.jsonl"], tell=said.append) is clean
    assert told in said[0]
    assert len(said) == 1 + len(report.rejects)
