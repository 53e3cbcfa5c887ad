"""Who certifies; towns, lots, buildings and districts of the municipality; messages found from their act."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0004_issuing"),
    ]

    operations = [
        migrations.CreateModel(
            name="DistrictEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "place", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("town", models.TextField()),
                ("lot", models.TextField(default="")),
                ("place", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="LotEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "town", "lot", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("town", models.TextField()),
                ("lot", models.TextField()),
                ("order", models.TextField()),
                ("special", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="BuildingEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "town", "lot", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("town", models.TextField()),
                ("lot", models.TextField()),
                ("name", models.TextField()),
                ("kana", models.TextField(default="")),
                ("place", models.TextField()),
                ("forms", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["place"], name="register_building_place")],
            },
        ),
        migrations.CreateModel(
            name="Certifier",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField(choices=[("head", "市区町村長"), ("acting", "職務代理者")])),
                ("title", models.TextField()),
                ("name", models.TextField()),
                ("seal_text", models.TextField()),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_by", models.TextField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("kind", "="), ("period", "&&")], name="register_certifier_one_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["head", "acting"]),
                            models.Q(("title", ""), _negated=True),
                            models.Q(("name", ""), _negated=True),
                        ),
                        name="register_certifier_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__isempty", False), ("period__startswith__isnull", False)),
                        name="register_certifier_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TownEntry",
            fields=[
                ("address_code", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("kana", models.TextField(default="")),
                ("postal_code", models.TextField(default="")),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="register_town_name")],
            },
        ),
        # the messages of an act are found from it (queries.effects)
        migrations.RunSQL(
            "CREATE INDEX register_outbox_of_act ON register_outbox (why) WHERE why LIKE 'act %'",
            migrations.RunSQL.noop,
        ),
    ]
