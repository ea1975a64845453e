from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("complaints", "0017_bulk_acts")]

    operations = [
        migrations.AddIndex(
            "complaint",
            models.Index(
                fields=["closed_at", "unit_path"], condition=Q(closed_at__isnull=False), name="complaint_closed"
            ),
        ),
        migrations.AddIndex(
            "complaintevent",
            models.Index(fields=["at"], condition=Q(kind="reopened"), name="complaint_event_reopened"),
        ),
        migrations.AddIndex(
            "clock",
            models.Index(fields=["ended_at", "kind"], condition=Q(state__in=["met", "missed"]), name="clock_ended"),
        ),
        migrations.AddIndex("callback", models.Index(fields=["made_at"], name="call_back_asked")),
    ]
