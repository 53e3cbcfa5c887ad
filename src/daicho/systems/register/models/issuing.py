"""The issue of a paper as a state machine, its numbers, and what holds an issue back.

Source: architecture section 7; standard chapter 3, 1.3.8, 3.1, 5.5. The database itself refuses a second document
for one request, a step that the machine does not have, and any change of what was asked
(`migrations/sql/0005_issuing.sql`).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class IssueState(models.TextChoices):
    """The states of a request. Released, stopped and burnt are final."""

    REQUESTED = "requested", "請求"
    MADE = "made", "作成済み"
    RELEASED = "released", "交付"
    STOPPED = "stopped", "停止"
    BURNT = "burnt", "無効"


class IssueRequest(models.Model):
    """One request for one copy of one paper: at most one document, one digest, one issue number.

    No content is kept here: what was printed is bound by digests. `read_act` and `as_of` say of which state of the
    register it speaks, so that a reprint can show the same.
    """

    id = models.BigAutoField(primary_key=True)
    request_id = models.TextField(unique=True)  # 128 random bits
    token = models.TextField(unique=True)  # of the form: sent twice, it is one request
    state = models.TextField(choices=IssueState.choices, default=IssueState.REQUESTED)
    form = models.TextField()
    subjects = ArrayField(models.TextField())
    items = ArrayField(models.TextField(), default=list)  # 記載事項
    marks = ArrayField(models.TextField(), default=list)
    requester = models.JSONField()  # who asks, how identified, why
    account = models.TextField()
    place = models.TextField()
    terminal = models.TextField()
    printer = models.TextField(default="")
    output = models.TextField()  # print, save
    purpose = models.TextField()
    case_number = models.TextField(default="")
    access_record = models.BigIntegerField()
    number_record = models.BigIntegerField(null=True)  # the record under which individual numbers were revealed
    issued_on = models.DateField()  # business date
    serial = models.IntegerField()
    issue_number = models.TextField(unique=True)  # without the page part
    move_out_act = models.BigIntegerField(null=True)
    act_number = models.BigIntegerField(null=True)  # the act that a slip speaks of
    reprint_of = models.TextField(default="")  # issue number of the first issue
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    read_act = models.BigIntegerField(null=True)
    as_of = models.DateField(null=True)
    standing = models.BinaryField(null=True)  # what must be unchanged at the release
    content_digest = models.TextField(default="")
    document_digest = models.BinaryField(null=True, unique=True)
    sheets = models.IntegerField(null=True)
    made_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # released, stopped or burnt
    problem = models.TextField(default="")  # code of what stopped it
    late_at = models.DateTimeField(null=True)  # a result came after the end, and was thrown away
    handed_over_at = models.DateTimeField(null=True)
    handover_problem = models.TextField(default="")

    class Meta:
        """Indexes and constraints."""

        indexes = [
            models.Index(
                fields=["expires_at"],
                name="register_issue_open",
                condition=models.Q(state__in=["requested", "made"]),
            ),
            models.Index(
                fields=["move_out_act"], name="register_issue_move_out", condition=models.Q(move_out_act__isnull=False)
            ),
            models.Index(
                fields=["act_number"], name="register_issue_act", condition=models.Q(act_number__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "made", "released", "stopped", "burnt"]),
                name="register_issue_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "stopped", "burnt"])
                | (
                    models.Q(document_digest__isnull=False, made_at__isnull=False, sheets__gt=0)
                    & ~models.Q(content_digest="")
                ),
                name="register_issue_made_has_document",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "made"]) | models.Q(ended_at__isnull=False),
                name="register_issue_end_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["stopped", "burnt"]) | ~models.Q(problem=""),
                name="register_issue_stop_has_problem",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_over_at__isnull=True) | models.Q(state="released"),
                name="register_issue_handed_over_when_released",
            ),
            models.UniqueConstraint(fields=["issued_on", "terminal", "serial"], name="register_issue_serial_once"),
        ]


class IssueSerial(models.Model):
    """The last serial of a day at a terminal (発行された順に付された番号, STD-5.5)."""

    pk = models.CompositePrimaryKey("issued_on", "terminal")
    issued_on = models.DateField()
    terminal = models.TextField()
    last = models.IntegerField()


class IssueHold(models.Model):
    """Issues about one person are held back, or want a second look (発行抑止, STD-3.1).

    It ends when somebody ends it, never by the passing of a date (STD-3.1).
    """

    id = models.BigAutoField(primary_key=True)
    addressee_number = models.TextField()
    level = models.TextField()  # error, alert
    reason = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    set_by = models.TextField()
    set_at = models.DateTimeField()
    ended_by = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Indexes and constraints."""

        indexes = [
            models.Index(
                fields=["addressee_number"], name="register_hold_open", condition=models.Q(ended_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=["error", "alert"]), name="register_hold_level")
        ]
