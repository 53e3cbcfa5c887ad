"""`daicho host`: check, migrate, keys, serve, load, date."""

import sys
from datetime import datetime
from pathlib import Path

import click

from daicho.host.cli_common import HOST_TOML, read_config, speaks_plainly
from daicho.host.config import HostConfig
from daicho.host.errors import HostError
from daicho.host.exchange_findings import no_system


@click.group()
def host() -> None:
    """One organisation's host: its configuration, databases and servers.

    Example: daicho host check /etc/daicho/host.toml
    """


def _open(config: HostConfig, *, owner: bool = False, system: str = "") -> None:
    from daicho.host.process import open_tool

    open_tool(config, owner=owner, system=system)


@host.command()
@HOST_TOML
@speaks_plainly
def check(host_toml: Path) -> None:
    """Check configuration, keys, trust list, databases, schema and font; change nothing.

    Example: daicho host check /etc/daicho/host.toml
    """
    from daicho.host.checks import problems_of

    config = read_config(host_toml)
    _open(config)
    problems = problems_of(config)
    if problems:
        raise HostError(*problems)
    click.echo(
        f"✓ {config.organisation.name} ({', '.join(config.systems)}): "
        f"接続予算 {config.connections_needed}/{config.connections.budget} / connections of the budget"
    )


@host.command()
@HOST_TOML
@speaks_plainly
def migrate(host_toml: Path) -> None:
    """Bring the databases to the schema of this version, as their owners.

    Example: daicho host migrate /etc/daicho/host.toml
    """
    from daicho.host import migrate as migration

    config = read_config(host_toml)
    migration.prepare(config)
    _open(config, owner=True)
    migration.migrate(config, tell=lambda alias: click.echo(f"✓ {alias}"))


@host.command()
@HOST_TOML
@speaks_plainly
def serve(host_toml: Path) -> None:
    """Serve every system of the host until Ctrl-C or SIGTERM; refuses to open when `check` would.

    Example: daicho host serve /etc/daicho/host.toml
    """
    from daicho.host.opening import refuse_if_wrong, require_listeners, serve_hosts

    config = read_config(host_toml)
    require_listeners(config)
    refuse_if_wrong(host_toml)
    serve_hosts([config], tell=click.echo)


@host.command()
@HOST_TOML
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--system", type=click.Choice(["register", "municipal_cs", "prefecture", "national"]), required=True)
@speaks_plainly
def load(host_toml: Path, files: tuple[Path, ...], system: str) -> None:
    """Take existing residents in from files: every line checked, one transaction per file.

    Rejects are listed with line, field and reason; a broken-off load starts again without harm.

    Example: daicho host load host.toml --system register population/*.jsonl
    """
    from daicho.host.loading import load_files

    config = read_config(host_toml)
    if system not in config.systems:
        raise HostError(no_system(system))
    _open(config, system=system)
    sys.exit(0 if load_files(system, files, tell=click.echo) else 1)


@host.command()
@HOST_TOML
@click.option("--rotate", is_flag=True, help="A new key for the vaults of numbers. 個人番号の保管庫の鍵を更新する。")
@speaks_plainly
def keys(host_toml: Path, rotate: bool) -> None:  # click passes it by keyword
    """Make the keys that a host makes for itself where they are missing; with --rotate renew those of the vaults.

    Numbers under earlier keys stay readable. Start the host again afterwards, and back the key directories up.

    Example: daicho host keys /etc/daicho/host.toml
    """
    from daicho.host import keys as making

    config = read_config(host_toml)
    for name, system in config.systems.items():
        directory = config.path(system.keys)
        made = [making.rotate(directory)] if rotate else making.make_missing(directory, name)
        for each in made:
            click.echo(f"✓ {name} {each.path}{f' ({each.key_id})' if each.key_id else ''}")


@host.command(name="first-accounts")
@HOST_TOML
@click.option("--office", required=True, help="The office both belong to. 所属。")
@click.option("--administrator", nargs=2, required=True, metavar="ID NAME", help="Keeps accounts. 利用者の管理者。")
@click.option("--security", nargs=2, required=True, metavar="ID NAME", help="Approves rights. 権限の承認者。")
@speaks_plainly
def first_accounts(host_toml: Path, office: str, administrator: tuple[str, str], security: tuple[str, str]) -> None:
    """Make the first two people of a new host, who approve each other; everything after goes over the screens.

    Prints a code for each to enrol an authenticator with, and one to register a terminal; valid for a day.

    Example: daicho host first-accounts host.toml --office 住民課 --administrator sato 佐藤一郎 --security kato 加藤花子
    """
    from daicho.host import first_accounts as making

    config = read_config(host_toml)
    _open(config)
    codes = making.make(
        organisation=config.organisation.code,
        office=office,
        administrator=making.Person(*administrator),
        security=making.Person(*security),
    )
    click.echo(f"{administrator[0]}: /access/enrol/ {codes.administrator}")
    click.echo(f"{security[0]}: /access/enrol/ {codes.security}")
    click.echo(f"端末 / terminal: {codes.terminal}")


@host.command()
@HOST_TOML
@click.argument("day", required=False, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--real", is_flag=True, help="Follow the real date again. 実際の日付に戻す。")
@speaks_plainly
def date(host_toml: Path, day: datetime | None, real: bool) -> None:  # click passes it by keyword
    """Show or move the business date of a demonstration (movable_date = true): forward, ten years ahead at most.

    Example: daicho host date host.toml 2026-12-01
    """
    from daicho.host import clock
    from daicho.host.findings import date_not_movable
    from daicho.host.installation import current

    config = read_config(host_toml)
    if (day or real) and not config.movable_date:
        raise HostError(date_not_movable())
    _open(config)
    if day:
        clock.require_forward(clock.stored_date() or clock.real_date(), day.date())
    if day or real:
        clock.move_to(None if day is None else day.date())
    click.echo(current().today().isoformat())
