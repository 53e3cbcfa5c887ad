"""Reading a large load file in two processes of their own, while this one keeps the database busy.

Reading, checking and writing out a resident costs Python more time than storing it costs PostgreSQL; in one process
they would only take turns. So one process reads and checks the whole file, in order, and knows every number that it
has seen; it seals their numbers and hands the residents that are right to a second one, which writes them out as rows.
Neither has a connection: the first gets the path of the file and of the vault's keys, the second the number of the
opening act. A thread here takes the finished blocks off the second one's pipe, a few ahead.

    python -m daicho.systems.register.loading.apart check       (started by `prepared_apart`, over pipes)
    python -m daicho.systems.register.loading.apart write ACT
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
from daicho.systems.register.loading.preparing import Checked, Prepared, checked, written
from daicho.values.names import search_forms
from daicho.values.numbers import MunicipalityCode

if TYPE_CHECKING:
    from collections.abc import Iterator

AHEAD: Final = 3
"""Blocks that wait at most."""

_LENGTH: Final = 8
_PIPE: Final = 1 << 20
"""Bytes that a pipe holds where that can be chosen: most of a block."""


class Job(msgspec.Struct, frozen=True):
    """What the other processes are to read, and for which opening act."""

    path: str
    municipality_code: str
    synthetic: bool
    keys: str
    act: int


class _Word(msgspec.Struct, frozen=True, omit_defaults=True):
    """One word from the first process to the second: residents, or how it ended."""

    checked: Checked | None = None
    refused: str = ""
    failed: str = ""
    whole: bool = False


class _Frame(msgspec.Struct, frozen=True, omit_defaults=True):
    """One word over the pipe: a block, why the file is refused, what failed, or (all empty) the end."""

    prepared: Prepared | None = None
    refused: str = ""
    failed: str = ""


class ReadingFailed(RuntimeError):  # noqa: N818  # the word for it
    """A process that reads ended or failed; its text is the kind of the error, never a resident's data."""


def prepared_apart(job: Job) -> Iterator[Prepared]:
    """Start the other processes and yield their blocks.

    Raises:
        FileRefused: the file as a whole may not be loaded.
        ReadingFailed: one of them broke.
    """
    command = [sys.executable, "-m", __name__]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603  # our own module
        [*command, "check"], stdin=pipe, stdout=pipe, stderr=nothing, pipesize=_PIPE
    ) as checking:
        if checking.stdin is None or checking.stdout is None:
            raise ReadingFailed("no pipe")
        with subprocess.Popen(  # noqa: S603  # as above
            [*command, "write", str(job.act)], stdin=checking.stdout, stdout=pipe, stderr=nothing, pipesize=_PIPE
        ) as writing:
            checking.stdout.close()  # its only reader is the second process
            try:
                if writing.stdout is None:
                    raise ReadingFailed("no pipe")
                checking.stdin.write(msgspec.json.encode(job))
                checking.stdin.close()
                yield from _taken(writing.stdout)
            finally:
                checking.kill()
                writing.kill()


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


# -- in the other processes ------------------------------------------------------------------


def check() -> None:
    """The first: read the file that stdin names, and pass on what is right in it."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    try:
        keys, code = vault_keys.load(Path(job.keys)), MunicipalityCode.parse(job.municipality_code)
        with Path(job.path).open("rb") as file:
            for each in checked(file, keys, municipality_code=code, synthetic=job.synthetic):
                _say(_Word(checked=each))
        _say(_Word(whole=True))
    except FileRefused as refused:
        _say(_Word(refused=refused.code))
    except Exception as error:  # noqa: BLE001  # told by its kind alone: its text may quote a resident
        _say(_Word(failed=type(error).__name__))


def write() -> None:
    """The second: write out what the first passes on, and pass on how it ended."""
    try:
        _write(int(sys.argv[2]))
    except Exception as error:  # noqa: BLE001  # as above
        _say(_Frame(failed=type(error).__name__))


def _write(act: int) -> None:
    search_forms("字")  # the tables of variants are read while the first lines are being checked
    decoder, pipe = msgspec.msgpack.Decoder(_Word), sys.stdin.buffer
    while True:
        head = pipe.read(_LENGTH)
        if len(head) < _LENGTH:
            _say(_Frame(failed="ended"))
            return
        word = decoder.decode(pipe.read(int.from_bytes(head, "big")))
        if word.checked is None:
            unsaid = not (word.whole or word.refused or word.failed)
            _say(_Frame(refused=word.refused, failed="unsaid" if unsaid else word.failed))
            return
        _say(_Frame(prepared=written(word.checked, act=act)))


def _say(frame: _Frame | _Word) -> None:
    data = msgspec.msgpack.encode(frame)
    sys.stdout.buffer.write(len(data).to_bytes(_LENGTH, "big"))
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    gc.disable()  # what is read forms no cycles and is freed as it is handed over; looking for some took a third
    {"check": check, "write": write}[sys.argv[1]]()
