"""The systems of one region in one process: their servers, their deliveries, and the town's own scene."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daicho.host.features.stage import Stage, configure, move_to
from daicho.host.routing import SYSTEMS

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from daicho.host.features.scene import Scene

_START_SECONDS: Final = 10


class Region:
    """One region of a network, open for one scenario."""

    def __init__(self, stage: Stage, town: str, folder: Path, ports: dict[str, int]) -> None:
        self.stage, self.town, self.folder, self.ports = stage, town, folder, ports
        self.running: list[Any] = []
        self.deliveries: list[Any] = []
        self.systems: list[str] = []

    def open(self) -> None:
        """Give every system an empty database and let it listen and deliver."""
        from daicho.exchange import pki, runtime
        from daicho.host.features.levels import parties_of

        parties = parties_of(self.town)
        keys = pki.World(self.folder / "root.crt", self.folder / "trust.json", self.folder)
        self.systems = [party.system for party in parties]
        self.stage.fresh([system for system in SYSTEMS if system in self.systems])
        for party in parties:
            node = runtime.configure(
                party.system,
                party=party,
                keys=keys.keys_of(party),
                trust_list=keys.trust_list,
                trust_root=keys.root,
            )
            self._serve(node, self.ports[str(party)])

    def _serve(self, node: Any, port: int) -> None:
        import uvicorn

        from daicho.exchange.core import Limits
        from daicho.exchange.delivery import Delivery
        from daicho.exchange.server import Application, uvicorn_config

        application = Application(node)
        server = uvicorn.Server(uvicorn_config(application, "127.0.0.1", port))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
        thread.start()
        until = time.monotonic() + _START_SECONDS
        while not server.started and time.monotonic() < until:
            time.sleep(0.005)
        self.running.append((application, server, thread))
        delivery = Delivery(node, limits=Limits())
        delivery.start()
        self.deliveries.append(delivery)

    def quiet(self) -> bool:
        """Whether every link of this region has delivered everything."""
        from daicho.systems.register import db

        return not any(
            db.value(alias, f"SELECT count(*) FROM {alias}_link WHERE direction = 'out' AND position < last")
            for alias in self.systems
        )

    def write_file(self, scene: Scene, records: list[Any]) -> str:
        """Write the residents given as a file of identification information; those without a number are left out."""
        from daicho.law.identification import derive_record
        from daicho.protocol.load_files import FORMAT, FileHeader, FileKind, FileWriter, LoadedIdentification
        from daicho.values.numbers import IndividualNumber, MunicipalityCode

        lines = [
            LoadedIdentification(derive_record(record), IndividualNumber.parse(scene.of(name).number))
            for record in records
            if record.individual_number_ref and (name := scene.name_of(record.addressee_number.stored()))
        ]
        header = FileHeader(
            kind=FileKind.IDENTIFICATION,
            format=FORMAT,
            municipality_code=MunicipalityCode.parse(scene.own),
            as_of=scene.today,
            synthetic=True,
            seed=len(records),
            people=len(lines),
        )
        writer = FileWriter(header)
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".jsonl", delete=False) as file:
            file.write(writer.first)
            for line in lines:
                file.write(writer.line(line))
            file.write(writer.last())
        return file.name

    @staticmethod
    def load(path: str) -> None:
        """The initial load of a file at the prefecture and the CS of this region."""
        from daicho.systems.municipal_cs import actions as municipal_cs
        from daicho.systems.prefecture import actions as prefecture

        prefecture.load(Path(path))
        municipal_cs.load(Path(path))

    def close(self) -> None:
        """Stop deliveries, then servers, and forget the keys."""
        from daicho.exchange import inquiries, runtime
        from daicho.identification import numbers

        for delivery in self.deliveries:
            delivery.stop()
        for application, server, thread in self.running:
            server.should_exit = True
            thread.join(10)
            application.close()
        for client in inquiries._clients.values():  # noqa: SLF001 - connections of a process that goes on
            client.close()
        inquiries._clients.clear()  # noqa: SLF001 - as above
        runtime.forget()
        numbers._keys.cache_clear()  # noqa: SLF001 - the next network has other keys


class _Cluster:
    """The server as another process has started it."""

    def __init__(self, socket_directory: str) -> None:
        self.socket_directory = Path(socket_directory)

    def dsn(self, database: str = "postgres", *, user: str = "postgres") -> str:
        """A connection string."""
        return f"host={self.socket_directory} port=5432 dbname={database} user={user}"


class _Guest:
    """A town in a process of its own: it does what the first town's process asks."""

    def __init__(self, town: str, socket_directory: str) -> None:
        self.town = town
        self.stage = Stage(_Cluster(socket_directory))  # type: ignore[arg-type]  # what a stage asks of a server
        self.region: Region | None = None
        self.scene: Any = None
        self.files: list[str] = []

    def residents_given(self, scene: Scene, records: list[Any]) -> None:
        """Keep the residents given for the nation and the levels of this region."""
        if self.region is not None:
            self.files.append(self.region.write_file(scene, records))

    def open(self, folder: str, ports: dict[str, int]) -> None:
        """Begin a scenario."""
        from daicho.host.features.scene import Scene
        from daicho.host.features.steps_world import fill_pool

        self.region = Region(self.stage, self.town, Path(folder), ports)
        self.region.open()
        self.scene = Scene(self.town, network=self)
        fill_pool(self.scene, 500)

    def step(self, line: Any, known: dict[str, tuple[str, str, str]], today: Any) -> Any:
        """Play a step; what did not hold (None when it held), what is known of people, files to load."""
        from daicho.host.features import running
        from daicho.host.features.running import DATES
        from daicho.host.features.scene import Known

        matched = running.match(line)
        if matched.step.group != DATES:
            move_to(today)
        self.scene.known = {name: Known(*each) for name, each in known.items()}
        self.files = []
        message = running.told_of(self.scene, line, matched)
        told = {name: (each.code, each.number, each.document) for name, each in self.scene.known.items()}
        return message, told, self.files

    def settled(self) -> None:
        """A guest waits nowhere: the first town's process does before it asks."""

    def load(self, path: str) -> None:
        """The initial load at this region's levels."""
        Region.load(path)

    def quiet(self) -> bool:
        """Whether this region's links are quiet."""
        return self.region is None or self.region.quiet()

    def close(self) -> None:
        """End the scenario."""
        if self.region is not None:
            self.region.close()
            self.region = None
        self.stage.close()  # else the server of the databases could not stop


def serve(connection: Connection, town: str, socket_directory: str) -> None:
    """A town's process: answer until told to exit."""
    configure(town)
    from daicho.host.features import running

    running.load_steps()
    guest = _Guest(town, socket_directory)
    while True:
        try:
            what, arguments = connection.recv()
        except EOFError:
            return
        if what == "exit":
            guest.close()
            return
        try:
            connection.send((True, getattr(guest, what)(*arguments)))
        except Exception:  # noqa: BLE001 - told to the process that asked
            connection.send((False, traceback.format_exc()))
