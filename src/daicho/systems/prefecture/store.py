"""This system's store of identification information."""

from __future__ import annotations

from functools import cache

from daicho.identification.layout import PREFECTURAL
from daicho.identification.store import Store
from daicho.systems.prefecture.models import Identification, PastStay

ALIAS = "prefecture"


@cache
def store() -> Store:
    """Return the store over this system's tables."""
    return Store(ALIAS, Identification, PastStay, PREFECTURAL)
