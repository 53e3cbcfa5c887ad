"""An act that ends one record of a person and begins another has two history rows of the person (STD-1.2.2)."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0009_slips")]

    operations = [
        migrations.RemoveConstraint(model_name="historyrow", name="register_history_once_an_act"),
        migrations.AddConstraint(
            model_name="historyrow",
            constraint=models.UniqueConstraint(
                fields=("act_number", "addressee_number", "reason"), name="register_history_once_an_act"
            ),
        ),
    ]
