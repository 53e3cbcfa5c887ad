"""The access record and the segments that seal it: abstract, each system defines its own concrete tables.

A system writes, in its ``models.py``::

    class AccessRecord(AccessRecordBase):
        @classmethod
        def four_items(cls, using, persons): ...

    class AccessSegment(AccessSegmentBase):
        pass

and puts `access.record_migration.protect_records` into the migration that creates them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from daicho.access.models.fields import SnapshotField, TransactionIdField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daicho.access.grants import FourItems


class AccessRecordBase(models.Model):
    """One access, granted or refused, with the items of CTRL-074. Written once, never changed.

    `happened_at` and `inserted_by` are set by a trigger, whatever the writer says. `persons` are the system's own keys
    (addressee numbers in a register, resident record codes elsewhere), `subjects` their four items as they stood.
    `of_record` is set on the second row of a search (kind ``shown``), which says what it found. `vault_references`
    and `number_digest` name what a record permits the vault to reveal or find. An individual number itself is never
    in this table (CTRL-001).
    """

    id = models.BigAutoField(primary_key=True)
    happened_at = models.DateTimeField()
    kind = models.TextField()
    outcome = models.TextField()
    refusal = models.TextField(default="")
    actor = models.TextField()
    account = models.TextField()
    account_name = models.TextField(default="")
    organisation = models.TextField()
    office = models.TextField(default="")
    terminal = models.TextField(default="")
    function = models.TextField()
    purpose = models.TextField(default="")
    legal_ground = models.TextField(default="")
    case_number = models.TextField(default="")
    detail = models.TextField(default="")
    counterpart = models.TextField(default="")
    persons = ArrayField(models.TextField(), default=list)
    subjects = models.JSONField(default=list)
    conditions = models.JSONField(default=dict)
    count = models.IntegerField(null=True)
    of_record = models.BigIntegerField(null=True)
    vault_references = ArrayField(models.UUIDField(), default=list)
    number_digest = models.BinaryField(null=True)
    inserted_by = TransactionIdField(null=True)

    class Meta:
        """Tracing by person, by account and by time (CTRL-079)."""

        abstract = True
        indexes = [
            GinIndex(fields=["persons"], name="%(app_label)s_record_who"),
            models.Index(fields=["account", "happened_at"], name="%(app_label)s_record_by"),
            models.Index(fields=["inserted_by"], name="%(app_label)s_record_xid"),
        ]

    @classmethod
    def four_items(cls, using: str, persons: Sequence[str]) -> Mapping[str, FourItems]:
        """Return the four items of `persons` by their keys, read over the database alias `using`.

        A system overrides this with one set-based query; persons not found are left out. A system whose tables hold
        no four items (the host database) keeps this one.
        """
        del using, persons
        return {}

    @classmethod
    def subjects_query(cls) -> str:
        """Return SQL that reads the four items as a record holds them, with one place for the keys (text[]).

        A system that gives it (`access.records.subjects_from`) has them read by the very statement that writes the
        record, instead of by one before it. Empty: `four_items` is asked.
        """
        return ""


class AccessSegmentBase(models.Model):
    """One sealed stretch of access records: their ids, and the hash chain's value after the last of them.

    `snapshot` is the database's snapshot at sealing; the next segment takes what became visible since.
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    records = ArrayField(models.BigIntegerField())
    last_happened_at = models.DateTimeField()
    previous = models.BinaryField()
    head = models.BinaryField()
    snapshot = SnapshotField()

    class Meta:
        """Segments are read in their order."""

        abstract = True
        ordering = ("number",)
        indexes = [models.Index(fields=["last_happened_at"], name="%(app_label)s_sealed_at")]
