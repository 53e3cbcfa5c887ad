"""Runs of batches, lines of next-day lists, names of kept searches, the office of a check."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0006_load_indexes")]

    operations = [
        migrations.CreateModel(
            name="BatchRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("source", models.TextField()),
                ("digest", models.BinaryField()),
                ("dry_run", models.BooleanField(default=False)),
                (
                    "state",
                    models.TextField(choices=[("running", "実行中"), ("finished", "完了"), ("refused", "受付不可")]),
                ),
                ("refusal", models.TextField(default="")),
                ("started_by", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("lines", models.IntegerField(default=0)),
            ],
            options={"indexes": [models.Index(fields=["kind", "digest"], name="register_batch_file")]},
        ),
        migrations.CreateModel(
            name="BatchRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="records", to="register.batchrun"
                    ),
                ),
                ("line", models.IntegerField()),
                ("key", models.TextField(default="")),
                ("outcome", models.TextField()),
                ("codes", ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("field", models.TextField(default="")),
                ("act_number", models.BigIntegerField(null=True)),
                ("pending_id", models.BigIntegerField(null=True)),
                ("repeated", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["pending_id"],
                        name="register_batch_pending",
                        condition=models.Q(("pending_id__isnull", False)),
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="NextDayCheck",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "act_number",
                        "addressee_number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("act_number", models.BigIntegerField()),
                ("addressee_number", models.TextField()),
                ("finding", models.TextField(default="")),
                ("checked_by", models.TextField()),
                ("place", models.TextField()),
                ("terminal", models.TextField()),
                ("checked_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="checkrecord",
            name="place",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="name",
            field=models.TextField(default=""),
        ),
        migrations.AddIndex(
            model_name="checkrecord",
            index=models.Index(
                fields=["act_number"],
                name="register_check_act",
                condition=models.Q(("act_number__isnull", False)),
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name", ""), _negated=True),
                fields=("account", "name"),
                name="register_saved_search_named",
            ),
        ),
    ]
