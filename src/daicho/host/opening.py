"""Opening hosts: checked first, then all their servers under one supervisor."""

import errno
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from daicho.host import findings, logs
from daicho.host.config import HostConfig, listener
from daicho.host.errors import HostError, Problem
from daicho.host.supervisor import Child, Supervisor


def children_of(config: HostConfig) -> list[Child]:
    """The two servers of every system of a host; screens stop before the exchange."""
    from daicho.host import serving

    code = config.organisation.code
    children = []
    for system in config.systems:
        screens = partial(serving.serve_screens, config, system)
        exchange = partial(serving.serve_exchange, config, system)
        children.append(Child(f"{code}/{system} exchange", exchange, order=1))
        children.append(Child(f"{code}/{system} screens", screens, order=0))
    return children


def refuse_if_wrong(host_toml: Path) -> None:
    """Run `daicho host check` in a process of its own and leave with its answer if it refuses.

    The supervisor must not open Django or a connection itself before it forks.
    """
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "daicho.host.cli", "host", "check", str(host_toml)], check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def require_listeners(config: HostConfig) -> None:
    """Refuse when something listens where this host would: most often the host itself, started twice.

    Raises:
        HostError: H-LIS-01 for a port that is taken, H-LIS-02 for an address that is not this machine's.
    """
    problems = [
        problem
        for name, system in config.systems.items()
        for setting, written in (
            (f"systems.{name}.screens", system.screens),
            (f"systems.{name}.exchange", system.exchange),
        )
        if (problem := _cannot_listen(setting, written)) is not None
    ]
    if problems:
        raise HostError(*problems)


def _cannot_listen(setting: str, written: str) -> Problem | None:
    host, port = listener(written)
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return findings.port_taken(setting, port) if error.errno == errno.EADDRINUSE else findings.not_ours(setting)
    return None


def serve_hosts(configs: Sequence[HostConfig], *, tell: Callable[[str], None]) -> None:
    """Serve hosts until a signal."""
    logs.configure(process="supervisor")
    supervisor = Supervisor([child for config in configs for child in children_of(config)])
    for config in configs:
        for name, system in config.systems.items():
            tell(f"{config.organisation.name} {name}: http://{system.screens}/")
    supervisor.run()
