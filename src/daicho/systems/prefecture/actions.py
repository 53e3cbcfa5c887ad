"""What an office does at this level besides answering: the initial load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.identification import loading
from daicho.systems.prefecture.messages import NATION
from daicho.systems.prefecture.models import FileLoad
from daicho.systems.prefecture.store import store

if TYPE_CHECKING:
    from pathlib import Path

    from daicho.identification.loading import LoadReport, Progress


def load(path: Path, progress: Progress | None = None) -> LoadReport:
    """Take a file of identification information in (initial load)."""
    return loading.load(store(), FileLoad, path, onward=NATION, progress=progress)
