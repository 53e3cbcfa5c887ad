"""`daicho doctor`: what is well and what is wrong with this installation."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from daicho.host.doctor import Look, look_at_host, look_at_machine
from daicho.host.errors import HostError

MARKS = {"well": "✓", "notice": "!", "wrong": "✗"}


@click.command()
@click.argument("host_toml", metavar="[HOST.toml]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_data", is_flag=True, help="Print JSON. JSON で出力する。")
def doctor(host_toml: Path | None, as_data: bool) -> None:  # click passes by keyword
    """Look at the machine and the installation, and at a host when one is named.

    Python, packages, PostgreSQL, font, free space and clock; of a host: configuration, keys and their permissions,
    trust list, days left of certificates, databases, schema, listeners. Prints one line for each, well (✓), to look
    after (!) or wrong (✗) with what to do; ends with 1 if anything is wrong.

    Example: daicho doctor /etc/daicho/host.toml
    """
    found: list[Look] = []
    for look in (*look_at_machine(Path.cwd()), *(_host(host_toml) if host_toml else ())):
        found.append(look)
        if not as_data:
            click.echo(f"{MARKS[look.state]} {look.text}")
    if as_data:
        click.echo(msgspec.json.encode(found).decode())
    sys.exit(1 if any(look.state == "wrong" for look in found) else 0)


def _host(host_toml: Path) -> Iterator[Look]:
    from daicho.host.cli_common import read_config
    from daicho.host.process import open_tool

    try:
        config = read_config(host_toml)
        open_tool(config)
    except HostError as refused:
        yield from (Look("host", "wrong", str(problem), problem.code) for problem in refused.problems)
        return
    yield from look_at_host(config)
