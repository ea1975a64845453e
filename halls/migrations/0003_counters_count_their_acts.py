from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("halls", "0002_rules_are_added_to"),
    ]

    operations = [
        migrations.AddField(
            model_name="countersession",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
