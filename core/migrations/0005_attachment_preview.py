from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_audit_append_only")]

    operations = [
        migrations.AddField(
            "attachment",
            "preview",
            models.ForeignKey(
                to="core.storedfile", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
            ),
        )
    ]
