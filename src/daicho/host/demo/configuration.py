"""The `host.toml` of each organisation: what its host consists of, written anew at each start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daicho.exchange import pki
from daicho.exchange.trust import read_trust_list
from daicho.host import config
from daicho.host.demo.organisations import HEAD_NAME, SITES, Site, exchange_port, parties, screens_port
from daicho.host.demo.place import write_whole
from daicho.host.errors import HostError
from daicho.host.font import find_font
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from daicho.host.demo.place import Place
    from daicho.host.postgres import Cluster

LOOPBACK = "127.0.0.1"
BUDGET = 40
"""Connections that one organisation's processes may hold at most."""


def url(base: int, where: Site, system: str) -> str:
    """Where the exchange of a system is reached."""
    return f"https://{LOOPBACK}:{exchange_port(base, where, system)}"


def screens_url(base: int, where: Site, system: str) -> str:
    """Where the screens of a system are reached."""
    return f"http://{LOOPBACK}:{screens_port(base, where, system)}/"


def font() -> str:
    """The printing face, where it is by now; empty when it could not be had, and papers then cannot be issued."""
    try:
        return str(find_font(None, fetch=False))
    except HostError:
        return ""


def write_hosts(place: Place, cluster: Cluster, base: int) -> None:
    """Write the configuration of every organisation for the ports from `base`."""
    for where in SITES:
        path = place.host_toml(where)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, _toml(_tables(place, cluster, where, base)).encode())


def read_host(place: Place, where: Site) -> config.HostConfig:
    """The checked configuration of an organisation's host."""
    return config.load(place.host_toml(where))


def write_addresses(place: Place, base: int) -> None:
    """Sign the trust list anew when the ports have changed."""
    world = world_of(place)
    root = pki.read_root(place.pki)
    listed = read_trust_list(world.trust_list.read_bytes(), root.certificate)
    urls = {str(Party(where.code, system)): url(base, where, system) for where, system in parties()}
    if all(peer.url == urls[peer.party] for peer in listed.peers):
        return
    import msgspec

    peers = [msgspec.structs.replace(peer, url=urls[peer.party]) for peer in listed.peers]
    pki.write_trust_list(root, peers, world.trust_list, number=listed.number + 1)


def world_of(place: Place) -> pki.World:
    """Where the keys of the network lie."""
    return pki.World(place.pki / "root.crt", place.pki / "trust.json", place.pki)


def _tables(place: Place, cluster: Cluster, where: Site, base: int) -> dict[str, Any]:
    world = world_of(place)

    def dsn(system: str, user: str = "") -> str:
        name = where.database(system)
        return cluster.dsn(name, user=user or f"{name}_app")

    systems = {
        system: {
            "dsn": dsn(system),
            "owner": dsn(system, f"{system}_owner"),
            "keys": str(world.keys_of(Party(where.code, system))),
            "screens": f"{LOOPBACK}:{screens_port(base, where, system)}",
            "exchange": f"{LOOPBACK}:{exchange_port(base, where, system)}",
            "threads": 4,
            "pool": 4,
            "log_pool": 6,
            "exchange_pool": 9,
        }
        for system in where.systems
    }
    return {
        "synthetic": True,
        "movable_date": True,
        "state": "state",
        "font": font(),
        "organisation": {
            "code": where.code,
            "kind": where.kind,
            "name": where.name,
            "name_en": where.name_en,
            "prefecture_name": where.prefecture_name,
            "head_title": where.head_title,
            "head_name": HEAD_NAME,
            "seal_text": where.seal_text,
        },
        "trust": {"list": str(world.trust_list), "root": str(world.root)},
        "database": {"dsn": dsn(""), "owner": dsn("", "default_owner"), "pool": 6},
        "connections": {"budget": BUDGET * len(where.systems)},
        **{f"systems.{system}": values for system, values in systems.items()},
    }


def _toml(tables: dict[str, Any]) -> str:
    """Write tables of plain values as TOML; our own values need no escaping beyond JSON's."""
    lines = [f"{key} = {_value(value)}" for key, value in tables.items() if not isinstance(value, dict)]
    for name, table in tables.items():
        if isinstance(table, dict):
            lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
