"""`@pytest.mark.covers(...)`: claims are checked, and a full run is recorded for `daicho conformance`.

An unknown id, or a claim that the test's room may not make, fails that test and so the run. Tags of
feature files (`@CTRL-036`) count as claims.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from pathlib import Path

import pytest

from daicho.host.conformance import RECORD, Run, objections

ID = re.compile(r"^(SYS|FLOW|CTRL|DF|STD|LAW)-?[0-9]")


def claimed_by(item: pytest.Item) -> list[str]:
    return sorted({str(identifier) for mark in item.iter_markers("covers") for identifier in mark.args})


def room_of(item: pytest.Item) -> str:
    parts = Path(item.nodeid.split("::")[0]).parts
    return parts[1] if len(parts) > 2 else ""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test whose claims are wrong; hand the claims of the others to the recorder."""
    claimed = claimed_by(item)
    wrong = objections(claimed, room_of(item))
    if wrong:
        pytest.fail("; ".join(wrong), pytrace=False)
    item.user_properties.extend(("covers", identifier) for identifier in claimed)


@pytest.hookimpl(optionalhook=True)
def pytest_bdd_apply_tag(tag: str, function) -> bool | None:
    """A tag that is a requirement id claims it; other tags stay markers."""
    if ID.match(tag):
        pytest.mark.covers(tag)(function)
        return True
    return None


class Recorder:
    """Gathers outcomes in the process that reports (with xdist: the controller) and writes the record."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.outcomes: dict[str, str] = {}
        self.claims: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, identifier in report.user_properties:
            if name == "covers":
                self.claims.setdefault(str(identifier), set()).add(report.nodeid)
        if report.outcome != "passed" or report.when == "call":
            known = self.outcomes.get(report.nodeid, "passed")
            self.outcomes[report.nodeid] = report.outcome if known == "passed" else known

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.is_full(session, exitstatus):
            self.write(self.config.rootpath)

    def is_full(self, session: pytest.Session, exitstatus: int) -> bool:
        """Only a run of everything, to its end, says what the whole project shows."""
        options = self.config.option
        narrowed = [
            options.keyword,
            options.markexpr,
            options.deselect,
            getattr(options, "lf", False),
            getattr(options, "ignore", None),
            options.collectonly,
            session.shouldstop,
            session.shouldfail,
        ]
        everything = sorted(self.config.args) == sorted(self.config.getini("testpaths"))
        return everything and not any(narrowed) and int(exitstatus) in {0, 1}

    def write(self, root: Path) -> None:
        outcomes = list(self.outcomes.values())
        record = Run(
            commit=_git(root, "rev-parse", "HEAD"),
            changed=bool(_git(root, "status", "--porcelain")),
            at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            passed=outcomes.count("passed"),
            failed=outcomes.count("failed"),
            claims={
                identifier: {test: self.outcomes.get(test, "failed") for test in sorted(tests)}
                for identifier, tests in sorted(self.claims.items())
            },
        )
        path = root / RECORD
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({name: getattr(record, name) for name in record.__struct_fields__}, indent=1))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip()
