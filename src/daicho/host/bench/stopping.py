"""A measurement that is stopped from outside says so: by which signal, after how long, and what it was doing."""

from __future__ import annotations

import contextlib
import signal
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal arrived; everything that was made for the measurement is taken down on the way out."""

    def __init__(self, number: int, seconds: float) -> None:
        self.number = number
        self.seconds = seconds
        super().__init__(number)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let the signals that stop a program raise `Stopped`; what they did before is put back at the end."""
    begun = time.perf_counter()

    def stop(number: int, _frame: Any) -> None:
        raise Stopped(number, time.perf_counter() - begun)

    kept = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def broken_off(why: BaseException) -> str:
    """What happened and where, in one line."""
    if isinstance(why, Stopped):
        what = f"stopped by {signal.Signals(why.number).name} after {why.seconds:.0f} s"
    else:
        what = f"{type(why).__name__}: the other end of a pipe went away"
    return f"{what}, in {_place(why)}; nothing was measured"


def _place(why: BaseException) -> str:
    """The innermost line of ours on the way to where it happened."""
    ours = [frame for frame in traceback.extract_tb(why.__traceback__) if "daicho" in Path(frame.filename).parts]
    # the last of them may be the handler itself
    frame = next(frame for frame in reversed(ours) if frame.name != "stop")
    return f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})"
