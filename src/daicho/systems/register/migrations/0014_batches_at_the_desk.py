"""Batches started at a desk: their files, under whose access they are entered, runs that wait."""

from django.db import migrations, models

STATES = [
    ("waiting", "待機中"),
    ("running", "実行中"),
    ("finished", "完了"),
    ("broken", "中断"),
    ("refused", "受付不可"),
]


class Migration(migrations.Migration):
    dependencies = [("register", "0013_no_stay_without_a_record")]

    operations = [
        migrations.CreateModel(
            name="BatchFile",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(model_name="batchrun", name="access", field=models.BinaryField(null=True)),
        migrations.AlterField(model_name="batchrun", name="state", field=models.TextField(choices=STATES)),
        migrations.AddIndex(
            model_name="batchrun",
            index=models.Index(
                fields=["id"],
                name="register_batch_waiting",
                condition=models.Q(("state__in", ["waiting", "running"])),
            ),
        ),
    ]
