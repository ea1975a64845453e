from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.tests.factories import A_MONDAY, A_PHONE, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.services import CannotBackdate, IncompleteTicket, UsedFormKey
from core.audit.models import AuditEntry
from core.audit.services import HEAD
from core.notifications.models import Notification
from core.phones.services import unseal
from org.calendar.models import CalendarWindow, CalendarYear, WorkCalendar
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar_2011() -> None:
    calendar = WorkCalendar.objects.create(name="分公司", is_default=True)
    for weekday in range(5):
        CalendarWindow.objects.create(calendar=calendar, weekday=weekday, starts=dt.time(8, 30), ends=dt.time(17, 30))
    CalendarYear.objects.create(year=2011, source="国务院办公厅", loaded_at=A_MONDAY)


def test_it_numbers_tickets_by_the_month_of_receipt():
    first, second = a_complaint(), a_complaint()
    later = a_complaint(now=A_MONDAY + dt.timedelta(days=20))
    assert [first.number, second.number, later.number] == ["C201101-00001", "C201101-00002", "C201102-00001"]
    assert first.month == 201101


def test_the_month_is_the_branchs_not_greenwichs():
    assert a_complaint(now=dt.datetime(2011, 1, 31, 16, 30, tzinfo=dt.UTC)).month == 201102


def test_it_is_due_two_working_days_later(calendar_2011):
    assert a_complaint().due_at == A_MONDAY + dt.timedelta(days=2)


def test_without_the_years_calendar_it_has_no_due_time():
    assert a_complaint().due_at is None


def test_it_keeps_the_number_sealed_and_shows_it_masked():
    complaint = a_complaint()
    assert complaint.phone_masked == "138****0042"
    assert A_PHONE not in complaint.phone_sealed
    assert unseal(complaint.phone_sealed) == A_PHONE


def test_it_keeps_the_unit_chain_as_it_was():
    branch = a_unit()
    hall = a_unit("桂花西路营业厅", under=branch)
    complaint = a_complaint(at=hall)
    other = a_unit("春秋北路", under=branch)
    hall.path = f"{other.path}{hall.pk:06d}/"
    hall.save()
    assert complaint.unit_path.startswith(branch.path)
    assert not complaint.unit_path.startswith(other.path)


def test_it_leaves_a_trail_in_history_and_audit():
    branch = a_unit()
    clerk = a_person(Role.HANDLER, at=branch)
    complaint = a_complaint(at=branch, by=clerk)
    assert [event.kind for event in complaint.events.all()] == [EventKind.REGISTERED]
    assert AuditEntry.objects.about(complaint).get().verb == "complaint.registered"


def test_it_tells_the_handler_but_nobody_of_their_own_act():
    branch = a_unit()
    clerk, handler = a_person(Role.HANDLER, at=branch), a_person(Role.HANDLER, at=branch)
    a_complaint(at=branch, by=clerk, handler=handler)
    a_complaint(at=branch, by=clerk, handler=clerk)
    assert list(Notification.objects.values_list("recipient", flat=True)) == [handler.pk]


def test_the_same_form_sent_five_times_makes_one_ticket():
    branch = a_unit()
    clerk, key = a_person(Role.HANDLER, at=branch), uuid.uuid4()
    tickets = {a_complaint(at=branch, by=clerk, form_key=key).pk for _ in range(5)}
    assert len(tickets) == Complaint.objects.count() == 1


def test_it_refuses_the_form_key_of_somebody_else():
    branch = a_unit()
    key = uuid.uuid4()
    a_complaint(at=branch, by=a_person(Role.HANDLER, at=branch), form_key=key)
    with pytest.raises(UsedFormKey):
        a_complaint(at=branch, by=a_person(Role.HANDLER, at=branch), form_key=key)


def test_it_refuses_a_time_of_receipt_in_the_future():
    with pytest.raises(CannotBackdate):
        a_complaint(received_at=A_MONDAY + dt.timedelta(hours=1))


def test_a_clerk_may_not_backdate_to_save_the_deadline(calendar_2011):
    branch = a_unit()
    with pytest.raises(CannotBackdate):
        a_complaint(at=branch, by=a_person(Role.HANDLER, at=branch), received_at=A_MONDAY - dt.timedelta(days=3))


def test_a_service_manager_backdates_with_a_reason_and_the_clock_stays_the_servers(calendar_2011):
    branch = a_unit()
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    earlier = A_MONDAY - dt.timedelta(days=3)
    with pytest.raises(CannotBackdate):
        a_complaint(at=branch, by=manager, received_at=earlier)
    complaint = a_complaint(at=branch, by=manager, received_at=earlier, backdate_reason="停电后补录")
    assert complaint.registered_at == A_MONDAY
    assert complaint.due_at == A_MONDAY + dt.timedelta(days=2)
    assert complaint.events.get().data["backdate_reason"] == "停电后补录"


def test_it_cleans_what_a_database_stumbles_over():
    complaint = a_complaint(text="话费\x00偏高\x0b，\ud800请查\u202e", subject="")
    assert complaint.text == "话费偏高，请查"
    assert complaint.subject == "话费偏高，请查"


def test_an_error_needs_its_unit():
    with pytest.raises(IncompleteTicket):
        a_complaint(error_side="own")


def test_it_takes_no_field_it_does_not_know():
    with pytest.raises(TypeError):
        a_complaint(number="C201101-99999")


def test_nobody_waits_for_the_audit_chain_longer_than_its_entry_takes():
    branch = a_unit()
    handler = a_person(Role.HANDLER, at=branch)
    with CaptureQueriesContext(connection) as captured:
        a_complaint(at=branch, handler=handler)
    statements = [query["sql"] for query in captured]
    held = next(place for place, sql in enumerate(statements) if HEAD in sql)
    later = [sql for sql in statements[held + 1 :] if "SAVEPOINT" not in sql]
    assert Notification.objects.filter(recipient=handler).exists()
    assert [sql.split("(")[0].strip() for sql in later] == ['INSERT INTO "core_auditentry"']
