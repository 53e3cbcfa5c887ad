"""The handbook of the screens is true: every address, key, procedure and code of the screens stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import daicho.systems.register
from daicho.systems.register.forms.procedures import PROCEDURES
from daicho.systems.register.urls import urlpatterns

ROOM = Path(daicho.systems.register.__file__).parent
PAGE = (Path(__file__).parents[3] / "docs" / "screens-register.md").read_text(encoding="utf-8")
OTHERS = ("issue", "issuing")
"""Screens of issuing have a handbook of their own."""


def sources(*kinds):
    for kind in kinds:
        for path in ROOM.rglob(kind):
            if not any(part.startswith(OTHERS) for part in path.relative_to(ROOM).parts):
                yield path.read_text(encoding="utf-8")


def address_of(pattern):
    return "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern)).replace("pending_id", "pending")


@pytest.mark.parametrize(
    "address", sorted(address_of(pattern) for pattern in urlpatterns if not str(pattern.name or "").startswith(OTHERS))
)
def test_every_address_stands_in_the_handbook(address):
    """With its purpose and the requirements it serves."""
    if not address.startswith(("/issue", "/papers")):
        assert f"`{address}`" in PAGE


def test_every_key_stands_in_the_handbook():
    """Those of templates, fields, menu and procedures."""
    keys = set()
    for source in sources("*.html", "*.py"):
        keys |= set(re.findall(r'data-key(?:="|": ")([^"{]+)"', source))
        keys |= set(re.findall(r'key="(Alt\+\w|F\d+)"', source))
        keys |= set(re.findall(r'"(Alt\+\w|F\d+)"', source))
    assert keys
    assert {key for key in keys if key not in PAGE} == set()


def test_every_code_of_the_screens_stands_in_the_handbook():
    """S-…: what the screens themselves find."""
    codes = {code for source in sources("*.html", "*.py") for code in re.findall(r"S-0\d{3}", source)}
    assert codes == set(re.findall(r"`(S-0\d{3})`", PAGE))


def test_every_procedure_stands_in_the_handbook():
    """With its key and its command."""
    for kind, procedure in PROCEDURES.items():
        assert f"`{kind}`" in PAGE
        assert procedure.key in PAGE


def test_no_template_carries_code_or_style():
    """The content security policy forbids both; nothing may depend on them."""
    for source in sources("*.html"):
        assert "<style" not in source
        assert not re.search(r"<script(?![^>]*\bsrc=)", source)
        assert not re.search(r"\s(style|on\w+)=\"", source)
        assert "javascript:" not in source
