"""Sheets and notices made before their words were masked name no customer either (PIPL 51)."""

from collections import defaultdict

from django.db import migrations

# The rule itself: should it become stricter, an older database begins with the stricter one.
from complaints.cadence.masking import without_customer

TICKET, SHEET = "complaints.complaint", "complaints.sheet"
OF_BATCHES = "batches"
OF_ACTIONS = ("open_actions", "overdue_actions")
ROWS = 500


def mask_sheets(apps, _schema_editor):
    """Titles of batches and measures of actions stood on sheets as they were written, and oddly written numbers.

    Who is named is asked once for all sheets: an open batch stands on every week's sheet again, and which tickets
    were in it once is only in the history of all tickets.
    """
    sheets = apps.get_model("complaints", "Sheet").objects
    numbers = defaultdict(set)
    for content in _contents(sheets):
        for code, lines in content["lists"].items():
            numbers[code].update(line["number"] for line in lines)
    named = _customers(apps, numbers)
    for pk in list(sheets.order_by("pk").values_list("pk", flat=True)):
        sheet = sheets.get(pk=pk)
        before = [line["words"] for lines in sheet.content["lists"].values() for line in lines]
        for code, lines in sheet.content["lists"].items():
            for line in lines:
                line["words"] = without_customer(line["words"], *named.get((code, line["number"]), ()))
        if before != [line["words"] for lines in sheet.content["lists"].values() for line in lines]:
            sheet.save(update_fields=["content"])


def _contents(sheets):
    return sheets.order_by("pk").values_list("content", flat=True).iterator(chunk_size=ROWS)


def _customers(apps, numbers):
    """By list and number whose name may stand in it: of its ticket, its batch's tickets, what its action came from."""
    tickets = set().union(*(found for code, found in numbers.items() if code not in (OF_BATCHES, *OF_ACTIONS)))
    actions = set().union(*(numbers.get(code, ()) for code in OF_ACTIONS))
    found = {OF_BATCHES: _of_batches(apps, numbers.get(OF_BATCHES, set()))}
    found |= dict.fromkeys(OF_ACTIONS, _of_actions(apps, actions))
    of_tickets = _of_tickets(apps, "number", tickets)
    return {
        (code, number): found.get(code, of_tickets).get(number, set())
        for code, of_code in numbers.items()
        for number in of_code
    }


def _of_batches(apps, numbers):
    """Those in it and those that were in it once."""
    members = apps.get_model("complaints", "BatchMember").objects
    found = _gathered(members, "batch__number", numbers)
    if numbers:
        left = apps.get_model("complaints", "ComplaintEvent").objects.filter(kind="batch").order_by()
        for number, name in left.values_list("data__batch", "complaint__customer_name").distinct():
            if number in numbers:
                found[number].add(name)
    return found


def _of_actions(apps, numbers):
    actions = apps.get_model("improvement", "Action").objects.order_by()
    origins = [
        origin
        for part in _parts(numbers)
        for origin in actions.filter(number__in=part).values_list("number", "origin_label", "origin_id")
    ]
    counted = apps.get_model("complaints", "SheetTicket").objects
    known = {
        TICKET: _of_tickets(apps, "pk", {pk for _number, label, pk in origins if label == TICKET}),
        SHEET: _gathered(counted, "sheet", {pk for _number, label, pk in origins if label == SHEET}),
    }
    return {number: known.get(label, {}).get(pk, set()) for number, label, pk in origins}


def _of_tickets(apps, field, asked):
    return _gathered(apps.get_model("complaints", "Complaint").objects, field, asked, name="customer_name")


def _gathered(rows, field, asked, *, name="complaint__customer_name"):
    found = defaultdict(set)
    for part in _parts(asked):
        for key, customer in rows.filter(**{f"{field}__in": part}).order_by().values_list(field, name).distinct():
            found[key].add(customer)
    return found


def _parts(asked):
    """Few enough for one statement of either database."""
    listed = sorted(asked)
    return [listed[begun : begun + ROWS] for begun in range(0, len(listed), ROWS)]


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
