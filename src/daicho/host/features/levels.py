"""A fresh network of levels for a scenario: two towns with their registers and CSs, their prefectures, the nation.

The systems of a region (a town, its prefecture; the nation with the first) share a process, each with its own
database, keys and server; regions are processes of their own, for a process serves one party of each system. They meet
over mutual TLS as hosts do. A step of another town is played in that town's process.
"""

from __future__ import annotations

import atexit
import multiprocessing
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daicho.host.features.scene import Known, Unmet
from daicho.host.features.stage import HOME, TOWNS
from daicho.host.ports import free_ports
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from daicho.host.features.reading import Line
    from daicho.host.features.scene import Scene
    from daicho.host.features.stage import Stage

NATION: Final = Party("agency", "national")
OTHER: Final = "小平市"
SETTLE_SECONDS: Final = 30


def parties_of(town: str) -> list[Party]:
    """The parties that a town's process serves, by the aliases of their systems."""
    known = TOWNS[town]
    found = [Party(known["code"], "register"), Party(known["code"], "municipal_cs")]
    found.append(Party(known["prefecture_code"], "prefecture"))
    return [*found, NATION] if town == HOME else found


@cache
def world() -> tuple[Path, dict[str, int]]:
    """Keys and trust list of the whole network, and each party's port: made once a process."""
    from daicho.access import vault_keys
    from daicho.exchange import pki
    from daicho.identification.numbers import NUMBER_KEYS

    folder = Path(tempfile.mkdtemp(prefix="daicho-features-"))
    atexit.register(_remove, folder)
    parties = [party for town in TOWNS for party in parties_of(town)]
    ports = {str(party): port for party, port in zip(parties, free_ports(len(parties)), strict=True)}
    areas = {town["prefecture_code"]: [town["code"]] for town in TOWNS.values()}
    areas |= {town["code"]: [town["code"]] for town in TOWNS.values()}
    made = pki.create_world(folder, {party: f"https://127.0.0.1:{ports[str(party)]}" for party in parties}, areas=areas)
    for party in parties:
        vault_keys.save(vault_keys.new_keys(), made.keys_of(party) / NUMBER_KEYS)
    return folder, ports


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


class Levels:
    """The network of one scenario, as the first town's process sees it."""

    def __init__(self, stage: Stage) -> None:
        from daicho.host.features.region import Region

        folder, ports = world()
        self.stage = stage
        self.begun = False
        self.home = Region(stage, HOME, folder, ports)
        self.home.open()
        self.to_load: list[str] = []

    def other(self) -> Worker:
        """The other town's process, begun when a step first needs it."""
        folder, ports = world()
        worker = _worker(str(self.stage.cluster.socket_directory))
        if not self.begun:
            worker.ask("open", str(folder), ports)
            self.begun = True
        return worker

    def play(self, scene: Scene, town: str, line: Line) -> None:
        """Play a step in another town.

        Raises:
            Unmet: it does not hold there.
        """
        if town != OTHER:
            raise Unmet(f"ネットワークに{town}はありません。町: {'、'.join(TOWNS)}")
        known = {name: (each.code, each.number, each.document) for name, each in scene.known.items()}
        outcome, told, files = self.other().ask("step", line, known, scene.today)
        scene.known |= {name: Known(*each) for name, each in told.items()}
        for path in files:
            self.load_nation(path)
            self.other().ask("load", path)
        if outcome is not None:
            raise Unmet(f"{town}: {outcome}")

    def everywhere(self, scene: Scene, line: Line) -> None:
        """Play a step of the business date in the other towns too, where they have begun."""
        if self.begun:
            self.play(scene, OTHER, line)

    def residents_given(self, scene: Scene, records: list[Any]) -> None:
        """Bring residents who were there before into the files of every level of their region."""
        path = self.home.write_file(scene, records)
        self.load_nation(path)
        self.home.load(path)

    @staticmethod
    def load_nation(path: str) -> None:
        """The nation's initial load of a file."""
        from daicho.systems.national import actions

        actions.load(Path(path))

    def settled(self) -> None:
        """Wait until every link of every region has delivered everything, twice in a row.

        Raises:
            Unmet: the links did not become quiet.
        """
        until = time.monotonic() + SETTLE_SECONDS
        quiet = 0
        while quiet < 2:  # noqa: PLR2004 - what a message led to may be in another region
            quiet = quiet + 1 if self._quiet() else 0
            if time.monotonic() > until:
                raise Unmet("電文が届きません(リンクが静かになりません)。")
            time.sleep(0.02)

    def _quiet(self) -> bool:
        return self.home.quiet() and (not self.begun or bool(self.other().ask("quiet")))

    def close(self) -> None:
        """Stop every server and delivery of the scenario."""
        if self.begun:
            self.other().ask("close")
        self.home.close()


class Worker:
    """A town's process, asked over a pipe."""

    def __init__(self, town: str, socket_directory: str) -> None:
        from daicho.host.features.region import serve

        context = multiprocessing.get_context("spawn")
        self._mine, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, town, socket_directory), daemon=True)
        self._process.start()
        theirs.close()
        atexit.register(self.stop)

    def ask(self, what: str, *arguments: Any) -> Any:
        """Have something done there, and wait.

        Raises:
            RuntimeError: it failed there; the text is that process's own.
        """
        connection: Connection = self._mine
        connection.send((what, arguments))
        good, answer = connection.recv()
        if not good:
            raise RuntimeError(answer)
        return answer

    def stop(self) -> None:
        """End the process."""
        if self._process.is_alive():
            self._mine.send(("exit", ()))
            self._process.join(5)


@cache
def _worker(socket_directory: str) -> Worker:
    return Worker(OTHER, socket_directory)
