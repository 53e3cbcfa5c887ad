"""What the demonstration says on the terminal: progress, then addresses and accounts; Japanese first."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console
from rich.table import Table

from daicho.host.demo.accounts import PEOPLE, people_of
from daicho.host.demo.configuration import LOOPBACK, font, screens_url
from daicho.host.demo.organisations import SITES, SYSTEM_NAMES

if TYPE_CHECKING:
    from daicho.host.demo.place import Place


WIDTH: Final = 100
"""Columns that the tables need; a narrower terminal wraps them, but no address is cut."""


class Teller:
    """Tells how far things are, with the seconds since the start, on stderr."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)
        self.began = time.monotonic()

    def __call__(self, japanese: str, english: str) -> None:
        """Tell one step."""
        seconds = time.monotonic() - self.began
        self.console.print(f"[dim]{seconds:5.1f} s[/dim]  {japanese} [dim]/ {english}[/dim]")


def addresses(base: int) -> Table:
    """Every organisation's screens."""
    table = Table(box=box.SIMPLE_HEAD, title="画面 / Screens", title_justify="left", pad_edge=False)
    table.add_column("団体 / organisation", no_wrap=True)
    table.add_column("システム / system", no_wrap=True)
    table.add_column("アドレス / address", no_wrap=True, overflow="fold")
    table.add_row("デモ全体", "ネットワーク図 / network page", f"http://{LOOPBACK}:{base}/", style="bold")
    for where in SITES:
        for system in where.systems:
            japanese, english = SYSTEM_NAMES[system]
            table.add_row(f"{where.name} {where.name_en}", f"{japanese} / {english}", screens_url(base, where, system))
    return table


def accounts() -> Table:
    """The accounts, the same in every organisation that has the work."""
    table = Table(box=box.SIMPLE_HEAD, title="利用者 / Accounts", title_justify="left", pad_edge=False)
    table.add_column("利用者ID", no_wrap=True)
    table.add_column("仕事 / work", no_wrap=True)
    table.add_column("いる団体 / where", overflow="fold")
    for person in PEOPLE:
        where = [site.name for site in SITES if person in people_of(site)]
        table.add_row(
            f"[bold]{person.login}[/bold]", f"{person.work} / {person.work_en}",
            "すべて / all" if len(where) == len(SITES) else "・".join(where),
        )  # fmt: skip
    return table


def opened(place: Place, base: int, people: int, seconds: float) -> None:
    """Print where to go and as whom."""
    console = Console(highlight=False)
    console = Console(highlight=False, width=max(console.width, WIDTH))
    console.print()
    console.print("[bold]台帳 Daicho デモ[/bold] — 合成データ、実在の人物ではありません / synthetic people only")
    console.print(f"住民 {people} 人、{seconds:.0f} 秒で準備完了 / {people} residents, ready in {seconds:.0f} s")
    console.print()
    console.print(addresses(base))
    console.print(accounts())
    console.print(
        "サインイン: 利用者IDを入れ「確認コードを受け取る」を押してください(デモだけの方法)。\n"
        "Sign-in: enter the account, ask for the one-time code shown on the page (demonstration only)."
    )
    if not font():
        console.print("IPAmj明朝がないため、帳票は発行できません / papers cannot be issued: IPAmj Mincho is missing")
    console.print(f"記録 / logs: {place.logs}")
    console.print("終了: Ctrl-C(データは残ります) / stop with Ctrl-C; the data stay")
