from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The visits of one import are found without reading all others."""

    dependencies = [("halls", "0011_emergencies_end_whole")]

    operations = [
        migrations.AddIndex(
            "visit",
            models.Index(fields=["import_run"], condition=Q(import_run__isnull=False), name="visit_import"),
        )
    ]
