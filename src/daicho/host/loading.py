"""`daicho host load`: hands the files to the system's own loader and tells how it went."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path

from daicho.host.errors import HostError
from daicho.host.findings import no_loader
from daicho.host.settings import exists, system_app


def load_files(system: str, files: Sequence[Path], *, tell: Callable[[str], None]) -> bool:
    """Load files into the database of a system; whether every file was taken in whole.

    A system offers `daicho.systems.<system>.loading.load(files, tell) -> bool`.
    """
    module = f"{system_app(system)}.loading"
    loader = importlib.import_module(module) if exists(module) else None
    if loader is None or not hasattr(loader, "load"):
        raise HostError(no_loader(system))
    return bool(loader.load(list(files), tell))
