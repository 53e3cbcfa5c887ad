"""Reading a large load file in a process of its own, while this one keeps the database busy.

Reading, checking and writing out a resident costs Python about as much time as storing it costs PostgreSQL; in one
process the two would only take turns. The other process gets the path of the file and of the vault's keys, opens no
connection, and hands finished blocks over a pipe; a thread here takes them off it, a few ahead.

    python -m daicho.systems.register.loading.apart     (started by `prepared_apart`, speaks over its pipes)
"""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue
from typing import IO, TYPE_CHECKING, Final

import msgspec

from daicho.access import vault_keys
from daicho.protocol.load_files import FileRefused
from daicho.systems.register.loading.preparing import Prepared, prepare
from daicho.values.numbers import MunicipalityCode

if TYPE_CHECKING:
    from collections.abc import Iterator

AHEAD: Final = 3
"""Blocks that wait at most."""

_LENGTH: Final = 8


class Job(msgspec.Struct, frozen=True):
    """What the other process is to read."""

    path: str
    municipality_code: str
    synthetic: bool
    keys: str


class _Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """One word over the pipe: a block, why the file is refused, what failed, or (all empty) the end."""

    prepared: Prepared | None = None
    refused: str = ""
    failed: str = ""


class ReadingFailed(RuntimeError):  # noqa: N818  # the word for it
    """The process that reads ended or failed; its text is the kind of the error, never a resident's data."""


def prepared_apart(job: Job) -> Iterator[Prepared]:
    """Start the other process and yield its blocks.

    Raises:
        FileRefused: the file as a whole may not be loaded.
        ReadingFailed: the other process broke.
    """
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(  # noqa: S603  # our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise ReadingFailed("no pipe")
            process.stdin.write(msgspec.json.encode(job))
            process.stdin.close()
            yield from _taken(process.stdout)
        finally:
            process.kill()


def _taken(pipe: IO[bytes]) -> Iterator[Prepared]:
    frames: Queue[_Frame] = Queue(AHEAD)
    left = threading.Event()
    threading.Thread(target=_take, args=(pipe, frames, left), daemon=True, name="load-reading").start()
    try:
        while True:
            frame = frames.get()
            if frame.refused:
                raise FileRefused(frame.refused)
            if frame.failed:
                raise ReadingFailed(frame.failed)
            if frame.prepared is None:
                return
            yield frame.prepared
    finally:
        left.set()
        while not frames.empty():  # the thread may wait for room
            frames.get_nowait()


def _take(pipe: IO[bytes], frames: Queue[_Frame], left: threading.Event) -> None:
    """Take frames off the pipe until the end, or until nobody wants them any more."""
    decoder = msgspec.msgpack.Decoder(_Frame)
    frame = _Frame(failed="ended")
    while not left.is_set():
        head = pipe.read(_LENGTH)
        if len(head) < _LENGTH:
            frames.put(_Frame(failed="ended"))
            return
        frame = decoder.decode(pipe.read(int.from_bytes(head, "big")))
        frames.put(frame)
        if frame.prepared is None:
            return


# -- in the other process --------------------------------------------------------------------


def main() -> None:
    """Read what stdin names and hand it over by stdout."""
    gc.disable()  # what is read forms no cycles and is freed as it is handed over; looking for some took a third
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    try:
        with Path(job.path).open("rb") as file:
            for each in prepare(
                file,
                municipality_code=MunicipalityCode.parse(job.municipality_code),
                synthetic=job.synthetic,
                keys=vault_keys.load(Path(job.keys)),
            ):
                _say(_Frame(prepared=each))
        _say(_Frame())
    except FileRefused as refused:
        _say(_Frame(refused=refused.code))
    except Exception as error:  # noqa: BLE001  # told by its kind alone: its text may quote a resident
        _say(_Frame(failed=type(error).__name__))


def _say(frame: _Frame) -> None:
    data = msgspec.msgpack.encode(frame)
    sys.stdout.buffer.write(len(data).to_bytes(_LENGTH, "big"))
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
