"""Which tickets were in a batch once is found without walking all history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0023_sheets_name_no_customer")]

    operations = [
        migrations.AddIndex(
            model_name="complaintevent",
            index=models.Index(
                condition=models.Q(("kind", "batch")), fields=["complaint"], name="complaint_event_batch"
            ),
        ),
    ]
