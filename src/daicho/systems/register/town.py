"""What the register knows of the town it serves: business date, parameters, keys. Read from the installation."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from daicho.law.situation import TownSettings

if TYPE_CHECKING:
    from datetime import date


def installation() -> Any:
    """The host's facts about this installation (`settings.DAICHO`)."""
    return settings.DAICHO


def today() -> date:
    """The business date (業務日付)."""
    day: date = installation().today()
    return day


def organisation() -> str:
    """The municipality's code."""
    return str(installation().organisation)


def synthetic() -> bool:
    """Whether this host holds synthetic residents only: it takes no other numbers, a real host none of these."""
    return bool(getattr(installation(), "synthetic", False))


@lru_cache(maxsize=8)
def _settings(code: str, name: str) -> TownSettings:
    return TownSettings(municipality_code=code, municipality_name=name)


def parameters() -> TownSettings:
    """The municipality's parameters for the law of changes."""
    return _settings(organisation(), str(installation().organisation_name))
