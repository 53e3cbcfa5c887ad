"""The host's own tables."""

from typing import ClassVar

from django.db import models


class BusinessDate(models.Model):
    """The business date of a demonstration or test: one row, or none for the real date."""

    only = models.BooleanField(primary_key=True, default=True)
    day = models.DateField()

    class Meta:
        """One row at most."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(only=True), name="host_one_business_date"),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()
