"""From configuration to a configured process: which databases, which keys, which applications."""

import os
import secrets
from pathlib import Path
from typing import Any, Literal

from psycopg.conninfo import conninfo_to_dict

from daicho.host import findings, logs
from daicho.host.clock import clock_for
from daicho.host.config import HostConfig, listener
from daicho.host.config_errors import no_state
from daicho.host.errors import HostError
from daicho.host.font import find_font
from daicho.host.installation import Installation
from daicho.host.routing import HOST_DATABASE, log_alias
from daicho.host.settings import apply, build, database, exists, system_app

Part = Literal["screens", "exchange", "owner", "tool"]
"""What a process is for: the two servers, migrations (as the owning roles), and commands."""


def installation_of(config: HostConfig, system: str) -> Installation:
    """What the rooms may know of this host, for one of its systems."""
    hosted = config.systems[system]  # type: ignore[index]  # every caller's name comes from the file itself
    who = config.organisation
    host, port = listener(hosted.exchange)
    return Installation(
        organisation=who.code,
        system=system,
        organisation_name=who.name,
        organisation_name_en=who.name_en,
        prefecture_name=who.prefecture_name,
        head_title=who.head_title,
        head_name=who.head_name,
        seal_text=who.seal_text,
        synthetic=config.synthetic,
        movable_date=config.movable_date,
        idle_seconds=config.screens.idle_seconds,
        access_record_years=config.retention.access_record_years,
        keys=config.path(hosted.keys),
        trust_list=config.path(config.trust.list_file),
        trust_root=config.path(config.trust.root),
        font=_font(config),
        state=config.path(config.state),
        print_command=config.printing.command,
        printers=config.printing.printers,
        confirmed_at_once=config.desk.confirmed_at_once,
        exchange_url=hosted.exchange_url or f"https://{host}:{port}",
        today=clock_for(movable=config.movable_date),
    )


def _font(config: HostConfig) -> Path | None:
    """The font as configured, installed or in our cache; `host check` says when there is none."""
    try:
        return find_font(config.path(config.font) if config.font else None, fetch=False)
    except HostError:
        return None


def databases_of(config: HostConfig, system: str, part: Part) -> dict[str, dict[str, Any]]:
    """The database aliases of a process: pools for servers, single connections for tools."""
    hosted = config.systems[system]  # type: ignore[index]  # as above
    owner = part == "owner"
    pooled = part in {"screens", "exchange"}
    host_dsn = (config.database.owner if owner else "") or config.database.dsn
    system_dsn = (hosted.owner if owner else "") or hosted.dsn
    pool = hosted.exchange_pool if part == "exchange" else hosted.pool
    name = f"daicho {config.organisation.code}/{system} {part}"
    sizes = {HOST_DATABASE: config.database.pool, system: pool, log_alias(system): hosted.log_pool}
    return {
        alias: database(
            conninfo_to_dict(host_dsn if alias == HOST_DATABASE else system_dsn),  # type: ignore[arg-type]
            pool=size if pooled else 0,
            name=name,
        )
        for alias, size in sizes.items()
    }


def settings_of(config: HostConfig, system: str, part: Part) -> dict[str, Any]:
    """Django's settings for a process of this host."""
    return build(
        installation_of(config, system),
        apps=[system_app(system)],
        databases=databases_of(config, system, part),
        secret_key=secret_key(config),
        hosts=config.screens.hosts,
        secure=config.screens.secure_cookies or bool(config.screens.certificate),
    )


def secret_key(config: HostConfig) -> str:
    """The host's secret for sessions and forms, made at first use and readable by its owner only."""
    directory = config.path(config.state)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _kept_secret(directory / "secret_key")
    except OSError as error:
        raise HostError(no_state(directory, error)) from None


def _kept_secret(path: Path) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    made = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made


def open_process(config: HostConfig, system: str, part: Part) -> None:
    """Turn this process into one of the host's: logs first, then Django."""
    logs.configure(organisation=config.organisation.code, system=system, process=part)
    apply(settings_of(config, system, part))


def open_tool(config: HostConfig, *, owner: bool = False, system: str = "") -> None:
    """Open Django for a command: every system of the host at once, connections without pools.

    `system` is the one that `settings.DAICHO` speaks of; by default the first of the file.
    """
    part: Part = "owner" if owner else "tool"
    logs.configure(organisation=config.organisation.code, process=part)
    names = list(config.systems)
    for name in names:
        if not exists(f"{system_app(name)}.apps"):
            raise HostError(findings.system_not_built(name))
    values = settings_of(config, system or names[0], part)
    for name in names:
        values["DATABASES"] |= databases_of(config, name, part)
    installed = values["INSTALLED_APPS"]
    installed += [system_app(name) for name in names if system_app(name) not in installed]
    apply(values)
