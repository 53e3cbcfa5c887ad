"""`daicho doctor`: what is well and what is wrong with this installation."""

import platform
import sys
from collections.abc import Callable
from pathlib import Path

import click

from daicho.host.cli_common import speaks_plainly
from daicho.host.errors import HostError


@click.command()
@click.argument("host_toml", metavar="[HOST.toml]", required=False, type=click.Path(path_type=Path))
@speaks_plainly
def doctor(host_toml: Path | None) -> None:
    """Look at Python, PostgreSQL and the font, and at a host when one is named.

    Prints one line for each, well (✓) or wrong (✗) with what to do; ends with 1 if anything is wrong.

    Example: daicho doctor /etc/daicho/host.toml
    """
    looks: list[Callable[[], str]] = [_python, _postgres, _font]
    told = [_told(look) for look in looks]
    if host_toml is not None:
        told.append(_told(lambda: _host(host_toml)))
    sys.exit(0 if all(told) else 1)


def _told(look: Callable[[], str]) -> bool:
    try:
        click.echo(f"✓ {look()}")
    except HostError as refused:
        for problem in refused.problems:
            click.echo(f"✗ {problem}")
        return False
    return True


def _python() -> str:
    return f"Python {platform.python_version()}"


def _postgres() -> str:
    from daicho.host.postgres import find

    found = find()
    return f"PostgreSQL {found.version} ({found.source}: {found.directory})"


def _font() -> str:
    from daicho.host.font import find_font

    return f"IPAmj明朝 {find_font(fetch=False)}"


def _host(host_toml: Path) -> str:
    from daicho.host.checks import problems_of
    from daicho.host.cli_common import read_config
    from daicho.host.process import open_tool

    config = read_config(host_toml)
    open_tool(config)
    problems = problems_of(config)
    if problems:
        raise HostError(*problems)
    return f"{config.organisation.name} ({', '.join(config.systems)})"
