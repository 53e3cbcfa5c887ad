"""What the commands share: how a refusal is shown, how a host is read."""

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from daicho.host.config import HostConfig, load
from daicho.host.errors import HostError

P = ParamSpec("P")
R = TypeVar("R")

REFUSED = 2
"""Exit code when a host or a command refuses; 1 is left to differences and failures found."""


def speaks_plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Show a `HostError` as its four parts, not as a traceback."""

    @functools.wraps(command)
    def wrapped(*arguments: P.args, **options: P.kwargs) -> R:
        try:
            return command(*arguments, **options)
        except HostError as refused:
            for problem in refused.problems:
                click.echo(f"✗ {problem}", err=True)
            sys.exit(REFUSED)

    return wrapped


def read_config(file: str | os.PathLike[str]) -> HostConfig:
    """Read a `host.toml` named on the command line."""
    return load(Path(file))


HOST_TOML = click.argument("host_toml", metavar="HOST.toml", type=click.Path(path_type=Path))


def progress_of(label: str) -> Callable[[int, int], None]:
    """Tell how far it is, on a terminal only; a log would fill up with it."""
    if not sys.stderr.isatty():
        return lambda *_: None
    return lambda done, total: click.echo(f"\r{label} {done}/{total} ", nl=done >= total, err=True)
