"""What is derived from versions and acts for quick reading: rebuilt at will, never the truth."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Person(models.Model):
    """The current state of one person, and the row that is locked while an act changes them."""

    addressee_number = models.TextField(primary_key=True)
    history_number = models.IntegerField()  # the last one given out
    last_act = models.BigIntegerField()
    household_number = models.TextField()
    kind = models.TextField()
    state = models.TextField()
    name_written = models.TextField()
    furigana = models.TextField()
    birth_date = models.TextField()
    birth_day = models.IntegerField()  # sortable form: ordinal of the earliest day
    sex = models.TextField()
    address_written = models.TextField()
    relationship = models.TextField(null=True)  # noqa: DJ001 - NULL is 世帯主未設定
    position = models.IntegerField(null=True)
    removal_reason = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    resident_record_code = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    individual_number_ref = models.TextField(null=True)  # noqa: DJ001 - absent, not empty

    class Meta:
        """Indexes and constraints."""

        indexes = [
            models.Index(
                fields=["individual_number_ref"],
                name="register_person_number_ref",
                condition=models.Q(individual_number_ref__isnull=False),
            ),
        ]


class Household(models.Model):
    """A household number given out; the row that is locked while an act changes who belongs to it."""

    household_number = models.TextField(primary_key=True)
    opened_by = models.BigIntegerField()  # act number


class SearchKey(models.Model):
    """One searchable value of one person, current or past (STD-2.1.2, 2.1.3). Texts are folded.

    `kind` is name, former_surname, common_name, address, code, document (number of a residence card or certificate) or
    nationality; `value` the written form, `reading` the furigana, `given` and `given_reading` the given name alone;
    `grams` its single and paired characters.
    """

    pk = models.CompositePrimaryKey("addressee_number", "kind", "value", "reading")
    addressee_number = models.TextField()
    kind = models.TextField()
    value = models.TextField()
    reading = models.TextField(default="")
    given = models.TextField(default="")
    given_reading = models.TextField(default="")
    birth_day = models.IntegerField()
    grams = ArrayField(models.TextField(), null=True)
    is_current = models.BooleanField()
