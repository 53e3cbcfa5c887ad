"""Opening hosts: checked first, then all their servers under one supervisor."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from daicho.host import logs
from daicho.host.config import HostConfig
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


def serve_hosts(configs: Sequence[HostConfig], *, tell: Callable[[str], None]) -> None:
    """Serve hosts until a signal."""
    logs.configure(process="supervisor")
    supervisor = Supervisor([child for config in configs for child in children_of(config)])
    for config in configs:
        for name, system in config.systems.items():
            tell(f"{config.organisation.name} {name}: http://{system.screens}/")
    supervisor.run()
