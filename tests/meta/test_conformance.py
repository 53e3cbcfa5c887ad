"""The catalogue of requirements, the claims of tests, and what `daicho conformance` says of them."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from daicho.host import conformance
from daicho.host.cli_conformance import conformance as command

TESTS = Path(__file__).parents[1]


def test_the_catalogue_has_every_id_of_the_reference_once():
    """41 systems with 165 functions, 41 flows, 24 files, 228 controls, 62 articles, 143 clauses."""
    kinds = [known.kind for known in conformance.catalogue().values()]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "clause": 143,
        "control": 228,
        "file": 24,
        "flow": 41,
        "function": 165,
        "law": 62,
        "system": 41,
    }


def test_every_declared_id_exists_and_has_its_reason():
    for identifier, reason in conformance.declared().items():
        assert identifier in conformance.catalogue()
        assert len(reason) > 20


@pytest.mark.parametrize(
    ("claimed", "room", "refused"),
    [
        ("STD-4.0.4", "law", False),
        ("LAW-10", "law", False),
        ("CTRL-036", "systems", False),
        ("STD-99.9", "systems", True),
        ("CTRL-999", "systems", True),
        ("SYS1-F1", "law", True),
        ("FLOW-01", "values", True),
        ("DF-2", "protocol", True),
    ],
)
def test_a_claim_must_exist_and_belong_to_its_room(claimed, room, refused):
    assert bool(conformance.objections([claimed], room)) is refused


def run_with(outcomes):
    return conformance.Run(
        commit="abc", changed=False, at="2026-11-21T00:00:00+00:00", passed=1, failed=0, claims=outcomes
    )


def test_an_id_is_covered_when_a_claim_passed_and_none_failed():
    report = conformance.report(run_with({"STD-1.1.1": {"a": "passed"}, "STD-1.1.2": {"b": "passed", "c": "failed"}}))
    assert report.ids["STD-1.1.1"].state == "covered"
    assert (report.ids["STD-1.1.2"].state, "c" in report.ids["STD-1.1.2"].why) == ("open", True)
    assert report.ids["STD-1.1.3"].state in {"open", "declared"}
    assert report.covered + report.declared + report.open == report.total == len(conformance.catalogue())


def test_the_command_prints_json_and_says_which_run_it_reads(tmp_path):
    record = tmp_path / "conformance.json"
    run = run_with({"STD-1.1.1": {"tests/x.py::y": "passed"}})
    record.write_text(json.dumps({name: getattr(run, name) for name in run.__struct_fields__}))
    command = [sys.executable, "-m", "daicho.host.cli", "conformance", "--json", "--record", str(record)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said.keys() == {"total", "covered", "declared", "open", "ids"}
    assert all(shown.keys() == {"state", "tests", "why"} for shown in said["ids"].values())
    assert "commit abc: 1 passed, 0 failed" in done.stderr
    assert said["ids"]["STD-1.1.1"] == {"state": "covered", "tests": ["tests/x.py::y"], "why": ""}
    assert said["covered"] == 1


def test_a_record_that_was_named_and_does_not_exist_is_refused(tmp_path):
    """No table of what nobody has tested is printed for a mistyped name."""
    said = CliRunner().invoke(command, ["--record", str(tmp_path / "none.json")])
    assert (said.exit_code, said.stdout) == (2, "")
    assert "H-CON-01" in said.stderr
    assert str(tmp_path / "none.json") in said.stderr


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\xff\xfe", b'{"commit":"\xff"}', None])
def test_a_damaged_record_is_told_apart_from_none(tmp_path, content):
    """Cut off, other bytes, a directory: refused with the name of the file, also in JSON."""
    record = tmp_path
    if content is not None:
        record = tmp_path / "record.json"
        record.write_bytes(content)
    said = CliRunner().invoke(command, ["--record", str(record), "--json"])
    assert (said.exit_code, said.stdout) == (2, "")
    assert f"試験の記録として読めません: {record} (H-CON-02)" in said.stderr


SUITE = """
import pytest
@pytest.mark.covers("{claim}")
def test_something():
    assert {outcome}
"""


def run_pytest(tmp_path, claim, *arguments, outcome=True, room="systems"):
    """A small project with our plugin, run in a process of its own."""
    from conformance_plugin import __file__ as plugin

    tests = tmp_path / "tests" / room
    tests.mkdir(parents=True, exist_ok=True)
    (tests / "test_it.py").write_text(SUITE.format(claim=claim, outcome=outcome))
    (tmp_path / "tests" / "conftest.py").write_text(
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('conformance_plugin', {str(plugin)!r})\n"
        "plugin = importlib.util.module_from_spec(spec)\n"
        "sys.modules['conformance_plugin'] = plugin\n"
        "spec.loader.exec_module(plugin)\n"
        "def pytest_configure(config):\n"
        "    config.pluginmanager.register(plugin)\n"
        "    config.pluginmanager.register(plugin.Recorder(config))\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\nmarkers =\n    covers: ids\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, conformance.read_run(tmp_path / conformance.RECORD)


def test_an_unknown_id_fails_the_run(tmp_path):
    code, said, _run = run_pytest(tmp_path, "STD-77.7")
    assert code == 1
    assert "STD-77.7 is not in the catalogue" in said


def test_a_test_of_law_may_not_claim_a_system(tmp_path):
    code, said, _run = run_pytest(tmp_path, "SYS1-F1", room="law")
    assert code == 1
    assert "needs a public door" in said


def test_a_full_run_is_recorded_and_a_narrowed_one_is_not(tmp_path):
    _code, _said, run = run_pytest(tmp_path, "STD-4.0.4", "-k", "something")
    assert run is None
    _code, _said, run = run_pytest(tmp_path, "STD-4.0.4")
    assert run.claims == {"STD-4.0.4": {"tests/systems/test_it.py::test_something": "passed"}}
    _code, _said, run = run_pytest(tmp_path, "STD-4.0.4", outcome=False)
    assert run.claims["STD-4.0.4"] == {"tests/systems/test_it.py::test_something": "failed"}


def test_every_claim_stands_on_a_test():
    """A mark on a helper, where a function was put between the two, would count for nothing in silence."""
    misplaced = [
        f"{file.relative_to(TESTS)}:{node.lineno} {node.name}"
        for file in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.lower().startswith("test")
        if any("mark.covers" in ast.unparse(mark) for mark in node.decorator_list)
    ]
    assert misplaced == []
