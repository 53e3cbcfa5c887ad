"""`daicho register`: rebuild and verify the register, enter batches, keep dictionaries and certifiers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from daicho.host.cli_batch import batch
from daicho.host.cli_common import HOST_TOML, REFUSED, progress_of, read_config, speaks_plainly

if TYPE_CHECKING:
    from datetime import datetime

ALIAS: Final = "register"
DIFFERENT: Final = 1
"""Exit code when something differs."""

SHOWN: Final = 100
"""Lines shown at most."""


@click.group()
def register() -> None:
    """Prove that the register follows from its acts; enter changes from files.

    Example: daicho register verify host.toml
    """


def _open(host_toml: Path) -> None:
    from daicho.host.process import open_tool

    open_tool(read_config(host_toml), system=ALIAS)


register.add_command(batch)


@register.command()
@HOST_TOML
@speaks_plainly
def rebuild(host_toml: Path) -> None:
    """Build all versions again from the stored changes of the acts, and compare them with the table.

    Nothing is decided again and nothing is written. Ends with 1 when somebody's versions differ; their addressee
    numbers are listed.

    Example: daicho register rebuild host.toml
    """
    _open(host_toml)
    from daicho.systems.register import rebuild as proof

    report = proof.versions(ALIAS, progress_of("履歴 versions"))
    for person in report.differing[:SHOWN]:
        click.echo(f"✗ {person}")
    mark = "✓" if report.equal else "✗"
    click.echo(
        f"{mark} 異動 {report.acts}、版 {report.versions}、相違 {len(report.differing)} 人 / "
        f"{report.acts} acts, {report.versions} versions, {len(report.differing)} differing"
    )
    sys.exit(0 if report.equal else DIFFERENT)


@register.command()
@HOST_TOML
@click.option("--write", is_flag=True, help="直す: put right what differs, person by person, while the host works on.")
@speaks_plainly
def projections(host_toml: Path, *, write: bool) -> None:
    """Derive current states and search keys from the versions again, and compare them with the tables.

    Ends with 1 when somebody's differ and were not put right; their addressee numbers are listed. After an update whose
    CHANGELOG speaks of search forms, run it with --write.

    Example: daicho register projections host.toml --write
    """
    _open(host_toml)
    from daicho.systems.register.projecting import projections as derive

    report = derive(ALIAS, write=write, progress=progress_of("現在・検索 projections"))
    for person in report.without_versions[:SHOWN]:
        click.echo(
            f"✗ {person}: 現在の版がありません。daicho register rebuild で確かめてください / no version in force"
        )
    for person in report.differing[:SHOWN]:
        click.echo(f"{'✓' if write else '✗'} {person}")
    left = [*report.without_versions, *(() if write else report.differing)]
    put_right = ("を直しました", "put right") if write else ("が相違", "differing")
    click.echo(
        f"{'✗' if left else '✓'} {report.persons} 人のうち {len(report.differing)} 人{put_right[0]} / "
        f"of {report.persons} people, {len(report.differing)} {put_right[1]}"
    )
    sys.exit(DIFFERENT if left else 0)


@register.command()
@HOST_TOML
@speaks_plainly
def verify(host_toml: Path) -> None:
    """Compute the hash of every act again, from the first, and name the first that does not fit.

    Example: daicho register verify host.toml
    """
    _open(host_toml)
    from daicho.systems.register import rebuild as proof

    report = proof.verify_chain(ALIAS, progress_of("異動 acts"))
    if report.broken is None:
        click.echo(f"✓ 異動の連鎖は正しくつながっています: {report.acts} / The chain of {report.acts} acts holds.")
        return
    click.echo(
        f"✗ 異動 {report.broken} が連鎖に合いません ({report.why}) / Act {report.broken} does not fit the chain.",
        err=True,
    )
    sys.exit(DIFFERENT)


@register.command()
@click.argument("name", type=click.Choice(["towns", "lots", "buildings", "districts"]))
@HOST_TOML
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaks_plainly
def dictionary(name: str, host_toml: Path, file: Path) -> None:
    """Replace a dictionary of the municipality by a file (STD-1.3.2 to 1.3.5); docs/register.md lists the columns.

    The file is checked to its end first; when a line is wrong, the dictionary stays as it was.

    Example: daicho register dictionary buildings host.toml buildings.csv
    """
    _open(host_toml)
    from daicho.systems.register.actions.dictionaries import replace_dictionary
    from daicho.systems.register.batch import BatchFileRefused

    try:
        count = replace_dictionary(ALIAS, name, file)
    except BatchFileRefused as refused:
        click.echo(f"✗ {refused}", err=True)
        sys.exit(REFUSED)
    click.echo(f"✓ {name}: {count}")


_DAY = click.DateTime(["%Y-%m-%d"])


@register.command()
@HOST_TOML
@click.option("--acting", is_flag=True, help="職務代理者: goes before the head in its period.")
@click.option("--title", required=True, help="職名 with the prefecture: 神奈川県海老名市長.")
@click.option("--name", required=True, help="氏名.")
@click.option("--seal-text", default="", help="Text of the seal (公印).")
@click.option("--since", type=_DAY, required=True, help="First day.")
@click.option("--until", type=_DAY, help="Last day; open when left out.")
@speaks_plainly
def certifier(  # noqa: PLR0913 - one for each option
    host_toml: Path,
    *,
    acting: bool,
    title: str,
    name: str,
    seal_text: str,
    since: datetime,
    until: datetime | None,
) -> None:
    """Record in whose name certificates are issued, from when to when (認証者, STD-1.3.9).

    Example: daicho register certifier host.toml --title 神奈川県海老名市長 --name 見本一郎 --since 2026-12-01
    """
    _open(host_toml)
    from getpass import getuser

    from daicho.systems.register.actions.certifiers import CertifierTaken, set_certifier
    from daicho.systems.register.models import CertifierKind

    try:
        set_certifier(
            ALIAS,
            kind=CertifierKind.ACTING if acting else CertifierKind.HEAD,
            title=title,
            name=name,
            seal_text=seal_text,
            since=since.date(),
            until=None if until is None else until.date(),
            who=getuser(),
        )
    except CertifierTaken as refused:
        click.echo(f"✗ {refused}", err=True)
        sys.exit(REFUSED)
    click.echo(f"✓ {title} {name}")
