from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0002_constraints_and_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token", models.TextField(unique=True)),
                ("account", models.TextField()),
                ("kind", models.TextField()),
                ("subject", models.JSONField(default=dict)),
                ("typed", models.JSONField(default=dict)),
                ("pending_id", models.BigIntegerField(null=True, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "indexes": [models.Index(fields=["account", "-updated_at"], name="register_draft_of")],
            },
        ),
    ]
