"""What a clerk is typing: the form as typed, before it is a command. Survives an idle logout; gone once it is settled.

A half-typed form is no command yet (a birth date may be missing), so it is kept as typed. An individual number is never
in it: the vault takes it at once, and the form keeps the vault's reference.
"""

from __future__ import annotations

from django.db import models


class FormDraft(models.Model):
    """One form being filled in by one account. `pending_id` is set once the form was complete."""

    id = models.BigAutoField(primary_key=True)
    token = models.TextField(unique=True)  # the request's own id: a form sent twice begins one pending act
    account = models.TextField()
    kind = models.TextField()  # a tag of law.commands
    subject = models.JSONField(default=dict)  # person, household or act it was begun from
    typed = models.JSONField(default=dict)  # field -> values, as typed
    pending_id = models.BigIntegerField(null=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Indexes and constraints."""

        indexes = [models.Index(fields=["account", "-updated_at"], name="register_draft_of")]
