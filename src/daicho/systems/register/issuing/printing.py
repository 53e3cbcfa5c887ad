"""Handing released bytes to a printer of the office, and recording that it took them.

The configured command gets the document on its standard input, as `lp` does; nothing lies in a file that another
request could overwrite. A demonstration without a printer puts each document into a file of its own under
`state/printed`, created exclusively and readable by its owner only. It is no archive: the daily job calls `sweep`
each minute, which removes what has lain there for a day.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from django.db import transaction

from daicho.systems.register import db, town
from daicho.systems.register.issuing.problems import not_issued

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.systems.register.issuing.requests import Request

SECONDS: Final = 30
"""How long a printer's command may take to accept a document."""
PRINTED: Final = "printed"
KEPT_HOURS: Final = 24
"""How long a document of a demonstration lies in `state/printed`, by the machine's clock."""
_DOCUMENT: Final = re.compile(r"[0-9a-f]{32}\.pdf")

_log = structlog.get_logger("daicho.issue")


def printers() -> tuple[str, ...]:
    """The printers of this office, as their names stand in the issue number."""
    return tuple(getattr(town.installation(), "printers", ()))


def require_printer() -> None:
    """Refuse to begin an issue that nothing can print.

    Raises:
        NotIssued: P-ISSUE-16, no command on a host with real people, or no place for files in a demonstration.
    """
    here = town.installation()
    if not _command() and not (town.synthetic() and here.state is not None):
        raise not_issued("P-ISSUE-16")


def hand_over(alias: str, request: Request, printer: str, document: bytes) -> None:
    """Hand a released document to a printer and record it.

    Raises:
        NotIssued: P-ISSUE-20, the printer did not take it; that is recorded too.
    """
    try:
        if _command():
            _run(_command(), printer, document)
        else:
            _file(request, document)
    except (OSError, subprocess.SubprocessError) as error:
        _note(alias, request.id, "handover_problem = 'P-ISSUE-20'")
        _log.warning("printing failed", record=request.id, code="P-ISSUE-20", error=type(error).__qualname__)
        raise not_issued("P-ISSUE-20", request=request.id) from error
    _note(alias, request.id, "handed_over_at = clock_timestamp()")


def note_file_taken(alias: str, request: Request) -> None:
    """Record that the file went to whoever holds the right to files."""
    _note(alias, request.id, "handed_over_at = clock_timestamp()")


def _note(alias: str, request: int, what: str) -> None:
    with transaction.atomic(using=alias):
        db.execute(alias, f"UPDATE register_issuerequest SET {what} WHERE id = %s", (request,))


def _command() -> tuple[str, ...]:
    return tuple(getattr(town.installation(), "print_command", ()))


def _run(command: Sequence[str], printer: str, document: bytes) -> None:
    filled = [part.replace("{printer}", printer) for part in command]
    subprocess.run(filled, input=document, check=True, timeout=SECONDS, capture_output=True)  # noqa: S603 - configured


def _file(request: Request, document: bytes) -> None:
    directory = Path(town.installation().state) / PRINTED
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = directory / f"{request.request_id}.pdf"
    with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(document)


def sweep() -> int:
    """Remove the printed documents whose time is over; returns how many. Other files are left alone.

    One that cannot be removed is told in the log, by the code of its problem only, and tried again at the next call.
    """
    here = town.installation()
    directory = Path(here.state) / PRINTED if here.state is not None else None
    if directory is None or not directory.is_dir():
        return 0
    removed = 0
    for file in directory.iterdir():
        try:
            if _DOCUMENT.fullmatch(file.name) and time.time() - file.stat().st_mtime > KEPT_HOURS * 3600:
                file.unlink()
                removed += 1
        except OSError as error:
            _log.warning("printed document not removed", error=type(error).__qualname__)
    if removed:
        _log.info("printed documents removed", count=removed)
    return removed
