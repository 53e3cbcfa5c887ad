"""Writing access records: one row, committed on its own before anything else happens.

The row goes over the log alias of a system (``<system>_log``), which must be in autocommit: a record inside somebody's
transaction could be rolled back with it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import psycopg
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from daicho.access.grants import Access, AccessKind, Outcome
from daicho.access.models.records import AccessRecordBase, AccessSegmentBase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db import models
    from django.db.backends.base.base import BaseDatabaseWrapper

HOST_ALIAS = "default"
"""The host database, where accounts and sign-in records lie."""

HOST_APP = "access_accounts"
MASK = "***"
"""Stands in a record where an individual number was given."""

_NUMBER = re.compile(r"\A\d{12}\Z")
_SEPARATORS = re.compile(r"[\s\-‐-―ー]")

_Base = TypeVar("_Base", bound="models.Model")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """The content of one access record, before the database stamps its time and transaction."""

    access: Access
    kind: AccessKind
    outcome: Outcome = Outcome.GRANTED
    refusal: str = ""
    detail: str = ""
    counterpart: str = ""
    persons: tuple[str, ...] = ()
    subjects: tuple[dict[str, str], ...] = ()
    conditions: dict[str, str] = {}
    count: int | None = None
    of_record: int | None = None
    vault_references: tuple[UUID, ...] = ()
    number_digest: bytes | None = None
    reads_subjects: bool = False  # the four items of `persons` are read by the statement that writes the record


@cache
def record_model(alias: str) -> type[AccessRecordBase]:
    """Return the access record model of the system whose database alias is `alias`."""
    return _concrete(alias, AccessRecordBase)  # type: ignore[type-abstract]  # only looks for subclasses


@cache
def segment_model(alias: str) -> type[AccessSegmentBase]:
    """Return the segment model of the system whose database alias is `alias`."""
    return _concrete(alias, AccessSegmentBase)  # type: ignore[type-abstract]  # only looks for subclasses


def _concrete(alias: str, base: type[_Base]) -> type[_Base]:
    label = HOST_APP if alias == HOST_ALIAS else alias
    found = [model for model in apps.get_app_config(label).get_models() if issubclass(model, base)]
    if len(found) != 1:
        raise ImproperlyConfigured(f"{label} must define exactly one model of {base.__name__}, found {len(found)}")
    return found[0]


def log_alias(alias: str) -> str:
    """Return the alias that records of `alias` are committed over.

    The host database has no second connection unless one is configured: its records are written between transactions.
    """
    name = f"{alias}_log"
    if name in connections.databases:
        return name
    if alias == HOST_ALIAS:
        return alias
    raise ImproperlyConfigured(f"Database {name} is not configured: access records need a connection of their own")


def log_connection(alias: str) -> BaseDatabaseWrapper:
    """Return the connection for records of `alias`, making sure that it commits each statement by itself."""
    connection = connections[log_alias(alias)]
    if connection.in_atomic_block:
        raise RuntimeError("An access record must not be written inside a transaction: it could be rolled back")
    return connection


def prepared(connection: BaseDatabaseWrapper, statement: str, values: Sequence[Any]) -> list[Any]:
    """Run `statement` with server-side parameters and a plan kept by the connection; return its rows.

    Django binds parameters on the client and plans anew each time, which costs a third of a short statement.

    Raises:
        django.db.DatabaseError: as Django's own cursor would, so that a broken connection is noticed and renewed.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall()


def masked(conditions: dict[str, str]) -> dict[str, str]:
    """Return search conditions as they may stand in a record: without any individual number (CTRL-001)."""
    return {
        name: MASK if name == "individual_number" or _NUMBER.match(_SEPARATORS.sub("", value)) else value
        for name, value in conditions.items()
    }


_COLUMNS = (
    "kind",
    "outcome",
    "refusal",
    "actor",
    "account",
    "account_name",
    "organisation",
    "office",
    "terminal",
    "function",
    "purpose",
    "legal_ground",
    "case_number",
    "detail",
    "counterpart",
    "persons",
    "subjects",
    "conditions",
    "count",
    "of_record",
    "vault_references",
    "number_digest",
)
_PLACES = {
    "persons": "%s::text[]",
    "subjects": "%s::jsonb",
    "conditions": "%s::jsonb",
    "vault_references": "%s::uuid[]",
    "count": "%s::integer",
    "of_record": "%s::bigint",
    "number_digest": "%s::bytea",
}
_RELAXED = "WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))"
"""Lets the one transaction that this statement is commit without waiting for the disk."""


def subjects_from(table: str, *, key: str, name: str, address: str, where: str = "true") -> str:
    """Return the query of `AccessRecordBase.subjects_query` over a system's own table and columns."""
    return (
        "(SELECT coalesce(jsonb_agg(jsonb_build_object('person', held.person, 'name', row."
        f"{name}, 'address', row.{address}, 'birth_date', row.birth_date, 'sex', row.sex) ORDER BY held.place), '[]')"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS held (person, place)"
        f' JOIN "{table}" AS row ON row.{key} = held.person AND {where})'
    )


@cache
def _insert(model: type[AccessRecordBase], *, relaxed: bool, reads_subjects: bool) -> str:
    table, columns = model._meta.db_table, ", ".join(_COLUMNS)  # noqa: SLF001 (Django's public name)
    asked = _PLACES | {"subjects": model.subjects_query()} if reads_subjects else _PLACES
    places = ", ".join(asked.get(column, "%s") for column in _COLUMNS)
    if relaxed:
        return f"{_RELAXED} INSERT INTO {table} ({columns}) SELECT {places} FROM relaxed RETURNING id"
    return f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING id"


def write(alias: str, entry: Entry, *, relaxed: bool = False) -> int:
    """Commit `entry` to the records of `alias` and return its id; it stands whatever happens afterwards.

    `relaxed` is for a record that only adds to one that is on disk already and names the same persons: its commit does
    not wait for the disk, so that a crash of the server in the next instant could lose it.
    """
    access = entry.access
    values = (
        entry.kind.value,
        entry.outcome.value,
        entry.refusal,
        access.actor.value,
        access.account,
        access.account_name,
        access.organisation,
        access.office,
        access.terminal,
        access.function,
        access.purpose,
        access.legal_ground,
        access.case_number,
        entry.detail,
        entry.counterpart,
        list(entry.persons),
        list(entry.persons) if entry.reads_subjects else _json(entry.subjects),
        _json(masked(entry.conditions)),
        entry.count,
        entry.of_record,
        list(entry.vault_references),
        entry.number_digest,
    )
    statement = _insert(record_model(alias), relaxed=relaxed, reads_subjects=entry.reads_subjects)
    ((record,),) = prepared(log_connection(alias), statement, values)
    return int(record)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def write_vault_refusal(alias: str, *, code: str, kind: AccessKind, of_record: int) -> int:
    """Commit that the vault refused a look under the record `of_record`; who asked is taken from that record."""
    model = record_model(alias)
    first = model._default_manager.using(log_alias(alias)).filter(pk=of_record).first()  # noqa: SLF001
    access = Access(
        account=first.account if first else "",
        account_name=first.account_name if first else "",
        organisation=first.organisation if first else "",
        office=first.office if first else "",
        terminal=first.terminal if first else "",
        function=first.function if first else "",
        purpose=first.purpose if first else "",
        legal_ground=first.legal_ground if first else "",
        case_number=first.case_number if first else "",
    )
    return write(alias, Entry(access=access, kind=kind, outcome=Outcome.REFUSED, refusal=code, of_record=of_record))
