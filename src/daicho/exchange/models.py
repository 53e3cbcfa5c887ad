"""The tables of the exchange, abstract: every system that exchanges defines its own concrete ones.

    from daicho.exchange import models as exchange

    class Link(exchange.LinkBase): ...
    class Outbox(exchange.OutboxBase): ...
    class Inbox(exchange.InboxBase): ...
    class Payload(exchange.PayloadBase): ...
    class PayloadKey(exchange.PayloadKeyBase): ...
    class Statement(exchange.StatementBase): ...
    class RefusalTask(exchange.RefusalTaskBase): ...
    class InquiryRecord(exchange.InquiryRecordBase): ...
    class OperatorAction(exchange.OperatorActionBase): ...

The chain lives in outbox and inbox and is never erased; contents live in the payload table, each as ciphertext under a
key of its own in the key table. Destroying that key erases the content and leaves the chain whole.
"""

from __future__ import annotations

from django.db import models


class Direction(models.TextChoices):
    """Which way a link runs, seen from the system that keeps the row."""

    OUT = "out"
    IN = "in"


class MessageState(models.TextChoices):
    """What became of a received message."""

    APPLIED = "applied"
    REFUSED = "refused"
    ERASED = "erased"  # it came without its payload


class LinkBase(models.Model):
    """One direction of one link with one peer: where it stands.

    Out: `last` is the newest message's number, `position` the acknowledged one; `chain` belongs to `last`,
    `position_chain` to `position`. In: `position` and `position_chain` only (`last` repeats the position).
    """

    direction = models.TextField(choices=Direction.choices)
    peer = models.TextField()
    epoch = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    chain = models.BinaryField(default=b"")
    position = models.BigIntegerField(default=0)
    position_chain = models.BinaryField(default=b"")
    opened = models.BooleanField(default=False)  # out: the peer has taken the opening of this epoch
    held = models.BooleanField(default=False)
    failures = models.IntegerField(default=0)
    last_error = models.TextField(default="")
    last_contact_at = models.DateTimeField(null=True)
    last_receipt_at = models.DateTimeField(null=True)

    class Meta:
        """One row per direction and peer."""

        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["direction", "peer"], name="%(app_label)s_link_once"),
            models.CheckConstraint(
                condition=models.Q(position__lte=models.F("last")), name="%(app_label)s_link_position"
            ),
        ]


class OutboxBase(models.Model):
    """A sent message: its header and the chain after it. `why` and `who` stay here."""

    id = models.BigAutoField(primary_key=True)
    peer = models.TextField()
    epoch = models.BigIntegerField()
    sequence = models.BigIntegerField()
    type = models.TextField()
    digest = models.BinaryField()
    chain = models.BinaryField()
    recorded_at = models.TextField()
    replaces = models.TextField(default="")
    why = models.TextField(default="")
    who = models.TextField(default="")
    payload = models.UUIDField()

    class Meta:
        """Gapless per peer and epoch, read in that order."""

        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["peer", "epoch", "sequence"], name="%(app_label)s_outbox_sequence")
        ]


class InboxBase(models.Model):
    """A received message: its header, the chain after it, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    peer = models.TextField()
    epoch = models.BigIntegerField()
    sequence = models.BigIntegerField()
    type = models.TextField()
    digest = models.BinaryField()
    chain = models.BinaryField()
    recorded_at = models.TextField()
    replaces = models.TextField(default="")
    received_at = models.DateTimeField()
    state = models.TextField(choices=MessageState.choices)
    refusal_code = models.TextField(default="")
    refusal_text = models.TextField(default="")
    payload = models.UUIDField(null=True)

    class Meta:
        """Each message once."""

        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["peer", "epoch", "sequence"], name="%(app_label)s_inbox_sequence")
        ]


class PayloadBase(models.Model):
    """Salt and content of a message or inquiry, AES-256-GCM under its own key."""

    id = models.UUIDField(primary_key=True)
    ciphertext = models.BinaryField()

    class Meta:
        """Abstract."""

        abstract = True


class PayloadKeyBase(models.Model):
    """The key of one payload. Its deletion is the erasure of the content (CTRL-161 to 169)."""

    id = models.UUIDField(primary_key=True)
    key = models.BinaryField()

    class Meta:
        """Abstract."""

        abstract = True


class StatementBase(models.Model):
    """A signed statement, made (`out`) or received (`in`): batch, receipt or opening. Append-only."""

    id = models.BigAutoField(primary_key=True)
    direction = models.TextField(choices=Direction.choices)
    peer = models.TextField()
    kind = models.TextField()  # batch, receipt, opening
    flow = models.TextField(choices=Direction.choices)  # the link it speaks of: out = our messages
    epoch = models.BigIntegerField()
    position = models.BigIntegerField()
    statement = models.BinaryField()
    key_id = models.TextField()
    signature = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Read by link."""

        abstract = True
        indexes = [models.Index(fields=["peer", "epoch", "position"], name="%(app_label)s_statement_link")]


class RefusalTaskBase(models.Model):
    """One of our messages was refused: a task of our office until somebody closes it."""

    id = models.BigAutoField(primary_key=True)
    peer = models.TextField()
    epoch = models.BigIntegerField()
    sequence = models.BigIntegerField()
    type = models.TextField()
    code = models.TextField()
    text = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="")
    resolution = models.TextField(default="")

    class Meta:
        """Once per message."""

        abstract = True
        constraints = [models.UniqueConstraint(fields=["peer", "epoch", "sequence"], name="%(app_label)s_refusal_once")]


class InquiryRecordBase(models.Model):
    """An inquiry asked (`out`) or answered (`in`), with both signed statements (CTRL-088)."""

    id = models.BigAutoField(primary_key=True)
    direction = models.TextField(choices=Direction.choices)
    peer = models.TextField()
    inquiry_id = models.TextField()
    type = models.TextField()
    purpose = models.TextField()
    ground = models.TextField()
    access_record = models.TextField(default="")
    statement = models.BinaryField()
    key_id = models.TextField()
    signature = models.BinaryField()
    asked_at = models.DateTimeField()
    answer_statement = models.BinaryField(default=b"")
    answer_key_id = models.TextField(default="")
    answer_signature = models.BinaryField(default=b"")
    refused = models.TextField(default="")

    class Meta:
        """An inquiry id is answered once: a replay is refused."""

        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["direction", "peer", "inquiry_id"], name="%(app_label)s_inquiry_once")
        ]


class OperatorActionBase(models.Model):
    """What an operator did to a link: held, released, resent; who, why, and what was replaced."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    peer = models.TextField()
    action = models.TextField()
    who = models.TextField()
    why = models.TextField()
    replaces = models.TextField(default="")
    sequence = models.BigIntegerField(null=True)

    class Meta:
        """Abstract."""

        abstract = True
