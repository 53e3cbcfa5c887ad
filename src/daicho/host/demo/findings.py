"""What can stand in the way of a demonstration, in four parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.host.errors import Problem

if TYPE_CHECKING:
    from pathlib import Path

_MEGABYTE = 1_000_000


def port_taken(port: int, what: str, free: int) -> Problem:
    """H-DEMO-01: another program listens on one of the ports."""
    return Problem(
        code="H-DEMO-01",
        what=f"ポート {port} ({what}) は他のプログラムが使っています。",
        what_en=f"Port {port} ({what}) is in use by another program.",
        why="デモは、基準のポートから162個の範囲で待ち受けます。",
        why_en="The demonstration listens in a range of 162 ports from its base.",
        mend=f"空いている範囲を指定してください: --port {free}",
        mend_en=f"Name a free range: --port {free}",
    )


def cannot_write(directory: Path, error: OSError) -> Problem:
    """H-DEMO-02: the directory cannot be made or written."""
    reason = error.strerror or type(error).__name__
    return Problem(
        code="H-DEMO-02",
        what=f"データの置き場所に書き込めません: {directory}",
        what_en=f"The data directory cannot be written: {directory}",
        why=f"書込みが失敗しました({reason})。",
        why_en=f"Writing failed ({reason}).",
        mend="空き容量と権限を確かめるか、別の場所を --data で指定してください。",
        mend_en="Check free space and permissions, or name another place with --data.",
    )


def disk_full(directory: Path, free: int, needed: int) -> Problem:
    """H-DEMO-02: too little space for nine databases."""
    return Problem(
        code="H-DEMO-02",
        what=f"空き容量が足りません: {directory} (残り {free // _MEGABYTE} MB)",
        what_en=f"There is too little free space: {directory} ({free // _MEGABYTE} MB left)",
        why=f"データベース15個を作るのに {needed // _MEGABYTE} MB ほど使います。",
        why_en=f"Fifteen databases take about {needed // _MEGABYTE} MB.",
        mend="空きを作るか、別の場所を --data で指定してください。",
        mend_en="Make room, or name another place with --data.",
    )


def other_version(directory: Path) -> Problem:
    """H-DEMO-03: another version prepared this directory."""
    return Problem(
        code="H-DEMO-03",
        what=f"このデータは別の版の daicho が作ったものです: {directory}",
        what_en=f"Another version of daicho made these data: {directory}",
        why="表の形が違うデータは開けません。",
        why_en="Data whose tables have another shape cannot be opened.",
        mend="--reset で作り直すか、別の場所を --data で指定してください。",
        mend_en="Make them anew with --reset, or name another place with --data.",
    )


def already_running(directory: Path) -> Problem:
    """H-DEMO-04: the demonstration of this directory already runs."""
    return Problem(
        code="H-DEMO-04",
        what=f"このデータのデモは、すでに動いています: {directory}",
        what_en=f"The demonstration of these data already runs: {directory}",
        why="一つのデータを動かせるのは、一度に一つだけです。",
        why_en="One directory serves one demonstration at a time.",
        mend="動いているほうを使うか、Ctrl-C で止めるか、別の場所を --data で指定してください。",
        mend_en="Use the one that runs, stop it with Ctrl-C, or name another place with --data.",
    )


def did_not_open(names: list[str], logs: Path) -> Problem:
    """H-DEMO-05: some servers do not answer in time."""
    return Problem(
        code="H-DEMO-05",
        what=f"応答しないサーバがあります: {', '.join(names)}",
        what_en=f"Some servers do not answer: {', '.join(names)}",
        why="時間内に準備ができませんでした。",
        why_en="They were not ready in time.",
        mend=f"記録を確かめてください: {logs}",
        mend_en=f"Read their logs: {logs}",
    )


def step_failed(name: str, logs: Path) -> Problem:
    """H-DEMO-06: a step of the preparation failed; its log says where."""
    return Problem(
        code="H-DEMO-06",
        what=f"準備が失敗しました: {name}",
        what_en=f"The preparation failed: {name}",
        why="この手順の処理が、途中で終わりました。",
        why_en="The process of this step ended before it was done.",
        mend=f"記録 {logs} を確かめ、--reset でやり直してください。",
        mend_en=f"Read the log {logs} and try again with --reset.",
    )


def load_rejected(name: str, count: int) -> Problem:
    """H-DEMO-07: a load file of our own making was not taken in whole."""
    return Problem(
        code="H-DEMO-07",
        what=f"初期登録で {count} 件が受け付けられませんでした: {name}",
        what_en=f"The initial load rejected {count} lines: {name}",
        why="合成データは、全件がそのまま登録できるものでなければなりません。",
        why_en="Every synthetic resident must pass as it is.",
        mend="この版の不具合です。--reset でやり直し、直らなければ報告してください。",
        mend_en="This is a defect of this version. Try --reset, and report it if it stays.",
    )


def not_running(directory: Path) -> Problem:
    """H-DEMO-08: a command needs a running demonstration."""
    return Problem(
        code="H-DEMO-08",
        what=f"このデータのデモは動いていません: {directory}",
        what_en=f"The demonstration of these data does not run: {directory}",
        why="業務日付は、動いているデモのものです。",
        why_en="The business date belongs to a running demonstration.",
        mend="先に daicho demo を起動してください。",
        mend_en="Start it with daicho demo first.",
    )


def no_date() -> Problem:
    """H-DEMO-12: what came from the page is no day."""
    return Problem(
        code="H-DEMO-12",
        what="業務日付を読み取れません。",
        what_en="The business date cannot be read.",
        why="暦にある日付ではありません。",
        why_en="It is no day of the calendar.",
        mend="日付を選び直してください。",
        mend_en="Choose a date again.",
    )


def day_not_done(names: list[str], logs: Path) -> Problem:
    """H-DEMO-10: a register's daily job did not follow the date."""
    return Problem(
        code="H-DEMO-10",
        what=f"日次処理が終わりません: {', '.join(names)}",
        what_en=f"The daily job does not finish: {', '.join(names)}",
        why="業務日付を動かすと、各市区町村の日次処理が行われます。",
        why_en="When the date moves, the daily job of every municipality runs.",
        mend=f"記録を確かめてください: {logs}",
        mend_en=f"Read the logs: {logs}",
    )
