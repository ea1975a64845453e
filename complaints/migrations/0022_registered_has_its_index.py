"""What was registered here in a month is found without walking all history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0021_tags_rungs_and_categories_have_versions")]

    operations = [
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("import_run", None)),
                fields=["registered_at", "unit_path"],
                name="complaint_registered",
            ),
        ),
    ]
