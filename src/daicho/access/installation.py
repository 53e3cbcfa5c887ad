"""What this room asks of the host it runs in: `django.conf.settings.DAICHO`, as far as access needs it."""

from __future__ import annotations

from typing import Protocol, cast

from django.conf import settings
from django.utils.encoding import force_bytes


class HostFacts(Protocol):
    """The organisation and system that this process serves."""

    @property
    def organisation(self) -> str:
        """The organisation's code."""
        ...

    @property
    def organisation_name(self) -> str:
        """The organisation's name."""
        ...

    @property
    def system(self) -> str:
        """The system served, for example ``register``."""
        ...

    @property
    def synthetic(self) -> bool:
        """Whether everything here is synthetic: a demonstration, where a one-time code may stand in."""
        ...

    @property
    def idle_seconds(self) -> int:
        """After how many idle seconds a session ends (CTRL-049, CTRL-097)."""
        ...


def host() -> HostFacts:
    """Return the facts about the host."""
    return cast("HostFacts", getattr(settings, "DAICHO"))  # noqa: B009 (the setting is ours, not Django's)


def secret_key() -> bytes:
    """Return the host's secret key."""
    return force_bytes(settings.SECRET_KEY)
