import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """What a queue machine's sheet and counts by hand need beside visits that are recorded as they happen."""

    dependencies = [
        ("halls", "0003_counters_count_their_acts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "visit", "is_counted", models.BooleanField(default=True, verbose_name="counts for its day")
        ),
        migrations.RemoveConstraint("visit", "visit_number_once_a_day"),
        migrations.AddConstraint(
            "visit",
            models.UniqueConstraint(
                fields=["premises", "business_day", "prefix", "number"],
                condition=~Q(origin="sheet"),
                name="visit_number_once_a_day",
            ),
        ),
        migrations.RemoveIndex("visit", "visit_waits"),
        migrations.AddIndex(
            "visit",
            models.Index(
                fields=["premises", "business_day", "wait_seconds", "outcome", "is_counted"], name="visit_waits"
            ),
        ),
        migrations.RemoveConstraint("segment", "segment_at_counter"),
        migrations.AddConstraint(
            "segment",
            models.CheckConstraint(
                condition=~Q(kind__in=["called", "serving"]) | Q(counter__isnull=False), name="segment_at_counter"
            ),
        ),
        migrations.CreateModel(
            name="DayTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("business_day", models.DateField(verbose_name="day")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("queue", "Queue"),
                            ("handheld", "Handheld device in the hall"),
                            ("self_service", "Self-service machine"),
                        ],
                        default="queue",
                        max_length=12,
                        verbose_name="counted at",
                    ),
                ),
                ("tickets", models.PositiveIntegerField(verbose_name="customers")),
                (
                    "over_limit",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="of them over the wait limit"),
                ),
                ("served", models.PositiveIntegerField(blank=True, null=True, verbose_name="of them served")),
                (
                    "left",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="of them left before they were served"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="why by hand")),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_current", models.BooleanField(default=True)),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("is_counted", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="halls.premises",
                        verbose_name="hall",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="halls.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "ordering": ["-business_day", "-pk"],
                "indexes": [
                    models.Index(
                        condition=Q(is_current=True), fields=["premises", "business_day"], name="day_total_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(channel__in=["queue", "handheld", "self_service"]), name="day_total_channel_known"
                    ),
                    models.UniqueConstraint(
                        condition=Q(service__isnull=False),
                        fields=("premises", "business_day", "channel", "service", "version"),
                        name="day_total_version_once",
                    ),
                    models.UniqueConstraint(
                        condition=Q(service=None),
                        fields=("premises", "business_day", "channel", "version"),
                        name="day_total_whole_version_once",
                    ),
                    models.UniqueConstraint(
                        condition=Q(service__isnull=False, is_current=True),
                        fields=("premises", "business_day", "channel", "service"),
                        name="day_total_one_current",
                    ),
                    models.UniqueConstraint(
                        condition=Q(service=None, is_current=True),
                        fields=("premises", "business_day", "channel"),
                        name="day_total_whole_one_current",
                    ),
                    models.CheckConstraint(condition=~Q(reason=""), name="day_total_says_why"),
                    models.CheckConstraint(
                        condition=(Q(over_limit=None) | Q(over_limit__lte=F("tickets")))
                        & (Q(served=None) | Q(served__lte=F("tickets")))
                        & (Q(left=None) | Q(left__lte=F("tickets"))),
                        name="day_total_parts_within",
                    ),
                ],
            },
        ),
    ]
