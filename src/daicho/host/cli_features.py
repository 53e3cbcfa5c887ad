"""`daicho features`: run feature files in Japanese against a fresh register or network."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daicho.host.cli_common import speaks_plainly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.host.features.reading import Scenario
    from daicho.host.features.running import Result


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH…", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_data", is_flag=True, help="Print JSON. JSON で出力する。")
@click.option("--keep", is_flag=True, help="Keep the database of the last scenario. 最後のデータベースを残す。")
@click.option("--tags", default="", help="Only scenarios with this tag. このタグのシナリオだけ。")
@click.option("--name", default="", help="Only scenarios whose name has this text. 名前にこの語を含むものだけ。")
@click.option("--steps", "show_steps", is_flag=True, help="Print the steps that may be written. ステップの一覧を示す。")
@speaks_plainly
def features(  # noqa: PLR0913, PLR0917 - click passes by keyword
    paths: Sequence[Path], as_data: bool, keep: bool, tags: str, name: str, show_steps: bool
) -> None:
    """Run Gherkin files in Japanese (# language: ja) against a fresh register or network, each scenario by itself.

    A folder stands for every .feature file below it. The steps are in docs/steps.md. The exit code is 1 when a
    scenario does not hold, 2 when a file cannot be read.

    Example: daicho features features/転居.feature
    """
    if show_steps:
        _print_steps()
        return
    scenarios = [each for each in _read(paths) if tags.removeprefix("@") in ("", *each.tags) and name in each.name]
    if not scenarios:
        click.echo(
            "シナリオがありません。.feature ファイルかフォルダを指定してください。 / No scenario found.", err=True
        )
        sys.exit(2)
    results = _play(scenarios, keep=keep, quiet=as_data)
    if as_data:
        click.echo(_as_json(results))
    else:
        _print_summary(results)
    sys.exit(0 if all(each.passed for each in results) else 1)


def _read(paths: Sequence[Path]) -> list[Scenario]:
    from daicho.host.features.reading import BadFeature, read

    found: list[Scenario] = []
    try:
        for path in paths:
            files = sorted(path.rglob("*.feature")) if path.is_dir() else [path]
            for file in files:
                found += read(file)
    except BadFeature as bad:
        click.echo(f"✗ {bad}", err=True)
        sys.exit(2)
    return found


def _play(scenarios: Sequence[Scenario], *, keep: bool, quiet: bool) -> list[Result]:
    from daicho.host.features.stage import Stage, configure
    from daicho.host.postgres import Cluster, Sizes

    configure()
    from daicho.host.features import running

    place = tempfile.mkdtemp(prefix="daicho-features-")
    cluster = Cluster(Path(place) / "postgres", sizes=Sizes(shared_buffers="64MB", durable=False))
    stage = Stage(cluster)
    results = []
    try:
        cluster.start()
        for scenario in scenarios:
            result = running.play(stage, scenario)
            results.append(result)
            if not quiet:
                _print_result(result)
    finally:
        stage.close()
        if keep:
            click.echo(f"データベースを残しました / kept: {cluster.data}", err=True)
            cluster.stop()
        else:
            cluster.destroy()
            _remove(Path(place))
    return results


def _remove(place: Path) -> None:
    import shutil

    shutil.rmtree(place, ignore_errors=True)


def _print_result(result: Result) -> None:
    mark = "✓" if result.passed else "✗"
    click.echo(f"{mark} {result.feature} / {result.scenario} ({result.ms} ms)")
    if not result.passed:
        click.echo(f"  {result.told}")


def _print_summary(results: Sequence[Result]) -> None:
    passed = sum(result.passed for result in results)
    click.echo(f"{len(results)} シナリオ: {passed} passed, {len(results) - passed} failed")


def _as_json(results: Sequence[Result]) -> str:
    import json

    import msgspec

    passed = sum(result.passed for result in results)
    report = {
        "ok": passed == len(results),
        "features": len({result.file for result in results}),
        "scenarios": len(results),
        "passed": passed,
        "failed": len(results) - passed,
        "results": [msgspec.to_builtins(result) for result in results],
    }
    return json.dumps(report, ensure_ascii=False)


def _print_steps() -> None:
    from daicho.host.features.stage import configure

    configure()
    from daicho.host.features import running, vocabulary

    running.load_steps()
    group = ""
    for step in vocabulary.STEPS:
        if step.group != group:
            group = step.group
            click.echo(f"\n{group}")
        click.echo(f"  {vocabulary.shown(step.template)}")
