"""Pictures of screens, kept while browser tests look at them: `make pictures`."""

from __future__ import annotations

import os


def keep(page, name):
    """Keep the page as it stands, where `DAICHO_PICTURES` names a folder."""
    if place := os.environ.get("DAICHO_PICTURES"):
        page.screenshot(path=f"{place}/{name}-{page.viewport_size['width']}.png", full_page=True)
