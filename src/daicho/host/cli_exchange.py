"""`daicho exchange`: links and refusals of a host at the terminal, for whoever is called at three in the morning.

Every action needs who does it and why; both stand in the record of operators' actions.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from daicho.host import exchange_findings as findings
from daicho.host.cli_common import HOST_TOML, read_config, speaks_plainly
from daicho.host.config import HostConfig
from daicho.host.errors import HostError

Command = Callable[..., Any]

SYSTEM = click.option("--system", default="", help="Which of the host's systems. どのシステムか。")
AS_DATA = click.option("--json", "as_data", is_flag=True, help="Print JSON. JSON で出力する。")
OPERATOR = click.option("--operator", required=True, help="Who acts. 操作者。")
WHY = click.option("--why", required=True, help="Why. 理由。")


@click.group()
def exchange() -> None:
    """Look at the links of a host and act on them.

    Example: daicho exchange links /etc/daicho/host.toml
    """


@exchange.command()
@HOST_TOML
@SYSTEM
@AS_DATA
@speaks_plainly
def links(host_toml: Path, system: str, as_data: bool) -> None:  # click passes it by keyword
    """Show every link: sent, taken, waiting, held, and what failed last.

    Ends with 1 when a link is held or failing, so that a watching program sees it.

    Example: daicho exchange links host.toml --json
    """
    config = read_config(host_toml)
    _open(config, system)
    from daicho.exchange.overview import links_of

    found = [link for name in _systems(config, system) for link in links_of(name)]
    if as_data:
        _print_data(found)
    else:
        _print_links(found)
    sys.exit(1 if any(link.held or link.error for link in found) else 0)


@exchange.command()
@HOST_TOML
@SYSTEM
@click.option("--all", "closed", is_flag=True, help="Closed ones as well. 処理済みも示す。")
@AS_DATA
@speaks_plainly
def tasks(host_toml: Path, system: str, closed: bool, as_data: bool) -> None:  # as above
    """Show our messages that a peer refused and that wait for somebody.

    Example: daicho exchange tasks host.toml --system municipal_cs
    """
    config = read_config(host_toml)
    _open(config, system)
    from daicho.exchange.overview import tasks_of

    found = [task for name in _systems(config, system) for task in tasks_of(name, closed=closed)]
    if as_data:
        _print_data(found)
    else:
        _print_tasks(found)


@exchange.command()
@HOST_TOML
@click.argument("peer")
@OPERATOR
@WHY
@SYSTEM
@AS_DATA
@speaks_plainly
def hold(**given: Any) -> None:
    """Stop sending to PEER until the link is released; messages go on being recorded.

    Example: daicho exchange hold host.toml 140007/prefecture --operator sato --why "県の保守 3:00-4:00"
    """
    _act(given, "hold", lambda does, alias, peer: does.hold(alias, peer, who=given["operator"], why=given["why"]))


@exchange.command()
@HOST_TOML
@click.argument("peer")
@OPERATOR
@WHY
@SYSTEM
@AS_DATA
@speaks_plainly
def release(**given: Any) -> None:
    """Send to PEER again, from where it stopped.

    Example: daicho exchange release host.toml 140007/prefecture --operator sato --why "保守終了"
    """
    _act(given, "release", lambda does, alias, peer: does.release(alias, peer, who=given["operator"], why=given["why"]))


@exchange.command()
@HOST_TOML
@click.argument("peer")
@click.argument("number")
@OPERATOR
@WHY
@SYSTEM
@AS_DATA
@speaks_plainly
def resend(**given: Any) -> None:
    """Send message NUMBER (epoch:sequence, or sequence of this epoch) to PEER again, as a new message.

    Example: daicho exchange resend host.toml 140007/prefecture 1:4711 --operator sato --why "県の依頼"
    """

    def again(does: Any, alias: str, peer: Any) -> int:
        epoch, sequence = _number(given["number"], alias, peer)
        number: int = does.resend(alias, peer, epoch=epoch, sequence=sequence, who=given["operator"], why=given["why"])
        return number

    _act(given, "resend", again)


@exchange.command()
@HOST_TOML
@click.argument("task", type=int)
@OPERATOR
@WHY
@SYSTEM
@AS_DATA
@speaks_plainly
def close(**given: Any) -> None:
    """Close TASK, a refusal that has been dealt with; --why says how.

    Example: daicho exchange close host.toml 12 --operator sato --why "番号を訂正し 1:4712 で再送"
    """
    config = read_config(given["host_toml"])
    _need_reason(given)
    system = _one_system(config, given["system"])
    _open(config, system)
    from daicho.exchange import operators

    if not operators.close_task(system, given["task"], who=given["operator"], resolution=given["why"]):
        raise HostError(findings.no_open_task(given["task"]))
    _told(given, {"system": system, "action": "close", "task": given["task"]})


def _act(given: dict[str, Any], action: str, work: Callable[[Any, str, Any], int | None]) -> None:
    """Do something (with `exchange.operators`) to the link with the peer of the command line, and tell it."""
    config = read_config(given["host_toml"])
    _need_reason(given)
    _open(config, given["system"])
    from daicho.exchange import operators  # only now: its models need the applications
    from daicho.protocol.errors import Code, ProtocolError

    system, peer = _link(config, given["system"], given["peer"])
    _open_as(config, system)
    try:
        number = work(operators, system, peer)
    except ProtocolError as error:
        refused = {Code.BAD_SEQUENCE: findings.no_such_message, Code.ERASED: findings.erased}.get(error.code)
        if refused is None:
            raise
        raise HostError(refused(given["number"])) from None
    said = {"system": system, "peer": str(peer), "action": action}
    _told(given, said if number is None else said | {"sequence": number})


def _told(given: dict[str, Any], said: dict[str, Any]) -> None:
    if given["as_data"]:
        click.echo(msgspec.json.encode({"ok": True, **said}).decode())
        return
    click.echo("✓ " + " ".join(str(value) for value in said.values()))


def _open(config: HostConfig, system: str) -> None:
    """Open Django on every system of the host; `system`, when named, must be one of them."""
    from daicho.host.process import open_tool

    if system and system not in config.systems:
        raise HostError(findings.no_system(system))
    open_tool(config, system=system)


def _open_as(config: HostConfig, system: str) -> None:
    """Let the exchange of this process speak for a system, with its keys."""
    from daicho.exchange import runtime
    from daicho.protocol.parties import Party

    runtime.configure(
        system,
        party=Party(config.organisation.code, system),
        keys=config.path(config.systems[system].keys),  # type: ignore[index]  # the name comes from the file itself
        trust_list=config.path(config.trust.list_file),
        trust_root=config.path(config.trust.root),
    )


def _systems(config: HostConfig, system: str) -> list[str]:
    return [system] if system else list(config.systems)


def _one_system(config: HostConfig, system: str) -> str:
    if not system and len(config.systems) > 1:
        raise HostError(findings.which_system(config.systems))
    return _systems(config, system)[0]


def _link(config: HostConfig, system: str, written: str) -> tuple[str, Any]:
    """The system that has a link to the peer, and the peer; refused when there is none or more than one."""
    from daicho.exchange.overview import links_of
    from daicho.protocol.parties import Party

    known = [
        (name, link.peer) for name in _systems(config, system) for link in links_of(name) if link.direction == "out"
    ]
    fitting = [name for name, peer in known if peer == written]
    if not fitting:
        raise HostError(findings.no_link(written, sorted({peer for _name, peer in known})))
    if len(fitting) > 1:
        raise HostError(findings.which_system(fitting))
    return fitting[0], Party.parse(written)


def _number(written: str, alias: str, peer: Any) -> tuple[int, int]:
    from daicho.exchange.overview import links_of

    epoch, _, sequence = written.rpartition(":")
    if not sequence.isdigit() or not (epoch.isdigit() or not epoch):
        raise HostError(findings.not_a_number(written))
    current = next(link.epoch for link in links_of(alias) if (link.direction, link.peer) == ("out", str(peer)))
    return int(epoch or current), int(sequence)


def _need_reason(given: dict[str, Any]) -> None:
    if not given["operator"].strip() or not given["why"].strip():
        raise HostError(findings.no_reason())


def _print_data(found: Sequence[msgspec.Struct]) -> None:
    click.echo(msgspec.json.encode(found).decode())


def _print_links(found: Sequence[Any]) -> None:
    from daicho.protocol.errors import Code, ProtocolError

    table = _table("", "システム", "相手", "", "世代", "記録", "受領", "待ち", "最後の受領証", "失敗")
    for link in found:
        mark = "‖" if link.held else "✗" if link.error else "✓"
        way = "→" if link.direction == "out" else "←"
        when = link.receipt_at or link.contact_at
        table.add_row(
            *(mark, link.system, link.peer, way, str(link.epoch), str(link.last), str(link.position)),
            *(str(link.waiting or ""), when.astimezone().strftime("%m-%d %H:%M:%S") if when else ""),
            f"{link.error} ×{link.failures}" if link.error else "保留中 held" if link.held else "",
        )
    _print(table)
    for code in sorted({link.error for link in found if link.error.startswith("X-")}):
        if code in {known.value for known in Code}:
            click.echo(f"{ProtocolError(Code(code)).text}")


def _print_tasks(found: Sequence[Any]) -> None:
    if not found:
        click.echo("未処理の拒否はありません。 / No refusal waits.")
        return
    table = _table("番号", "システム", "相手", "電文", "種別", "拒否", "いつ", "処理")
    for task in found:
        closed = f"{task.closed_by}: {task.resolution}" if task.closed_at else ""
        table.add_row(
            *(str(task.id), task.system, task.peer, f"{task.epoch}:{task.sequence}", task.type),
            *(f"{task.code} {task.text}", task.opened_at.astimezone().strftime("%m-%d %H:%M"), closed),
        )
    _print(table)


def _table(*headings: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _print(table: Any) -> None:
    """At the terminal's width; without a terminal as wide as the rows are."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)
