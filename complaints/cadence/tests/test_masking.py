"""What was frozen before words were masked is masked by its migration, and once only."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.batches.choices import FoundBy
from complaints.batches.models import Batch, BatchMember
from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.cadence.services import make_sheet
from complaints.cadence.tests.test_sight import MONDAY, an_action
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.services.trail import remember
from core.notifications.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
migration = import_module("complaints.migrations.0023_sheets_name_no_customer")


def test_words_of_older_sheets_name_no_customer():
    branch = a_unit()
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    ticket = a_complaint(at=branch, customer_name="王小明")
    said = {
        "found_by": FoundBy.SAME_CAUSE,
        "unit": branch,
        "unit_path": branch.path,
        "proposed_at": A_MONDAY,
        "state": "proposed",
    }
    batch = Batch.objects.create(number="P201101-1", title="王小明等反映", **said)
    BatchMember.objects.create(batch=batch, complaint=ticket, added_at=A_MONDAY)
    an_action(ticket, branch, manager, "回访王小明", "Z201101-1")
    sheet = make_sheet(unit=branch, span=rules.span_on(SheetKind.WEEKLY, A_MONDAY.date()), by=None, now=MONDAY)
    masked = sheet.content["lists"]
    as_it_was = {
        "batches": [masked["batches"][0] | {"words": "王小明等反映"}],
        "overdue_actions": [masked["overdue_actions"][0] | {"words": "回访王小明 138.0571.0042"}],
        "broken": [{"number": ticket.number, "words": "答应王小明退费", "on": "", "staff": ""}],
        "open_actions": [{"number": "Z-gone", "words": "整改", "on": "", "staff": ""}],
    }
    Sheet.objects.update(content=sheet.content | {"lists": as_it_was})
    for _once_and_again in range(2):
        migration.mask_sheets(apps, None)
        lists = Sheet.objects.get().content["lists"]
        assert {code: lines[0]["words"] for code, lines in lists.items()} == {
            "batches": "王**等反映",
            "overdue_actions": "回访王** 138****0042",
            "broken": "答应王**退费",
            "open_actions": "整改",
        }
    assert Sheet.objects.get().content["sections"] == sheet.content["sections"]


def an_older_sheet(branch, week, lists):
    span = rules.span_on(SheetKind.WEEKLY, (A_MONDAY + week * dt.timedelta(days=7)).date())
    sheet = make_sheet(unit=branch, span=span, by=None, now=A_MONDAY + (week + 1) * dt.timedelta(days=7))
    Sheet.objects.filter(pk=sheet.pk).update(content=sheet.content | {"lists": lists})
    return sheet


def lines(*listed):
    return [{"number": number, "words": words, "on": "", "staff": ""} for number, words in listed]


def test_what_is_asked_does_not_grow_with_sheets_and_lines(django_assert_num_queries):
    """The history of all tickets is walked once, however many weeks an open batch stands on."""
    branch = a_unit()
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    ticket = a_complaint(at=branch, customer_name="王小明")
    an_action(ticket, branch, manager, "回访王小明", "Z201101-1")
    for batch in ("B201101-0001", "B201101-0002"):
        remember(EventKind.BATCH, complaint=ticket, by=manager, now=A_MONDAY, data={"act": "left", "batch": batch})
    listed = {
        "batches": lines(("B201101-0001", "王小明等反映"), ("B201101-0002", "王小明又反映"), ("B-gone", "反映")),
        "open_actions": lines(("Z201101-1", "回访王小明")),
        "broken": lines((ticket.number, "答应王小明退费")),
    }
    for week in range(4):
        an_older_sheet(branch, week, listed)
    with CaptureQueriesContext(connection) as asked:
        migration.mask_sheets(apps, None)
    walked = [query["sql"] for query in asked if '"complaints_complaintevent"' in query["sql"]]
    assert len(walked) == 1
    contents = list(Sheet.objects.order_by("pk").values_list("content", flat=True))
    assert [
        {code: [line["words"] for line in listed] for code, listed in content["lists"].items()} for content in contents
    ] == [
        {
            "batches": ["王**等反映", "王**又反映", "反映"],
            "open_actions": ["回访王**"],
            "broken": ["答应王**退费"],
        }
    ] * 4
    of_names, of_sheets = 5, 2 + 4
    with django_assert_num_queries(of_names + of_sheets):
        migration.mask_sheets(apps, None)


def test_dates_amounts_and_our_numbers_on_older_sheets_stay():
    branch = a_unit()
    kept = "2011-02-15前完成整改，C201102-00042已回访，赔付 50.00 100.00 元"
    an_older_sheet(branch, 0, {"open_actions": lines(("ZG201102-0007", f"{kept}，138/0571/0042"))})
    migration.mask_sheets(apps, None)
    assert Sheet.objects.get().content["lists"]["open_actions"][0]["words"] == f"{kept}，138****0042"


def test_notices_of_answers_lose_what_was_said():
    person = a_person(Role.SERVICE_MANAGER, at=a_unit())
    told = {"recipient": person, "created_at": A_MONDAY}
    old = {"by": "方主任", "unit": "城区", "period": "2011-W03", "measure": "回访王小明"}
    Notification.objects.create(kind="sheet.answered", key="a", params=old, **told)
    Notification.objects.create(kind="action.given", key="b", params={"measure": "张贴资费卡"}, **told)
    migration.empty_notices(apps, None)
    assert [notice.params.get("measure") for notice in Notification.objects.order_by("key")] == [None, "张贴资费卡"]
    assert "方主任" in Notification.objects.get(key="a").sentence
