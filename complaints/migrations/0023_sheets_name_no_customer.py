"""Sheets and notices made before their words were masked name no customer either (PIPL 51)."""

from django.db import migrations

# The rule itself: should it become stricter, an older database begins with the stricter one.
from complaints.cadence.rules import without_customer

TICKET, SHEET = "complaints.complaint", "complaints.sheet"
OF_ACTIONS = ("open_actions", "overdue_actions")


def mask_sheets(apps, _schema_editor):
    """Titles of batches and measures of actions stood on sheets as they were written, and oddly written numbers."""
    sheets = apps.get_model("complaints", "Sheet").objects
    for pk in list(sheets.order_by("pk").values_list("pk", flat=True)):
        sheet = sheets.get(pk=pk)
        before = [line["words"] for lines in sheet.content["lists"].values() for line in lines]
        for code, lines in sheet.content["lists"].items():
            for line in lines:
                line["words"] = without_customer(line["words"], *_customers(apps, code, line["number"]))
        if before != [line["words"] for lines in sheet.content["lists"].values() for line in lines]:
            sheet.save(update_fields=["content"])


def _customers(apps, code, number):
    """Whose name may stand in the line: of its ticket, of its batch's tickets, of what its action came from."""
    if code == "batches":
        members = apps.get_model("complaints", "BatchMember").objects.filter(batch__number=number)
        left = apps.get_model("complaints", "ComplaintEvent").objects.filter(kind="batch", data__batch=number)
        return _names(members) | _names(left)
    if code not in OF_ACTIONS:
        complaints = apps.get_model("complaints", "Complaint").objects.filter(number=number)
        return set(complaints.values_list("customer_name", flat=True))
    action = apps.get_model("improvement", "Action").objects.filter(number=number).first()
    if action is not None and action.origin_label == TICKET:
        complaints = apps.get_model("complaints", "Complaint").objects.filter(pk=action.origin_id)
        return set(complaints.values_list("customer_name", flat=True))
    if action is not None and action.origin_label == SHEET:
        return _names(apps.get_model("complaints", "SheetTicket").objects.filter(sheet=action.origin_id))
    return set()


def _names(rows):
    return set(rows.order_by().values_list("complaint__customer_name", flat=True))


def empty_notices(apps, _schema_editor):
    """The notice of a department's answer carried the first words of its measure."""
    notices = apps.get_model("core", "Notification").objects
    for notice in notices.filter(kind="sheet.answered", params__has_key="measure"):
        del notice.params["measure"]
        notice.save(update_fields=["params"])


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0022_registered_has_its_index"),
        ("core", "0008_presence"),
        ("improvement", "__first__"),
    ]

    operations = [
        migrations.RunPython(mask_sheets, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(empty_notices, migrations.RunPython.noop, elidable=True),
    ]
