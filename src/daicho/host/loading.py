"""`daicho host load`: hands the files to the system's own loader and tells how it went."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from daicho.host.errors import HostError
from daicho.host.findings import no_loader
from daicho.host.settings import exists, system_app
from daicho.protocol.load_files import FileRefused

Tell = Callable[[str], None]


def loader_of(system: str) -> Callable[..., Any]:
    """The loader of a system: `load(path, progress)`; H-LOAD-01 when it takes no files in."""
    for module in (f"{system_app(system)}.loading", f"{system_app(system)}.actions"):
        found = getattr(importlib.import_module(module), "load", None) if exists(module) else None
        if found is not None and module.endswith(".loading"):
            return lambda path, progress: found(system, path, progress)
        if found is not None:
            taken: Callable[..., Any] = found
            return taken
    raise HostError(no_loader(system))


def load_files(system: str, files: Sequence[Path], *, tell: Tell) -> bool:
    """Load files one by one, each in one transaction; whether all were taken without a reject.

    A file that was taken before is told and passed over, so that a broken-off load is simply started again.
    """
    load = loader_of(system)
    clean = True
    for file in files:
        try:
            report = load(file, lambda done, total, file=file: tell(f"  {file.name}: {done}/{total}"))
        except FileRefused as refused:
            tell(f"✗ {file.name}: {refused.japanese} ({refused.code}) / {refused.english}")
            clean = False
            continue
        _tell(file, report, tell)
        clean = clean and not _rejected(report)
    return clean


def _tell(file: Path, report: Any, tell: Tell) -> None:
    rejected = f"、拒否 {count} / rejected" if (count := _rejected(report)) else ""
    if report.repeated:
        tell(f"– {file.name}: 取込み済み / taken before ({report.residents}{rejected})")
        return
    tell(f"{'✗' if count else '✓'} {file.name}: {report.residents} 人 / residents{rejected}")
    for reject in report.rejects:
        tell(f"  ✗ {reject.line} {reject.field}: {reject.japanese} ({reject.code}) / {reject.english}")


def _rejected(report: Any) -> int:
    """How many households (or persons) were not taken, at the time a file that was taken before was loaded too."""
    return int(getattr(report, "rejected_households", 0) or len({reject.line for reject in report.rejects}))
