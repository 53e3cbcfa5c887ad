"""Write `docs/screens.md`: every screen of every system, with its address and what its view says of itself.

python tools/write_screens.py
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent.parent / "docs/screens.md"
HEAD = """# Screens

Every address that answers with a page or a part of one, by its name. What it does is the first line of its view.
Parts of pages (live help, rows, suggestions) are listed with the pages. Written by `make docs`.
"""


def modules() -> Iterator[tuple[str, str, str]]:
    """Title, URL module and prefix of each room with screens."""
    import daicho.systems

    yield "Design system", "daicho.screens.urls", "/screens/"
    yield "Sign-in and accounts", "daicho.access.urls", "/access/"
    for module in pkgutil.iter_modules(daicho.systems.__path__):
        yield module.name, f"daicho.systems.{module.name}.urls", "/"


def screens(resolver: URLResolver, space: str, prefix: str) -> Iterator[tuple[str, str, str]]:
    """Name, address and description of every named address."""
    for entry in resolver.url_patterns:
        address = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from screens(entry, f"{space}{entry.namespace}:" if entry.namespace else space, address)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", address, first_line(entry.callback)


def first_line(view: object) -> str:
    """The first sentence of a view's description."""
    said = inspect.getdoc(getattr(view, "view_class", view)) or ""
    return said.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, module, prefix in modules():
        if importlib.util.find_spec(module) is None:
            continue
        space = getattr(importlib.import_module(module), "app_name", "")
        rows = screens(get_resolver(module), f"{space}:" if space else "", prefix)
        parts.append(f"## {title}\n\n| name | address | what it does |\n| --- | --- | --- |")
        parts.append("\n".join(f"| `{name}` | `{address}` | {said} |" for name, address, said in rows) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daicho.host.settings_for_checks")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
