"""The promises of the sources as rows, so that tickets are counted by them from the first day."""

from django.db import migrations
from django.utils import timezone

from complaints.clocks.seed import FIRST_RULES, FROM_THE_BEGINNING


def plant(apps, _schema_editor):
    rules = apps.get_model("complaints", "ClockRule").objects
    for rule in FIRST_RULES:
        rules.create(
            kind=rule.kind,
            amount=rule.amount,
            counting=rule.counting,
            warn_minutes=list(rule.warn_minutes),
            valid_from=FROM_THE_BEGINNING,
            source=rule.source,
            made_at=timezone.now(),
        )


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0009_clock_pauses_end"),
    ]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
