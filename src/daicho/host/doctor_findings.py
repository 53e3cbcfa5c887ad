"""What can be wrong with a machine or an installation, in the four parts of the house."""

from collections.abc import Sequence
from pathlib import Path

from daicho.host.errors import Problem

FEW = 5


def python_too_old(version: str) -> Problem:
    """H-SYS-02: this Python is older than the code."""
    return Problem(
        code="H-SYS-02",
        what=f"Python {version} です。",
        what_en=f"This is Python {version}.",
        why="3.11 以上が必要です。",
        why_en="Version 3.11 or newer is needed.",
        mend="新しい Python で make install をやり直してください(PYTHON=python3.11 make install)。",
        mend_en="Run make install again with a newer one (PYTHON=python3.11 make install).",
    )


def packages_lacking(names: Sequence[str]) -> Problem:
    """H-SYS-03: packages are missing, or not of the version this one was tested with."""
    listed = ", ".join(names[:FEW]) + (f" ほか {len(names) - FEW}" if len(names) > FEW else "")
    return Problem(
        code="H-SYS-03",
        what=f"パッケージがないか、版が違います: {listed}",
        what_en=f"Packages are missing or of another version: {listed}",
        why="固定した版でだけ試験しています。",
        why_en="Only the pinned versions have been tested.",
        mend="make install をやり直してください。",
        mend_en="Run make install again.",
    )


def disk_full(where: Path, free: int) -> Problem:
    """H-SYS-04: the disk is about to be full."""
    return Problem(
        code="H-SYS-04",
        what=f"空き容量が {free // 1_000_000} MB です: {where}",
        what_en=f"{free // 1_000_000} MB are left: {where}",
        why="記録や証跡が書けなくなると、電文の受付も止まります。",
        why_en="When records and evidence cannot be written, messages are no longer taken.",
        mend="古いログやバックアップを移して、空きを作ってください。",
        mend_en="Move old logs and backups elsewhere.",
    )


def no_time_zone() -> Problem:
    """H-CLK-01: the machine does not know Japan's time."""
    return Problem(
        code="H-CLK-01",
        what="時間帯 Asia/Tokyo の情報がありません。",
        what_en="The time zone Asia/Tokyo is not known here.",
        why="業務日付は日本の日付です。",
        why_en="The business date is the date in Japan.",
        mend="tzdata を入れてください(apt-get install tzdata)。",
        mend_en="Install tzdata (apt-get install tzdata).",
    )


def clock_behind(issued: str) -> Problem:
    """H-CLK-02: the trust list was issued in our future, so our clock is slow."""
    return Problem(
        code="H-CLK-02",
        what=f"時計が遅れています。信頼リストの発行は {issued} です。",
        what_en=f"The clock is behind: the trust list was issued at {issued}.",
        why="署名の時刻と証明書の期間を正しく判定できません。",
        why_en="Times of signatures and validity of certificates cannot be judged.",
        mend="時刻同期 (NTP) を確かめてください。",
        mend_en="Check the time synchronisation (NTP).",
    )
