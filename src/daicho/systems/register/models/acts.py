"""The acts, the chain that binds them, and the standard's history rows.

Source: architecture section 3; standard chapter 3, 1.2.1 (one row per person and act, all columns).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from daicho.systems.register.models.columns import RecordColumns


class ActChain(models.Model):
    """The end of the chain of acts: one row, locked while an act gets its number."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    last_number = models.BigIntegerField(default=0)
    last_hash = models.BinaryField(default=bytes(32))
    last_recorded_at = models.DateTimeField()

    class Meta:
        """Indexes and constraints."""

        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="register_act_chain_one_row")]


class Act(models.Model):
    """One definitive change of the register (異動, 本登録). Append-only; the database refuses anything else.

    `hash` = SHA-256 of: previous hash, number and moment of recording (each 8 bytes, big-endian, the moment in
    microseconds since 1970), and the SHA-256 of `envelope`, `command`, `changes` and `effects`, in this order. The
    other columns repeat the envelope, for searching.
    There is no column for an approver (STD-4.0.8): the check is kept in `CheckRecord`.
    """

    number = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField()
    processed_on = models.DateField()  # 処理日 (STD-4.0.3)
    command_kind = models.TextField()
    basis = models.TextField()
    effective_on = models.TextField(null=True)  # noqa: DJ001 - an act may have no effective date of its own
    notified_on = models.TextField(null=True)  # noqa: DJ001 - ex officio acts have none
    place = models.TextField()  # 入力場所 (STD-1.3.1)
    terminal = models.TextField()  # 入力端末 (STD-1.3.1)
    operator = models.TextField()
    access_record = models.TextField(default="")
    request_token = models.TextField(unique=True)
    persons = ArrayField(models.TextField())
    envelope = models.BinaryField()
    command = models.BinaryField()
    changes = models.BinaryField()
    effects = models.BinaryField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        """Indexes and constraints."""

        indexes = [
            models.Index(fields=["processed_on", "number"], name="register_act_processed"),
            models.Index(fields=["recorded_at"], name="register_act_recorded"),
        ]


class ActPart(models.Model):
    """A part of the stored changes of an opening act, which is too large for one value.

    The act's own `changes` then lists the SHA-256 of each part, so that the chain covers them.
    """

    pk = models.CompositePrimaryKey("act_number", "part")
    act_number = models.BigIntegerField()
    part = models.IntegerField()
    changes = models.BinaryField()


class HistoryRow(RecordColumns):
    """The content in force after one act on one person, with the items of the history (STD-1.2.1)."""

    pk = models.CompositePrimaryKey("addressee_number", "history_number")
    history_number = models.IntegerField()
    act_number = models.BigIntegerField()
    reason = models.TextField()  # 異動事由
    act_effective_on = models.TextField(null=True)  # noqa: DJ001 - 異動日; absent, not empty
    act_processed_on = models.DateField()  # 処理日
    act_notified_on = models.TextField(null=True)  # noqa: DJ001 - 届出日, 申出日, 通知日 or 請求日, by basis
    act_basis = models.TextField()
    act_place = models.TextField()  # 入力場所
    act_terminal = models.TextField()  # 入力端末
    ex_officio = models.BooleanField(default=False)  # 職権, whatever the basis of the act
    consequence = models.BooleanField(default=False)  # followed from the change to another person (STD-4.0.4)
    cancels = models.BigIntegerField(null=True)  # act number
    cancels_also = models.JSONField(default=list)  # further act numbers
    spans = models.JSONField(default=list)  # [since, until] of the pieces the act put into the timeline

    class Meta:
        """Indexes and constraints."""

        constraints = [
            # two rows of one act only where a record ended and another began: they differ in the reason
            models.UniqueConstraint(
                fields=["act_number", "addressee_number", "reason"], name="register_history_once_an_act"
            )
        ]
