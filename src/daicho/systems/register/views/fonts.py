"""The face in which every character of a name has its own glyph, for terminals that do not have it installed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from django.http import FileResponse
from django.views.decorators.http import require_GET

from daicho.systems.register import town
from daicho.systems.register.issuing.presses import FONT_FILE, FONT_PLACES
from daicho.systems.register.views.common import not_found

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

KEPT: Final = "private, max-age=31536000, immutable"
"""A font says nothing about anybody; a terminal fetches its 46 MB once."""


@cache
def _file(configured: Path | None) -> Path | None:
    """The font file: where the configuration says, else among the installed fonts."""
    if configured is not None:
        return configured if configured.is_file() else None
    return next((path for place in FONT_PLACES for path in sorted(place.rglob(FONT_FILE))), None)


@require_GET
def names(_request: HttpRequest) -> FileResponse:
    """Serve IPAmj Mincho, in which the workbench draws characters (SYS24); a terminal that has it does not ask."""
    path = _file(town.installation().font)
    if path is None:
        raise not_found("font")
    response = FileResponse(path.open("rb"), content_type="font/ttf")
    response.headers["Cache-Control"] = KEPT
    return response
