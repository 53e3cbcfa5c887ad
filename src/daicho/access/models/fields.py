"""A column type that Django lacks: PostgreSQL's full transaction id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    TransactionIdBase = models.Field[int | None, int | None]
    SnapshotBase = models.Field[str, str]
else:
    TransactionIdBase = SnapshotBase = models.Field


class TransactionIdField(TransactionIdBase):
    """A 64-bit transaction id (``xid8``), written by a trigger and read back as an integer."""

    description = "PostgreSQL transaction id"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002 (Django's signature)
        """Return the column type."""
        return "xid8"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        """Return the id as an integer."""
        return None if value is None else int(value)


class SnapshotField(SnapshotBase):
    """A PostgreSQL snapshot (``pg_snapshot``): which transactions were visible at a moment."""

    description = "PostgreSQL snapshot"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002 (Django's signature)
        """Return the column type."""
        return "pg_snapshot"
