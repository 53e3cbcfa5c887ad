"""Work before it is definitive: pending acts (仮登録), their locks and checks, and who is editing whom.

Source: standard chapter 3, 4.0.8 (pending and definitive), 10.3 (exclusive editing).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PendingState(models.TextChoices):
    """The states of a pending act."""

    DRAFT = "draft", "下書き"
    PENDING = "pending", "仮登録"
    RETURNED = "returned", "差戻し"
    DEFINITIVE = "definitive", "本登録"
    WITHDRAWN = "withdrawn", "取下げ"


class PendingAct(models.Model):
    """An act being prepared: editable, not history, seen by the register desk only (STD-4.0.8)."""

    id = models.BigAutoField(primary_key=True)
    state = models.TextField(choices=PendingState.choices)
    version = models.IntegerField(default=1)
    command_kind = models.TextField()
    command = models.BinaryField()
    decision = models.BinaryField(null=True)  # what was shown when it was submitted
    supply = models.BinaryField(null=True)  # numbers reserved for it
    persons = ArrayField(models.TextField(), default=list)
    operator = models.TextField()
    place = models.TextField()
    terminal = models.TextField()
    request_token = models.TextField(unique=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    return_reason = models.TextField(default="")
    return_note = models.TextField(default="")
    act_number = models.BigIntegerField(null=True)

    class Meta:
        """Indexes and constraints."""

        indexes = [models.Index(fields=["state", "updated_at"], name="register_pending_queue")]


class PendingLock(models.Model):
    """A person or household that a pending act blocks. The key lets only one pending act hold it."""

    pk = models.CompositePrimaryKey("kind", "number")
    kind = models.TextField()  # person, household
    number = models.TextField()
    pending = models.ForeignKey(PendingAct, on_delete=models.CASCADE, related_name="locks")


class CheckRecord(models.Model):
    """One check of a pending act by a second person: confirmed, differing or sent back."""

    id = models.BigAutoField(primary_key=True)
    pending = models.ForeignKey(PendingAct, on_delete=models.PROTECT, related_name="checks")
    version = models.IntegerField()
    outcome = models.TextField()  # confirmed, differs, returned
    reason_code = models.TextField(default="")
    note = models.TextField(default="")
    checker = models.TextField()
    place = models.TextField(default="")
    terminal = models.TextField()
    checked_at = models.DateTimeField()
    act_number = models.BigIntegerField(null=True)

    class Meta:
        """Found from the act it led to."""

        indexes = [
            models.Index(fields=["act_number"], name="register_check_act", condition=models.Q(act_number__isnull=False))
        ]


class OperationRecord(models.Model):
    """What an account did to pending acts and acts, in order (操作履歴)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    account = models.TextField()
    terminal = models.TextField()
    operation = models.TextField()
    pending_id = models.BigIntegerField(null=True)
    act_number = models.BigIntegerField(null=True)


class EditLock(models.Model):
    """Who is editing a resident; others may only look (STD-10.3). Expires by itself."""

    addressee_number = models.TextField(primary_key=True)
    account = models.TextField()
    terminal = models.TextField()
    function = models.TextField()
    since = models.DateTimeField()
    expires_at = models.DateTimeField()


class HeldCommand(models.Model):
    """An act by a machine that waits because a pending act blocks its person."""

    id = models.BigAutoField(primary_key=True)
    command_kind = models.TextField()
    command = models.BinaryField()
    request_token = models.TextField(unique=True)
    held_at = models.DateTimeField()
    done_by = models.BigIntegerField(null=True)  # act number


class ReturnReason(models.Model):
    """The coded reasons for sending a pending act back (差戻し理由)."""

    code = models.TextField(primary_key=True)
    japanese = models.TextField()
    english = models.TextField()
