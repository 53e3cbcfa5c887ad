"""What was looked after, by whom and when: trainings, the yearly review of rights, inspections of access records."""

from __future__ import annotations

from django.db import models

from daicho.access.models.accounts import Account


class Training(models.Model):
    """A training that an account's holder has taken (CTRL-062, CTRL-219)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="trainings")
    taken_on = models.DateField()
    valid_until = models.DateField()
    name = models.TextField()
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)


class RightsReview(models.Model):
    """The review of all rights before a fiscal year begins: by whom, how many rights, with what result (CTRL-058)."""

    organisation = models.TextField()
    fiscal_year = models.IntegerField()
    rights = models.IntegerField()
    differences = models.IntegerField()
    outcome = models.TextField()
    reviewed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)


class AuditReview(models.Model):
    """A finished inspection of a system's access records: period, outcome, and the record that says so (CTRL-080).

    The record lies among those that were inspected and is sealed with them; this row finds it again.
    """

    system = models.TextField()
    since = models.DateField()
    until = models.DateField()
    outcome = models.TextField()
    record = models.BigIntegerField()
    reviewed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)
