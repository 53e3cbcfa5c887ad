"""Playing scenarios: each on a fresh stage, step by step, and what did not hold in the author's words."""

from __future__ import annotations

import re
import time
import traceback
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import msgspec

from daicho.host.features import sentences, vocabulary
from daicho.host.features.scene import Scene, Unmet
from daicho.host.features.stage import HOME, TOWNS
from daicho.host.features.typing_in import Unreadable
from daicho.values.errors import InvalidValue

if TYPE_CHECKING:
    from daicho.host.features.reading import Line, Scenario
    from daicho.host.features.stage import Stage
    from daicho.host.features.vocabulary import Matched


DATES = "業務日付"
"""The group of steps that hold in every town."""


_TOWN = re.compile(f"({'|'.join(TOWNS)})(?:で|では|において)、?")


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one scenario: passed, failed, or undefined (a step that we do not know)."""

    file: str
    line: int
    feature: str
    scenario: str
    tags: tuple[str, ...]
    status: str
    ms: int
    step_line: int = 0
    step: str = ""
    message: str = ""

    @property
    def passed(self) -> bool:
        """Whether every step held."""
        return self.status == "passed"

    @property
    def told(self) -> str:
        """The failure as it is printed."""
        return f"{self.file}:{self.step_line}: {self.step}\n  {self.message}"


class _Stopped(Exception):  # noqa: N818 - the scenario stops here
    def __init__(self, status: str, line: Line, message: str) -> None:
        self.status, self.line, self.message = status, line, message
        super().__init__(message)


def load_steps() -> None:
    """Import every module of steps, once, and put the steps in the order of the documentation."""
    from daicho.host.features import (  # noqa: F401
        steps_acts,
        steps_batch,
        steps_daily,
        steps_history,
        steps_letters,
        steps_network,
        steps_outcomes,
        steps_papers,
        steps_pending,
        steps_records,
        steps_search,
        steps_slips,
        steps_states,
        steps_world,
    )

    vocabulary.STEPS.sort(key=lambda step: vocabulary.GROUPS.index(step.group))


def play(stage: Stage, scenario: Scenario) -> Result:
    """Play one scenario on a fresh stage."""
    load_steps()
    begun = time.perf_counter()
    status, line, message = "passed", None, ""
    try:
        _play(stage, scenario)
    except _Stopped as stopped:
        status, line, message = stopped.status, stopped.line, stopped.message
    return Result(
        file=scenario.file,
        line=scenario.line,
        feature=scenario.feature,
        scenario=scenario.name,
        tags=scenario.tags,
        status=status,
        ms=round((time.perf_counter() - begun) * 1000),
        step_line=0 if line is None else line.line,
        step="" if line is None else f"{line.keyword} {line.text}",
        message=message,
    )


def _play(stage: Stage, scenario: Scenario) -> None:
    from daicho.host.features.network import on_stage

    matched = [(line, match(line)) for line in scenario.steps]
    with ExitStack() as stack:
        networked = any(each.step.network for _, each in matched)
        scene = stack.enter_context(on_stage(stage, network=networked))
        for line, found in matched:
            _step(scene, line, found)
        last = scenario.steps[-1] if scenario.steps else None
        if last is not None:
            _hold(scene.require_no_refusal, last)


def match(line: Line) -> Matched:
    """The step that a line means, whichever town it names.

    Raises:
        _Stopped: there is none; the nearest are named.
    """
    found = vocabulary.find(in_town(line)[1].text)
    if found is None:
        raise _Stopped("undefined", line, vocabulary.unknown(line))
    return found


def in_town(line: Line) -> tuple[str, Line]:
    """The town that a step begins with (小平市で、…), and the step without it; no town means the first."""
    text = sentences.tidy(line.text)
    found = _TOWN.match(text)
    if found is None:
        return HOME, msgspec.structs.replace(line, text=text)
    return found[1], msgspec.structs.replace(line, text=text[found.end() :])


def _step(scene: Scene, line: Line, found: Matched) -> None:
    town, own = in_town(line)

    def run() -> None:
        if town != HOME:
            if scene.network is None:
                raise Unmet(f"{town}はこのシナリオにありません。先に「前提 ネットワークがある」と書いてください。")
            scene.network.settled()
            scene.network.play(scene, town, own)
            return
        _run(scene, own, found)
        if scene.network is not None and found.step.group == DATES:
            scene.network.settled()
            scene.network.everywhere(scene, own)

    _hold(run, line)


def _run(scene: Scene, line: Line, found: Matched) -> None:
    if scene.network is not None:
        scene.network.settled()
        scene.after_daily_job(1)
    if not found.step.judges:
        scene.require_no_refusal()
    said = msgspec.structs.replace(line, text=found.said)
    found.step.run(vocabulary.Call(scene=scene, line=said), **found.words)


def told_of(scene: Scene, line: Line, found: Matched) -> str | None:
    """Play one step of a guest town; what did not hold, or None."""
    try:
        _hold(lambda: _run(scene, line, found), line)
    except _Stopped as stopped:
        return stopped.message
    return None


def _hold(run: Any, line: Line) -> None:
    """Run something, and say at which line and why it did not hold."""
    try:
        run()
    except Unmet as unmet:
        raise _Stopped("failed", line, str(unmet)) from unmet
    except Unreadable as unreadable:
        raise _Stopped("failed", line, f"表又は文を読み取れません: {unreadable}") from unreadable
    except InvalidValue as invalid:
        raise _Stopped("failed", line, f"表又は文の値が正しくありません: {invalid}") from invalid
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
        raise _Stopped("failed", line, f"予期しない誤りです。{said}") from error
