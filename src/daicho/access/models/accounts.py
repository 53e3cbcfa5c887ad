"""Accounts of the host database: who may work here, with which rights, from which terminal, proved by what."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from daicho.access.models.records import AccessRecordBase, AccessSegmentBase

LONGEST_TERM = timedelta(days=366)
"""A right is approved for one year at most (CTRL-052); 366 covers a year that holds 29 February."""


def new_handle() -> bytes:
    """Return a random handle that names an account to an authenticator without saying who it is."""
    return secrets.token_bytes(32)


class Office(models.Model):
    """A department of the organisation (課, 支所)."""

    organisation = models.TextField()
    code = models.TextField()
    name = models.TextField()

    class Meta:
        """One code, one office."""

        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="office_once")]


class Account(models.Model):
    """One person's account: one account, one person, never shared (CTRL-042). `works_until` ends it (CTRL-054).

    An account that is not `active` is suspended (`suspended_why` says why) or, with `ended_on`, has ended for good.
    After too many failed sign-ins it is locked until `locked_until`. Where `training_needed`, nobody signs in after
    `trained_until` (CTRL-062).
    """

    login = models.TextField(unique=True)
    name = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    active = models.BooleanField(default=True)
    works_until = models.DateField(null=True)
    suspended_why = models.TextField(default="")
    ended_on = models.DateField(null=True)
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    training_needed = models.BooleanField(default=False)
    trained_until = models.DateField(null=True)
    handle = models.BinaryField(unique=True, default=new_handle)
    created_at = models.DateTimeField(auto_now_add=True)


class RightGrant(models.Model):
    """A role, or one function, given to an account for an organisation and a term, in force only once approved.

    It stays after its end (`ended_at`: declined or withdrawn), so that the rights of any earlier day can be listed.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="rights")
    role = models.TextField(default="")
    function = models.TextField(default="")
    organisation = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    document = models.TextField(default="")
    requested_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="requests")
    requested_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="approvals")
    approved_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="endings")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="")

    class Meta:
        """A role or a function; one year at most; approved by neither holder nor requester (CTRL-051, CTRL-052)."""

        constraints = [
            models.CheckConstraint(
                condition=(Q(role="") & ~Q(function="")) | (~Q(role="") & Q(function="")), name="role_or_function"
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="term_runs_forward"),
            models.CheckConstraint(
                condition=Q(valid_until__lte=F("valid_from") + LONGEST_TERM), name="term_one_year_at_most"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("account")), name="approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(approved_by=F("requested_by")),
                name="approved_by_no_requester",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approval_has_its_time",
            ),
        ]


class Terminal(models.Model):
    """A registered terminal: known by a token that only its browser holds, of which the digest is kept here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.TextField(default="")
    token_digest = models.BinaryField(unique=True)
    active = models.BooleanField(default=True)
    stopped_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(auto_now_add=True)


class OneTimeCode(models.Model):
    """A code that works once, for a short time: to enrol an authenticator, register a terminal, or (demonstration
    only) to sign in. Only its digest is kept. `issued_by` made it at `terminal`; none made it on the command line.
    """

    use = models.TextField()
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE)
    detail = models.JSONField(default=dict)
    issued_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    terminal = models.ForeignKey(Terminal, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)

    class Meta:
        """Looked up by use and digest."""

        indexes = [models.Index(fields=["use", "digest"], name="code_by_digest")]


class Credential(models.Model):
    """A WebAuthn credential of an account: its public key and the counter that shows a clone.

    `code` is the enrolment code it was added with; none when the holder added it while signed in.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="credentials")
    credential_id = models.BinaryField(unique=True)
    data = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    label = models.TextField(default="")
    code = models.ForeignKey(OneTimeCode, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)


class AccessRecord(AccessRecordBase):
    """The host's own records: who signed in and out, from where (CTRL-048)."""


class AccessSegment(AccessSegmentBase):
    """Sealed stretches of the host's own records."""
