"""Numbers to give out, work to do, and what was issued."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PooledCode(models.Model):
    """A resident record code received from the CS and not yet given to anyone (STD-4.3.1)."""

    code = models.TextField(primary_key=True)
    draw = models.FloatField()  # a random place in the pool; a draw takes the next one after a random point
    received_at = models.DateTimeField()
    reserved_by = models.BigIntegerField(null=True)  # pending act

    class Meta:
        """Indexes and constraints."""

        indexes = [
            models.Index(fields=["draw"], name="register_pool_draw", condition=models.Q(reserved_by__isnull=True)),
            models.Index(
                fields=["reserved_by"], name="register_pool_reserved", condition=models.Q(reserved_by__isnull=False)
            ),
        ]


class DueEffect(models.Model):
    """A dated effect of an act, waiting for its day (the passing of a planned date)."""

    id = models.BigAutoField(primary_key=True)
    act_number = models.BigIntegerField()
    kind = models.TextField()
    addressee_number = models.TextField()
    due_on = models.DateField()
    effect = models.BinaryField()
    done_by = models.BigIntegerField(null=True)  # act number; 0 when nothing was left to do
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Indexes and constraints."""

        indexes = [
            models.Index(fields=["due_on"], name="register_due_open", condition=models.Q(done_at__isnull=True)),
            models.Index(fields=["addressee_number"], name="register_due_person"),
        ]


class DailyJob(models.Model):
    """One business day's run of the daily job; a run broken off is taken up again."""

    day = models.DateField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    acts = models.IntegerField(default=0)


class Task(models.Model):
    """Something the office must look at: a refusal from the network, a notice that fits nobody, a low pool."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    code = models.TextField(default="")
    persons = ArrayField(models.TextField(), default=list)
    act_number = models.BigIntegerField(null=True)
    reference = models.TextField(default="")  # message or file line
    content = models.BinaryField(null=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(default="")
    outcome = models.TextField(default="")

    class Meta:
        """Indexes and constraints."""

        indexes = [models.Index(fields=["opened_at"], name="register_task_open", condition=models.Q(done_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"],
                name="register_task_once",
                condition=models.Q(done_at=None) & ~models.Q(reference=""),
            )
        ]


class DailyConfirmation(models.Model):
    """Who confirmed the next-day list of a processing day, and when (CTRL-030)."""

    day = models.DateField(primary_key=True)
    confirmed_by = models.TextField()
    confirmed_at = models.DateTimeField()
    acts = models.IntegerField()


class NextDayCheck(models.Model):
    """One line of a next-day list compared with what was entered, by somebody who had not entered it (CTRL-030)."""

    pk = models.CompositePrimaryKey("act_number", "addressee_number")
    act_number = models.BigIntegerField()
    addressee_number = models.TextField()
    finding = models.TextField(default="")  # what differs from the paper; empty when it agrees
    checked_by = models.TextField()
    place = models.TextField()
    terminal = models.TextField()
    checked_at = models.DateTimeField()


class Issue(models.Model):
    """One paper issued (交付履歴, STD-1.3.8). Never deleted while its period runs."""

    id = models.BigAutoField(primary_key=True)
    issued_at = models.DateTimeField()
    place = models.TextField()
    terminal = models.TextField()
    account = models.TextField()
    subjects = ArrayField(models.TextField())  # addressee numbers
    form = models.TextField()  # 証明書の種別
    items = ArrayField(models.TextField(), default=list)  # 記載事項
    sheets = models.IntegerField()
    issue_number = models.TextField(unique=True)  # 発行番号
    request_id = models.TextField(unique=True)
    requester = models.TextField(default="")
    identified_by = models.TextField(default="")
    content_digest = models.BinaryField(null=True)
    reprint_of = models.TextField(default="")
    disposed_at = models.DateTimeField(null=True)
    disposal_reason = models.TextField(default="")
    access_record = models.TextField(default="")


class SavedSearch(models.Model):
    """A search an account made lately, or has given a name, to be repeated by choosing it (STD-2.1.1)."""

    id = models.BigAutoField(primary_key=True)
    account = models.TextField()
    name = models.TextField(default="")  # empty: one of the recent ones, which make room for newer ones
    conditions = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Indexes and constraints."""

        indexes = [models.Index(fields=["account", "-at"], name="register_saved_search_recent")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name"], name="register_saved_search_named", condition=~models.Q(name="")
            )
        ]


class Load(models.Model):
    """One file of the initial load: what came in, what was rejected."""

    id = models.BigAutoField(primary_key=True)
    file_name = models.TextField()
    file_digest = models.BinaryField(unique=True)
    act_number = models.BigIntegerField()
    residents = models.IntegerField()
    households = models.IntegerField()
    rejected = models.IntegerField()
    loaded_at = models.DateTimeField()
