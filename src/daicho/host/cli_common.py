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
    """Show a `HostError`, or a database that is not there, as its four parts, not as a traceback."""

    @functools.wraps(command)
    def wrapped(*arguments: P.args, **options: P.kwargs) -> R:
        try:
            return command(*arguments, **options)
        except HostError as refused:
            problems = refused.problems
        except Exception as error:
            if not _database_is_away(error):
                raise
            from daicho.host.findings import database_silent  # it brings the database's libraries

            problems = (database_silent("database.dsn, systems.*.dsn"),)
        for problem in problems:
            click.echo(f"✗ {problem}", err=True)
        sys.exit(REFUSED)

    return wrapped


_AWAY = ("08", "28", "3D", "57P")
"""States of a connection that is lost, not permitted, to a database that is not there, or to a server that stops."""


def _database_is_away(error: BaseException) -> bool:
    """Whether an error says that a database could not be reached; one in a statement is a fault and stays one."""
    import psycopg

    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.OperationalError):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(_AWAY)


def read_config(file: str | os.PathLike[str]) -> HostConfig:
    """Read a `host.toml` named on the command line."""
    return load(Path(file))


HOST_TOML = click.argument("host_toml", metavar="HOST.toml", type=click.Path(path_type=Path))


def progress_of(label: str) -> Callable[[int, int], None]:
    """Tell how far it is, on a terminal only; a log would fill up with it."""
    if not sys.stderr.isatty():
        return lambda *_: None
    return lambda done, total: click.echo(f"\r{label} {done}/{total} ", nl=done >= total, err=True)
