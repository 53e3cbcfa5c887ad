"""Plain psycopg on Django's connection: set-based SQL inside Django's transactions."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import psycopg
from django.db import connections
from psycopg.rows import dict_row, tuple_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = dict[str, Any]


def connection(alias: str) -> psycopg.Connection[Any]:
    """The psycopg connection under Django's connection, with its present transaction."""
    wrapper = connections[alias]
    wrapper.ensure_connection()
    return cast("psycopg.Connection[Any]", wrapper.connection)


@contextmanager
def cursor(alias: str) -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """A server-binding cursor of tuples."""
    with connections[alias].wrap_database_errors, psycopg.Cursor(connection(alias), row_factory=tuple_row) as opened:
        yield opened


def rows(alias: str, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
    """All rows of a query, as dicts. The statement is prepared, so that repeated queries are planned once."""
    with connections[alias].wrap_database_errors, psycopg.Cursor(connection(alias), row_factory=dict_row) as opened:
        return opened.execute(sql, parameters, prepare=True).fetchall()


def row(alias: str, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
    """The first row of a query, or None."""
    found = rows(alias, sql, parameters)
    return found[0] if found else None


def value(alias: str, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
    """The first column of the first row, or None."""
    found = row(alias, sql, parameters)
    return next(iter(found.values())) if found else None


def execute(alias: str, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
    """Run a statement; the number of rows it touched."""
    with cursor(alias) as opened:
        return opened.execute(sql, parameters, prepare=True).rowcount
