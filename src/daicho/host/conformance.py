"""Which requirements the tests cover: catalogue, the last full run, and what both say together.

A requirement is *covered* when a test that claims it passed and none that claims it failed;
*declared* when it is written down, with a reason, as not shown by this version; else *open*.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import msgspec

from daicho.host.errors import HostError, Problem

State = Literal["covered", "declared", "open"]
RECORD = Path("var/conformance.json")
"""Where a full test run leaves its record, below the root of the repository."""

VALUE_ROOMS = frozenset({"values", "law", "protocol"})
"""Rooms whose tests may claim clauses and articles only: SYS, FLOW, CTRL and DF need a public door."""
VALUE_KINDS = frozenset({"clause", "law"})


class Requirement(msgspec.Struct, frozen=True):
    """An id of the catalogue: its kind (system, function, flow, file, control, law, clause) and title."""

    kind: str
    title: str
    japanese: str = ""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A full test run as recorded: of which commit, when, how it went, and each claim with its outcomes."""

    commit: str
    changed: bool
    at: str
    passed: int
    failed: int
    claims: dict[str, dict[str, str]]


class Shown(msgspec.Struct, frozen=True):
    """What is known of one id."""

    state: State
    tests: list[str]
    why: str


class Report(msgspec.Struct, frozen=True):
    """The answer of `daicho conformance --json`, and of which run it speaks."""

    total: int
    covered: int
    declared: int
    open: int
    ids: dict[str, Shown]
    run: dict[str, object] | None


@cache
def catalogue() -> Mapping[str, Requirement]:
    """Every requirement id."""
    return msgspec.json.decode(_data("requirements.json"), type=dict[str, Requirement])


@cache
def declared() -> Mapping[str, str]:
    """Ids that this version does not show, with the reason."""
    return msgspec.json.decode(_data("declared.json"), type=dict[str, str])


def _data(name: str) -> bytes:
    return resources.files("daicho.host").joinpath("data", name).read_bytes()


def objections(claimed: Iterable[str], room: str) -> list[str]:
    """What is wrong with the ids a test claims: unknown, or not for its room to claim."""
    known = catalogue()
    said = []
    for identifier in claimed:
        if identifier not in known:
            said.append(f"{identifier} is not in the catalogue of requirements")
        elif room in VALUE_ROOMS and known[identifier].kind not in VALUE_KINDS:
            said.append(f"{identifier} needs a public door: tests of {room} may claim STD and LAW only")
    return said


def read_run(record: Path) -> Run | None:
    """The recorded run, or None when there is none.

    Raises:
        HostError: H-CON-02, there is something, but no record that can be read.
    """
    try:
        return msgspec.json.decode(record.read_bytes(), type=Run)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise HostError(damaged(record)) from None


def missing(record: Path) -> Problem:
    """H-CON-01: the record that was named does not exist."""
    return Problem(
        code="H-CON-01",
        what=f"試験の記録がありません: {record}",
        what_en=f"There is no record of a test run: {record}",
        why="--record で指定されたファイルが見つかりません。",
        why_en="The file named with --record was not found.",
        mend="ファイル名を確かめるか、make test で全試験を実行して記録を作ってください。",
        mend_en="Check its name, or run make test, which leaves one.",
    )


def damaged(record: Path) -> Problem:
    """H-CON-02: what lies where the record should be is none, or cannot be read."""
    return Problem(
        code="H-CON-02",
        what=f"試験の記録として読めません: {record}",
        what_en=f"This cannot be read as the record of a test run: {record}",
        why="壊れているか、別のファイルかフォルダーか、読む権限がありません。",
        why_en="It is damaged, another kind of file, a directory, or closed to you.",
        mend="別の記録を指定するか、make test で作り直してください。",
        mend_en="Name another one, or make it anew with make test.",
    )


def report(run: Run | None) -> Report:
    """Put catalogue, declarations and run together."""
    claims = run.claims if run else {}
    ids = {identifier: _shown(identifier, claims.get(identifier, {})) for identifier in catalogue()}
    counts = {state: sum(shown.state == state for shown in ids.values()) for state in ("covered", "declared", "open")}
    about = msgspec.to_builtins(run) if run else None
    if about:
        del about["claims"]
    return Report(total=len(ids), ids=ids, run=about, **counts)


def _shown(identifier: str, outcomes: Mapping[str, str]) -> Shown:
    tests = sorted(outcomes)
    failed = [test for test in tests if outcomes[test] != "passed"]
    if tests and not failed:
        return Shown("covered", tests, "")
    if failed:
        return Shown("open", tests, f"a test that claims it did not pass: {failed[0]}")
    reason = declared().get(identifier)
    if reason:
        return Shown("declared", [], reason)
    return Shown("open", [], "no test claims it")


def as_json(found: Report) -> str:
    """The report as JSON, ids in the order of the catalogue; of which run it speaks is told beside it."""
    told = msgspec.to_builtins(found)
    del told["run"]
    return json.dumps(told, ensure_ascii=False, indent=1)
