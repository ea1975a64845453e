from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.filters import said
from complaints.tickets.models import Complaint
from complaints.tickets.services import NewTicket, write_many
from complaints.tickets.services.bulk import NewEvent
from core.phones.services import unseal
from org.tests.factories import a_unit

pytestmark = pytest.mark.django_db


def a_row(unit, **more):
    return NewTicket(
        **(
            {
                "received_at": A_MONDAY,
                "unit_id": unit.pk,
                "unit_path": unit.path,
                "channel": "hotline",
                "subject": "话费偏高",
            }
            | more
        )
    )


def test_rows_are_numbered_by_month_after_those_already_there():
    branch = a_unit()
    a_complaint(at=branch)
    february = A_MONDAY + dt.timedelta(days=20)
    assert write_many([a_row(branch), a_row(branch, received_at=february), a_row(branch)], by=None, now=A_MONDAY) == 3
    assert sorted(Complaint.objects.values_list("number", flat=True)) == [
        "C201101-00001", "C201101-00002", "C201101-00003", "C201102-00001",
    ]  # fmt: skip
    assert a_complaint(at=branch).number == "C201101-00004"


def test_every_field_arrives_as_it_was_given():
    branch = a_unit()
    text = 'a\tb\nc\\d "x" 字\r'
    row = a_row(
        branch,
        text=text,
        phone="13805710042",
        on_behalf=True,
        grade="C",
        source="s",
        source_key="1",
        incident_on=dt.date(2011, 1, 2),
    )
    write_many([row], by=None, now=A_MONDAY)
    one = Complaint.objects.get()
    assert (one.text, one.grade, one.on_behalf, one.incident_on) == (text, "C", True, dt.date(2011, 1, 2))
    assert (one.received_at, one.month, one.registered_at) == (A_MONDAY, 201101, A_MONDAY)
    assert (unseal(one.phone_sealed), one.phone_masked) == ("13805710042", "138****0042")


def test_what_was_written_in_bulk_is_found_like_the_rest():
    branch = a_unit()
    write_many([a_row(branch, text="室内信号弱")], by=None, now=A_MONDAY)
    one = a_complaint(at=branch, text="室外信号弱")
    assert said(Complaint.objects.all(), "室内 信号").count() == 1
    assert said(Complaint.objects.all(), "信号").count() == 2
    one.grams = ""
    one.save()
    assert said(Complaint.objects.all(), "信号").count() == 1


def test_history_comes_along():
    branch = a_unit()
    events = (NewEvent("registered", A_MONDAY), NewEvent("call", A_MONDAY, None, "已致电", {"reached": True}))
    write_many([a_row(branch, events=events), a_row(branch)], by=None, now=A_MONDAY)
    first = Complaint.objects.get(number="C201101-00001")
    assert [(event.kind, event.text) for event in first.events.all()] == [("registered", ""), ("call", "已致电")]
    assert first.events.last().data == {"reached": True}


def test_a_broken_row_keeps_all_out():
    branch = a_unit()
    with pytest.raises(IntegrityError):
        write_many([a_row(branch), a_row(branch, grade="Z")], by=None, now=A_MONDAY)


@pytest.mark.django_db(transaction=True)
def test_after_a_broken_row_the_table_is_as_before():
    branch = a_unit()
    with pytest.raises(IntegrityError):
        write_many([a_row(branch), a_row(branch, state="closed")], by=None, now=A_MONDAY)
    assert not Complaint.objects.exists()
    a_complaint(at=branch, text="室外信号弱")
    assert said(Complaint.objects.all(), "信号").count() == 1


def test_queries_do_not_grow_with_the_rows():
    branch = a_unit()

    def queries(count):
        with CaptureQueriesContext(connection) as caught:
            write_many([a_row(branch) for _ in range(count)], by=None, now=A_MONDAY)
        return len([query for query in caught if not query["sql"].startswith("ANALYZE")])

    queries(1)
    assert queries(400) == queries(4)
