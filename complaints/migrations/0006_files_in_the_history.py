from __future__ import annotations

from django.db import migrations, models

KINDS = {
    "registered": "Registered",
    "edited": "Changed",
    "note": "Note",
    "call": "Call",
    "assigned": "Assigned",
    "acknowledged": "Acknowledged",
    "closed": "Closed",
    "reopened": "Reopened",
    "voided": "Voided",
    "phone_revealed": "Phone number revealed",
    "attached": "File attached",
    "detached": "File removed",
}


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_unit_index_covers_filters")]

    operations = [
        migrations.RemoveConstraint("complaintevent", "complaint_event_known"),
        migrations.AlterField("complaintevent", "kind", models.CharField(choices=list(KINDS.items()), max_length=16)),
        migrations.AddConstraint(
            "complaintevent",
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="complaint_event_known"),
        ),
    ]
