"""What was frozen before words were masked is masked by its migration, and once only."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from complaints.batches.choices import FoundBy
from complaints.batches.models import Batch, BatchMember
from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.cadence.services import make_sheet
from complaints.cadence.tests.test_sight import MONDAY, an_action
from complaints.tests.factories import A_MONDAY, a_complaint
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


def test_notices_of_answers_lose_what_was_said():
    person = a_person(Role.SERVICE_MANAGER, at=a_unit())
    told = {"recipient": person, "created_at": A_MONDAY}
    old = {"by": "方主任", "unit": "城区", "period": "2011-W03", "measure": "回访王小明"}
    Notification.objects.create(kind="sheet.answered", key="a", params=old, **told)
    Notification.objects.create(kind="action.given", key="b", params={"measure": "张贴资费卡"}, **told)
    migration.empty_notices(apps, None)
    assert [notice.params.get("measure") for notice in Notification.objects.order_by("key")] == [None, "张贴资费卡"]
    assert "方主任" in Notification.objects.get(key="a").sentence
