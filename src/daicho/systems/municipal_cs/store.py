"""This system's store of identification information."""

from __future__ import annotations

from functools import cache

from daicho.identification.layout import MUNICIPAL
from daicho.identification.store import Store
from daicho.systems.municipal_cs.models import Identification, PastStay

ALIAS = "municipal_cs"


@cache
def store() -> Store:
    """Return the store over this system's tables."""
    return Store(ALIAS, Identification, PastStay, MUNICIPAL)
