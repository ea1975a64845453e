from django.db import migrations

from core.search.schema import AddSearchIndex


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_clock_start")]

    operations = [AddSearchIndex("Complaint", "grams")]
