"""A desk: a process opened as one system of one organisation, in which an account of that organisation works.

The screens and the exchange of the host keep running beside it; the desk reaches the same database with the same role
and the same gate, so that every look and every act leaves the records it would leave from the counter.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
from typing import TYPE_CHECKING, Any, Self

from daicho.host.demo import configuration
from daicho.host.demo.processes import become, end_with_parent

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import TracebackType

    from daicho.host.demo.organisations import Site
    from daicho.host.demo.place import Place


class NotDone(Exception):  # noqa: N818  # what a step reports; its text has codes and never a resident
    """Something at a desk was refused or failed; the text is its code or the kind of the error."""


class Desk:
    """Use it as a context manager; `do` runs a function of `counter` or `terminal` in the desk's process."""

    def __init__(self, place: Place, where: Site, system: str) -> None:
        self.where = where
        self.system = system
        context = multiprocessing.get_context("fork")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_work, args=(there, self._pipe, place, where, system))
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def do(self, what: str, *arguments: Any, **options: Any) -> Any:
        """Do something at the desk, named `module.function` (`counter.find`), and return what it returns.

        The modules need Django and are imported in the desk's process only.

        Raises:
            NotDone: it raised; the code of the refusal or the kind of the error.
        """
        self._pipe.send((what, arguments, options))
        try:
            done, result = self._pipe.recv()
        except EOFError:
            raise NotDone(f"{self.where.code}/{self.system}: desk closed") from None
        if not done:
            raise NotDone(f"{self.where.code}/{self.system}: {result}")
        return result

    def close(self) -> None:
        """Leave the desk; said in words, since desks forked later hold this one's pipe open too."""
        with contextlib.suppress(OSError):
            self._pipe.send(None)
        self._pipe.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _work(pipe: Connection, other: Connection, place: Place, where: Site, system: str) -> None:
    other.close()
    end_with_parent()
    become(place, f"desk {where.code}/{system}")
    from daicho.host.process import open_process

    open_process(configuration.read_host(place, where), system, "tool")
    while True:
        try:
            asked = pipe.recv()
        except (EOFError, OSError):
            return
        if asked is None:
            return
        what, arguments, options = asked
        pipe.send(_done(what, arguments, options))


def _done(what: str, arguments: tuple[Any, ...], options: dict[str, Any]) -> tuple[bool, Any]:
    module, _, name = what.partition(".")
    try:
        function = getattr(importlib.import_module(f"daicho.host.demo.check.{module}"), name)
        return True, function(*arguments, **options)
    except Exception as error:  # noqa: BLE001  # whatever happened is the step's result
        return False, _told(error)


def _told(error: Exception) -> str:
    """A refusal by its code, anything else by its kind and place: messages may quote a resident."""
    import traceback

    decision = getattr(error, "decision", None)
    if decision is not None:
        return ", ".join(sorted({finding.code for finding in decision.errors}))
    code = getattr(error, "code", "")
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{code or type(error).__name__} ({frame.filename.rsplit('/daicho/', 1)[-1]}:{frame.lineno})"
