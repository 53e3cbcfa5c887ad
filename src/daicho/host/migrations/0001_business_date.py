"""The movable business date."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="BusinessDate",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("day", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="host_one_business_date")
                ],
            },
        ),
    ]
