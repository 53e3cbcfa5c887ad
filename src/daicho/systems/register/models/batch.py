"""Runs of batches (一括処理, SYS1-F4): which file or queue was entered, how far it came, what became of each record.

A run names no resident: a record is known by its line and by the key its sender gave it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class BatchState(models.TextChoices):
    """The states of a run. One whose process ended stays running until it is taken up again."""

    WAITING = "waiting", "待機中"  # started at a desk; a job beside the exchange takes it up
    RUNNING = "running", "実行中"
    FINISHED = "finished", "完了"
    BROKEN = "broken", "中断"  # something failed; somebody lets it go on
    REFUSED = "refused", "受付不可"


class BatchRun(models.Model):
    """One run of a batch over one file, or over the messages that waited."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()  # a key of batch.kinds.KINDS
    source = models.TextField()  # name of the file without its path; "messages"
    digest = models.BinaryField()  # SHA-256 of the file
    dry_run = models.BooleanField(default=False)
    state = models.TextField(choices=BatchState.choices)
    refusal = models.TextField(default="")  # B-FILE-…, when the file was refused whole
    started_by = models.TextField()
    access = models.BinaryField(null=True)  # under whose access it is entered, when it was started at a desk
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lines = models.IntegerField(default=0)

    class Meta:
        """Found by the file, to be taken up again."""

        indexes = [
            models.Index(fields=["kind", "digest"], name="register_batch_file"),
            models.Index(
                fields=["id"], name="register_batch_waiting", condition=models.Q(state__in=["waiting", "running"])
            ),
        ]


class BatchFile(models.Model):
    """A file handed in at a desk, kept until nothing of it is left to be entered, and two weeks at most."""

    digest = models.BinaryField(primary_key=True)  # SHA-256 of the content
    content = models.BinaryField()
    kept_at = models.DateTimeField()


class BatchRecord(models.Model):
    """What became of one record of a run."""

    pk = models.CompositePrimaryKey("run_id", "line")
    run = models.ForeignKey(BatchRun, on_delete=models.CASCADE, related_name="records")
    line = models.IntegerField()
    key = models.TextField(default="")
    outcome = models.TextField()  # accepted, alert, refused
    codes = ArrayField(models.TextField(), default=list)
    field = models.TextField(default="")
    act_number = models.BigIntegerField(null=True)
    pending_id = models.BigIntegerField(null=True)
    repeated = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        """Found from the pending act it led to."""

        indexes = [
            models.Index(
                fields=["pending_id"],
                name="register_batch_pending",
                condition=models.Q(pending_id__isnull=False),
            )
        ]
