"""The checks of `make lint`, as tests: style, types, the walls between rooms."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def told(*command, **environment):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}{done.stderr[-2000:]}"


def test_the_walls_between_the_rooms_hold():
    """No room imports what the architecture forbids it."""
    told(BIN / "lint-imports", "--no-cache")


def test_the_code_keeps_the_style():
    told(BIN / "ruff", "check", "--no-cache", ".")


def test_the_code_is_formatted():
    told(BIN / "ruff", "format", "--check", "--no-cache", ".")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_type_is_right():
    """mypy, strict, over the whole package."""
    told(BIN / "mypy")


def test_models_and_migrations_agree():
    """`makemigrations --check` finds nothing to make."""
    told(
        sys.executable,
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        DJANGO_SETTINGS_MODULE="daicho.host.settings_for_checks",
    )
