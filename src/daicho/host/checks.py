"""What a host looks at before it opens: keys against the trust list, databases, schema, font.

Each finding is a `Problem` with a code; `host check` and `host serve` refuse on any, `doctor`
prints them beside what is well.
"""

import datetime as dt
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from daicho.exchange import pki
from daicho.exchange.trust import Peer, TrustList, read_trust_list
from daicho.host import findings, keys
from daicho.host.config import HostConfig
from daicho.host.errors import HostError, Problem
from daicho.host.font import find_font
from daicho.host.postgres.binaries import OLDEST
from daicho.protocol.errors import ProtocolError
from daicho.protocol.parties import Party

Check = Callable[[HostConfig], Iterator[Problem]]


def check_keys(config: HostConfig, *, now: dt.datetime | None = None) -> Iterator[Problem]:
    """Every hosted system's keys are there, private, valid `now`, and the ones the trust list names."""
    now = now or dt.datetime.now(dt.UTC)
    trusted = _trust_list(config)
    if isinstance(trusted, Problem):
        yield trusted
    for name, system in config.systems.items():
        party = Party(config.organisation.code, name)
        directory = config.path(system.keys)
        try:
            identity = pki.read_identity(party, directory)
            certificate = x509.load_pem_x509_certificate(identity.certificate.read_bytes())
        except (OSError, ValueError):
            yield findings.key_missing(f"systems.{name}.keys", directory)
            continue
        yield from _not_private(directory)
        yield from _number_keys(directory)
        if isinstance(trusted, TrustList):
            yield from _against_list(trusted, identity, certificate, now)


def _trust_list(config: HostConfig) -> TrustList | Problem:
    path = config.path(config.trust.list_file)
    try:
        root = x509.load_pem_x509_certificate(config.path(config.trust.root).read_bytes())
        return read_trust_list(path.read_bytes(), root)
    except ProtocolError as error:
        return findings.trust_refused(path, error.code.value)
    except (OSError, ValueError):
        return findings.trust_unreadable(path)


def _against_list(
    trusted: TrustList, identity: pki.Identity, certificate: x509.Certificate, now: dt.datetime
) -> Iterator[Problem]:
    party = str(identity.party)
    try:
        peer = trusted.find(identity.party)
    except ProtocolError:
        yield findings.not_listed(party)
        return
    begins = max(certificate.not_valid_before_utc, dt.datetime.fromisoformat(peer.not_before))
    if not begins <= now <= valid_until(peer, certificate):
        yield findings.expired(party)
    yield from (findings.key_differs(party, name) for name in _differing(peer, identity, certificate))


def valid_until(peer: Peer, certificate: x509.Certificate) -> dt.datetime:
    """The last moment at which peers accept a party: by its certificate or by the list, whichever ends first."""
    return min(certificate.not_valid_after_utc, dt.datetime.fromisoformat(peer.not_after))


def _differing(peer: Peer, identity: pki.Identity, certificate: x509.Certificate) -> list[str]:
    vault = identity.vault.public_key().public_bytes_raw() if identity.vault else b""
    pairs = {
        pki.TLS_CERTIFICATE: (certificate.fingerprint(SHA256()).hex(), peer.certificate),
        pki.SIGNING_KEY: (identity.signing.public_key().public_bytes_raw(), peer.signing_key),
        pki.VAULT_KEY: (vault, peer.vault_key),
    }
    return [name for name, (ours, listed) in pairs.items() if ours != listed]


def _not_private(directory: Path) -> Iterator[Problem]:
    for name in (pki.TLS_KEY, pki.SIGNING_KEY, pki.VAULT_KEY):
        path = directory / name
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield findings.key_not_private(path)


def _number_keys(directory: Path) -> Iterator[Problem]:
    try:
        keys.read(directory / keys.NUMBER_KEYS)
    except HostError as error:
        yield from error.problems


def check_databases(config: HostConfig) -> Iterator[Problem]:
    """Every database answers, is new enough, knows Japanese letters, and has room for the budget."""
    dsns = {"database.dsn": config.database.dsn}
    dsns |= {f"systems.{name}.dsn": system.dsn for name, system in config.systems.items()}
    for setting, dsn in dsns.items():
        try:
            with psycopg.connect(dsn, connect_timeout=5, autocommit=True) as connection:
                yield from _server(connection, setting, config.connections.budget)
        except psycopg.Error:
            yield findings.database_silent(setting)


_FACTS = """
    SELECT current_setting('server_version_num')::int / 10000, datctype,
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
           (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
      FROM pg_database WHERE datname = current_database()
"""


def _server(connection: psycopg.Connection[Any], setting: str, budget: int) -> Iterator[Problem]:
    row = connection.execute(_FACTS).fetchone()
    if row is None:
        return
    version, ctype, room, superuser = row
    if version < OLDEST:
        yield findings.database_too_old(setting, version)
    if ctype in {"C", "POSIX"}:
        yield findings.database_without_letters(setting)
    if room < budget:
        yield findings.database_too_small(setting, room, budget)
    if superuser:
        yield findings.database_role_too_strong(setting)


def check_font(config: HostConfig) -> Iterator[Problem]:
    """A register prints, so it needs the font; looking does not fetch it."""
    if "register" in config.systems:
        try:
            find_font(config.path(config.font) if config.font else None, fetch=False)
        except HostError as error:
            yield from error.problems


def check_schema(config: HostConfig, *, behind_too: bool = True) -> Iterator[Problem]:
    """The tables are those of this version, neither ahead nor (`behind_too`) behind it.

    Django must be open with this host's settings.
    """
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    for alias in ("default", *config.systems):
        try:
            executor = MigrationExecutor(connections[alias])
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            continue  # check_databases has said so
        loader = executor.loader
        # an application this host no longer has is no sign of a newer version
        applied = {each for each in loader.applied_migrations if each[0] in loader.migrated_apps}
        if ahead := sorted(applied - set(loader.disk_migrations)):
            yield findings.schema_ahead(alias, ".".join(ahead[-1]))
        behind = [migration for migration, _backwards in plan if _belongs(migration.app_label, alias)]
        if behind and behind_too:
            yield findings.schema_behind(alias, len(behind))


def _belongs(app_label: str, alias: str) -> bool:
    from daicho.host.routing import alias_of

    return alias_of(app_label) == alias


BEFORE_OPENING: tuple[Check, ...] = (check_keys, check_databases, check_font)
"""The checks that need no Django, in the order in which they are told."""


def problems_of(config: HostConfig) -> list[Problem]:
    """Everything wrong with a host; the schema only once the databases answer."""
    found = [problem for check in BEFORE_OPENING for problem in check(config)]
    if not any(problem.code.startswith("H-DB-") for problem in found):
        found += check_schema(config)
    return found
