"""The versions: what was true when (valid), and which acts knew it (recorded).

Source: architecture section 3. Both ranges are half-open; an open end is a NULL bound. `valid` counts the ordinals
of `law.ordinals`, two to a calendar day; `recorded` counts act numbers.
"""

from __future__ import annotations

from django.contrib.postgres.fields import BigIntegerRangeField, IntegerRangeField
from django.db import models

from daicho.systems.register.models.columns import RecordColumns


class ResidentVersion(RecordColumns):
    """One content of one resident record over a stretch of valid time, as known over a stretch of acts.

    The exclusion constraints (no two truths about a person, one head per household) are in the first migration's
    SQL. A row is never deleted; its only update is the closing of `recorded`.
    """

    id = models.BigAutoField(primary_key=True)
    valid = IntegerRangeField()
    recorded = BigIntegerRangeField()

    class Meta:
        """Indexes and constraints."""

        indexes = [
            models.Index(fields=["addressee_number"], name="register_version_person"),
            models.Index(fields=["household_number"], name="register_version_household"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["present", "moved_out", "died", "removed"]),
                name="register_version_state",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["japanese", "foreign"]), name="register_version_kind"),
        ]
