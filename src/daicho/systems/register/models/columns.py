"""The columns a resident record has, in every table that holds whole records.

One column per field of `law.records.ResidentRecord`, with the field's name; a field that is itself a structure
(a name, an address) is one `jsonb` column in the encoding of `values.codec`. A test holds the two equal.
"""

from __future__ import annotations

from django.db import models


class RecordColumns(models.Model):
    """All items of one resident record (STD-1.1.1, 1.1.2), one column each (STD-1.2.1)."""

    addressee_number = models.TextField()
    household_number = models.TextField()
    kind = models.TextField()
    state = models.TextField()
    name = models.JSONField()
    birth_date = models.TextField()
    sex = models.TextField()
    address = models.JSONField()
    relationship = models.TextField(null=True)  # noqa: DJ001 - NULL is 世帯主未設定 (STD-1.1.10), not an empty text
    head_name = models.TextField(null=True)  # noqa: DJ001 - as above
    became_resident_on = models.TextField()
    resident_record_code = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    individual_number_ref = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    position = models.IntegerField(null=True)
    former_surname = models.JSONField(null=True)
    common_name = models.JSONField(null=True)
    domicile = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    first_listed_person = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    address_set_on = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    notified_on = models.TextField(null=True)  # noqa: DJ001 - absent, not empty
    previous_address = models.JSONField(null=True)
    last_registered_address = models.JSONField(null=True)
    removal = models.JSONField(null=True)
    notes = models.JSONField(default=list)
    remarks = models.TextField(default="")
    memo = models.TextField(default="")
    guardianship = models.BooleanField(default=False)
    residence = models.JSONField(null=True)
    common_name_history = models.JSONField(default=list)
    entitlements = models.JSONField(null=True)
    card = models.JSONField(null=True)
    de_facto_head = models.TextField(default="")
    remade_on = models.TextField(null=True)  # noqa: DJ001 - absent, not empty

    class Meta:
        """A base only."""

        abstract = True
