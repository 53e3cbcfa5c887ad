"""The issue of papers: requests as a state machine, serials, holds."""

from __future__ import annotations

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0003_form_draft"),
    ]

    operations = [
        migrations.CreateModel(
            name="IssueSerial",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "issued_on", "terminal", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("issued_on", models.DateField()),
                ("terminal", models.TextField()),
                ("last", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="IssueHold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("addressee_number", models.TextField()),
                ("level", models.TextField()),
                ("reason", models.TextField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("set_by", models.TextField()),
                ("set_at", models.DateTimeField()),
                ("ended_by", models.TextField(default="")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["addressee_number"],
                        name="register_hold_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["error", "alert"])), name="register_hold_level"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IssueRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("request_id", models.TextField(unique=True)),
                ("token", models.TextField(unique=True)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("requested", "請求"),
                            ("made", "作成済み"),
                            ("released", "交付"),
                            ("stopped", "停止"),
                            ("burnt", "無効"),
                        ],
                        default="requested",
                    ),
                ),
                ("form", models.TextField()),
                ("subjects", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("requester", models.JSONField()),
                ("account", models.TextField()),
                ("place", models.TextField()),
                ("terminal", models.TextField()),
                ("printer", models.TextField(default="")),
                ("output", models.TextField()),
                ("purpose", models.TextField()),
                ("case_number", models.TextField(default="")),
                ("access_record", models.BigIntegerField()),
                ("number_record", models.BigIntegerField(null=True)),
                ("issued_on", models.DateField()),
                ("serial", models.IntegerField()),
                ("issue_number", models.TextField(unique=True)),
                ("move_out_act", models.BigIntegerField(null=True)),
                ("reprint_of", models.TextField(default="")),
                ("requested_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("read_act", models.BigIntegerField(null=True)),
                ("as_of", models.DateField(null=True)),
                ("standing", models.BinaryField(null=True)),
                ("content_digest", models.TextField(default="")),
                ("document_digest", models.BinaryField(null=True, unique=True)),
                ("sheets", models.IntegerField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(default="")),
                ("late_at", models.DateTimeField(null=True)),
                ("handed_over_at", models.DateTimeField(null=True)),
                ("handover_problem", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["requested", "made"])),
                        fields=["expires_at"],
                        name="register_issue_open",
                    ),
                    models.Index(
                        condition=models.Q(("move_out_act__isnull", False)),
                        fields=["move_out_act"],
                        name="register_issue_move_out",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "made", "released", "stopped", "burnt"])),
                        name="register_issue_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "stopped", "burnt"]),
                            models.Q(
                                ("document_digest__isnull", False),
                                ("made_at__isnull", False),
                                ("sheets__gt", 0),
                                models.Q(("content_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="register_issue_made_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "made"]), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="register_issue_end_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["stopped", "burnt"]), _negated=True),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="register_issue_stop_has_problem",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("handed_over_at__isnull", True), ("state", "released"), _connector="OR"),
                        name="register_issue_handed_over_when_released",
                    ),
                    models.UniqueConstraint(
                        fields=("issued_on", "terminal", "serial"), name="register_issue_serial_once"
                    ),
                ],
            },
        ),
        migrations.RunSQL((SQL / "0005_issuing.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
