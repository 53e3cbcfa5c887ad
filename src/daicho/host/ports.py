"""Ports of the loopback for servers that stop by themselves: tests, measurements, feature files."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path
from typing import Final

RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST: Final = 10_240
USUAL_CEILING: Final = 32_768


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on now, below those that the system gives to outgoing connections.

    A port asked of the system (port 0) lies among the latter: between the asking and the listening any connection of
    any process may take it.
    """
    ceiling, found = _ceiling(), list[socket.socket]()
    try:
        while len(found) < count:
            probe = socket.socket()
            try:
                probe.bind(("127.0.0.1", LOWEST + secrets.randbelow(ceiling - LOWEST)))
            except OSError:
                probe.close()
                continue
            found.append(probe)
        return [probe.getsockname()[1] for probe in found]
    finally:
        for probe in found:
            probe.close()


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]


def _ceiling() -> int:
    try:
        lowest = int(RANGE.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return USUAL_CEILING
    return lowest if lowest > LOWEST + 1_000 else USUAL_CEILING
