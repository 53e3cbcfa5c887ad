"""The project's own specification: every scenario of `features/`, each as one test.

The scenarios are played as `daicho features` plays them. A tag that is a requirement id (`@STD-4.1.2.1`) claims it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daicho.host.features.reading import read
from daicho.host.features.running import play
from daicho.host.features.stage import Stage

ROOT = Path(__file__).parents[2]
REQUIREMENT = re.compile(r"(SYS|FLOW|CTRL|DF|STD|LAW)-?[0-9]")


def scenarios():
    """Every scenario of the repository with its claims."""
    for path in sorted((ROOT / "features").rglob("*.feature")):
        for scenario in read(path, name=str(path.relative_to(ROOT))):
            claims = [tag for tag in scenario.tags if REQUIREMENT.match(tag)]
            marks = [pytest.mark.covers(*claims)] if claims else []
            yield pytest.param(scenario, id=f"{path.stem}:{scenario.line}", marks=marks)


@pytest.fixture(scope="session")
def stage(postgres):
    """The databases of this process, emptied for every scenario."""
    made = Stage(postgres)
    yield made
    made.close()


@pytest.mark.database
@pytest.mark.parametrize("scenario", list(scenarios()))
def test_the_scenario_holds(stage, business_date, scenario):
    """Every step of the scenario holds on a fresh register or network."""
    result = play(stage, scenario)
    assert result.passed, result.told
