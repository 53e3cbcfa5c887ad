"""Fixtures of the tests of `documents`: the font, keys, a press that is stopped afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daicho.documents.press import Press
from daicho.host.font import find_font

from .samples import press_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def font() -> Path:
    """The font that certificates are set in."""
    return find_font()


@pytest.fixture(scope="module")
def press(font: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """A press with keys of its own."""
    made = Press(press_settings(tmp_path_factory.mktemp("keys"), font))
    yield made
    made.close()
