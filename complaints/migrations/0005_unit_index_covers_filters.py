from django.db import migrations

COLUMNS = "unit_path, received_at DESC, id DESC"


def cover(apps, editor):
    """Counting a filtered list reads the index alone; SQLite knows no columns beside the key and keeps what it has."""
    if editor.connection.vendor == "postgresql":
        _make(editor, f"({COLUMNS}) INCLUDE (state, channel, grade, cause_id, handler_id)")


def uncover(apps, editor):
    if editor.connection.vendor == "postgresql":
        _make(editor, f"({COLUMNS})")


def _make(editor, columns):
    editor.execute("DROP INDEX complaint_unit_newest")
    editor.execute(f"CREATE INDEX complaint_unit_newest ON complaints_complaint {columns}")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_lists_have_their_indexes")]

    operations = [migrations.RunPython(cover, uncover)]
