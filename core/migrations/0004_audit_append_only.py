from django.db import migrations

from core.audit import triggers


def install(apps, editor):
    triggers.install(editor.connection)


def remove(apps, editor):
    triggers.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_audit_request_id")]

    operations = [migrations.RunPython(install, remove)]
