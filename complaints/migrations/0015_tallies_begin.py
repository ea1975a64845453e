from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from complaints.counters.rules import NEVER, NOBODY
from complaints.counters.schema import CountTickets


def count_what_is_open(apps, _editor):
    change = apps.get_model("complaints", "TallyChange")
    tickets = apps.get_model("complaints", "Complaint").objects.filter(state="open")
    counted = tickets.values_list(
        "unit_path", Coalesce("handler_id", Value(NOBODY)), Coalesce("due_at", Value(NEVER)), F("grade")
    )
    rows = (
        change(unit_path=path, handler=handler, moment=due, is_grave=grade == "C", change=1)
        for path, handler, due, grade in counted.iterator(chunk_size=5_000)
    )
    change.objects.bulk_create(rows, batch_size=5_000)


def forget(apps, _editor):
    for name in ("Tally", "TallyChange"):
        apps.get_model("complaints", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("complaints", "0014_tallies")]

    operations = [CountTickets(), migrations.RunPython(count_what_is_open, forget)]
