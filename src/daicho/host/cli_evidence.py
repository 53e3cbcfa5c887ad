"""`daicho evidence`: exported from a host's database, verified offline from the files alone."""

from pathlib import Path

import click

from daicho.exchange.cli import verify
from daicho.host.cli_common import HOST_TOML, read_config, speaks_plainly
from daicho.host.errors import HostError
from daicho.host.findings import key_missing


@click.group()
def evidence() -> None:
    """Export and verify the evidence of what was sent, received and answered.

    Example: daicho evidence verify evidence-2026-11-21 --root root.crt
    """


@evidence.command()
@HOST_TOML
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--system", default="", help="Which of the host's systems. どのシステムか。")
@click.option("--peer", default="", help="Only what concerns this party, such as 142158/municipal_cs. 相手を限る。")
@speaks_plainly
def export(host_toml: Path, directory: Path, system: str, peer: str) -> None:
    """Write the evidence of a system into DIRECTORY, which is new or empty.

    Example: daicho evidence export host.toml evidence-2026-11-21 --system municipal_cs
    """
    from daicho.host import exchange_findings as findings
    from daicho.host.process import open_tool

    config = read_config(host_toml)
    if not system and len(config.systems) > 1:
        raise HostError(findings.which_system(config.systems))
    chosen = system or next(iter(config.systems))
    if chosen not in config.systems:
        raise HostError(findings.no_system(chosen))
    if directory.is_dir() and any(directory.iterdir()):
        raise HostError(findings.evidence_there(directory))
    open_tool(config, system=chosen)
    from daicho.exchange import runtime
    from daicho.exchange.evidence import export as exporting
    from daicho.exchange.overview import links_of

    try:
        node = runtime.node(chosen)
    except FileNotFoundError:
        raise HostError(key_missing(f"systems.{chosen}.keys", config.path(config.systems[chosen].keys))) from None
    if peer and peer not in {each.party for each in node.trust.current.peers}:
        raise HostError(findings.no_link(peer, sorted({link.peer for link in links_of(chosen)})))
    try:
        manifest = exporting.export(node, directory, peer=peer)
    except OSError as error:
        raise HostError(findings.evidence_not_written(directory, error)) from None
    lines = sum(entry.lines for entry in manifest.files)
    click.echo(f"{directory}: {len(manifest.files) + 1} files, {lines} lines")


evidence.add_command(verify)
