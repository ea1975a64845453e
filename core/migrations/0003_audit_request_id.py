from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_jobs_heartbeat")]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="request_id",
            field=models.CharField(blank=True, max_length=36, default=""),
            preserve_default=False,
        ),
    ]
