import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("halls", "0007_rush_and_findings")]

    operations = [
        migrations.CreateModel(
            name="WaitCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("business_day", models.DateField()),
                ("limit_minutes", models.PositiveSmallIntegerField(null=True)),
                ("tickets", models.PositiveIntegerField(default=0)),
                ("served", models.PositiveIntegerField(default=0)),
                ("waited", models.PositiveIntegerField(default=0)),
                ("over", models.PositiveIntegerField(default=0)),
                ("over_served", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("wait_seconds", models.PositiveBigIntegerField(default=0)),
                ("half_hour", models.PositiveSmallIntegerField()),
                (
                    "premises",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="halls.premises",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="halls.service",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WaitDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("business_day", models.DateField()),
                ("limit_minutes", models.PositiveSmallIntegerField(null=True)),
                ("tickets", models.PositiveIntegerField(default=0)),
                ("served", models.PositiveIntegerField(default=0)),
                ("waited", models.PositiveIntegerField(default=0)),
                ("over", models.PositiveIntegerField(default=0)),
                ("over_served", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("wait_seconds", models.PositiveBigIntegerField(default=0)),
                ("refreshed_at", models.DateTimeField()),
                (
                    "premises",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="halls.premises",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="waitcell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("served__lte", models.F("tickets")),
                    ("waited__lte", models.F("tickets")),
                    ("over__lte", models.F("waited")),
                    ("over_served__lte", models.F("over")),
                    ("known__lte", models.F("tickets")),
                ),
                name="waitcell_parts_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitcell",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_minutes__isnull", False), ("over", 0), _connector="OR"),
                name="waitcell_no_limit_no_overtime",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitcell",
            constraint=models.UniqueConstraint(
                fields=("premises", "business_day", "service", "half_hour"), name="wait_cell_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="waitcell",
            constraint=models.CheckConstraint(
                condition=models.Q(("half_hour__range", (0, 47))), name="wait_cell_half_hour_is_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="waitday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("served__lte", models.F("tickets")),
                    ("waited__lte", models.F("tickets")),
                    ("over__lte", models.F("waited")),
                    ("over_served__lte", models.F("over")),
                    ("known__lte", models.F("tickets")),
                ),
                name="waitday_parts_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitday",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_minutes__isnull", False), ("over", 0), _connector="OR"),
                name="waitday_no_limit_no_overtime",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitday",
            constraint=models.UniqueConstraint(fields=("premises", "business_day"), name="wait_day_once"),
        ),
    ]
