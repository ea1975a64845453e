"""Warnings before deadlines, and clocks of tickets that came with a sheet."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.clocks.choices import ClockKind, PauseReason
from complaints.clocks.models import Clock, ClockWarning
from complaints.clocks.services import forget_clocks, pause_clock, take_up, warn
from complaints.clocks.services import warning as warning_room
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.services.bulk import NewTicket, write_many
from complaints.tickets.services.renew import changed_by_hand, renew_many
from core.notifications.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
DUE = A_MONDAY + 2 * DAY


def from_a_sheet(unit, **said: object) -> Complaint:
    usual = {"channel": "hotline", "subject": "乱扣费", "source": "省平台", "source_key": "S1"}
    write_many(
        [NewTicket(received_at=A_MONDAY, unit_id=unit.pk, unit_path=unit.path, **(usual | said))],
        by=None, now=A_MONDAY,
    )  # fmt: skip
    return Complaint.objects.latest("pk")


def test_the_handler_is_warned_at_each_offset_once():
    unit = a_unit()
    handler = a_person(Role.HANDLER, at=unit)
    a_complaint(at=unit, handler=handler)
    told = Notification.objects.filter(recipient=handler, kind=warning_room.NEARLY_DUE)
    assert warn(now=DUE - 6 * HOUR) == 0
    for moment, so_far in [(DUE - 3 * HOUR, 1), (DUE - 3 * HOUR, 1), (DUE - HOUR, 2), (DUE, 3), (DUE + DAY, 3)]:
        warn(now=moment)
        assert told.count() == so_far
    assert all(notice.urgent for notice in told)


def test_while_nobody_handles_it_whoever_took_it_in_hears():
    clerk = a_person(Role.COUNTER_STAFF, at=a_unit())
    a_complaint(by=clerk)
    assert warn(now=DUE) == 3
    assert Notification.objects.filter(recipient=clerk, kind=warning_room.NEARLY_DUE).count() == 3


def test_two_who_sweep_at_once_tell_once():
    a_complaint(by=a_person(Role.COUNTER_STAFF, at=a_unit()))
    both_read = list(ClockWarning.objects.values_list("pk", flat=True))
    assert warning_room._warn_some(both_read, now=DUE) == 3
    assert warning_room._warn_some(both_read, now=DUE) == 0


def test_without_the_claim_two_would_tell_twice(monkeypatch):
    a_complaint(by=a_person(Role.COUNTER_STAFF, at=a_unit()))
    both_read = list(ClockWarning.objects.values_list("pk", flat=True))
    monkeypatch.setattr(warning_room, "_claim", lambda _warning, *, now: True)
    assert warning_room._warn_some(both_read, now=DUE) == 3
    assert warning_room._warn_some(both_read, now=DUE) == 3


def test_a_paused_clock_warns_nobody_until_it_goes_on():
    handler = a_person(Role.HANDLER, at=a_unit())
    complaint = a_complaint(by=handler, handler=handler)
    pause_clock(
        complaint=complaint, kind=ClockKind.HANDLING, reason=PauseReason.CUSTOMER_AWAY, note="客户出差",
        resume_at=A_MONDAY + 3 * DAY, by=handler, now=A_MONDAY + HOUR,
    )  # fmt: skip
    assert warn(now=DUE) == 0
    assert ClockWarning.objects.order_by("run_at").first().run_at > A_MONDAY + 3 * DAY


def test_the_sweep_reads_no_more_however_many_tickets_are_closed():
    unit = a_unit()

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert warn(now=A_MONDAY) == 0
        return len(captured)

    before = statements()
    for number in range(5):
        from_a_sheet(unit, state="closed", closed_at=A_MONDAY, source_key=f"Z{number}")
    assert statements() == before == 1


def test_a_ticket_from_a_sheet_gets_its_clock_shortly_before_it_is_due():
    complaint = from_a_sheet(a_unit())
    assert not complaint.clocks.exists()
    assert take_up(now=A_MONDAY - 10 * DAY) == 0
    assert take_up(now=A_MONDAY + HOUR) == 1
    assert take_up(now=A_MONDAY + HOUR) == 0
    clock = complaint.clocks.get()
    assert (clock.kind, clock.started_at, clock.due_at) == (ClockKind.HANDLING, A_MONDAY, complaint.due_at)
    assert clock.warnings.count() == 3


def test_a_later_sheet_takes_the_clocks_of_its_tickets_with_it():
    unit = a_unit()
    complaint = from_a_sheet(unit)
    take_up(now=A_MONDAY + HOUR)
    later = NewTicket(
        received_at=A_MONDAY + DAY, unit_id=unit.pk, unit_path=unit.path, channel="hotline", subject="乱扣费",
        state="closed", closed_at=A_MONDAY + DAY, source="省平台", source_key="S1",
    )  # fmt: skip
    renew_many([(complaint.pk, later)], by=None, now=A_MONDAY + 2 * DAY, run=None)
    assert not Clock.objects.exists()
    forget_clocks([complaint.pk])


def test_a_sheet_does_not_overwrite_a_ticket_that_somebody_paused():
    unit = a_unit()
    complaint = from_a_sheet(unit)
    assert changed_by_hand([complaint.pk]) == set()
    pause_clock(
        complaint=complaint, kind=ClockKind.HANDLING, reason=PauseReason.CUSTOMER_AWAY, note="客户出差",
        resume_at=A_MONDAY + 3 * DAY, by=a_person(Role.HANDLER, at=unit), now=A_MONDAY + HOUR,
    )  # fmt: skip
    assert changed_by_hand([complaint.pk]) == {complaint.pk}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"channel": "regulator"}, ClockKind.REGULATOR),
        ({"channel": "consumer_body"}, ClockKind.CONSUMER_BODY),
        ({"appeal_number": "SS-1"}, ClockKind.APPEAL),
        ({"regulator_number": "GX-1"}, ClockKind.REGULATOR),
    ],
)
def test_what_an_authority_waits_for_has_its_clock_though_handling_is_late_already(said, kind):
    unit = a_unit()
    from_a_sheet(unit, source_key="S0")
    complaint = from_a_sheet(unit)
    Complaint.objects.filter(pk=complaint.pk).update(**said)
    assert take_up(now=A_MONDAY + 5 * DAY) == 1
    assert take_up(now=A_MONDAY + 5 * DAY) == 0
    assert complaint.clocks.get(kind=kind).warnings.exists()


def test_what_an_authority_waited_for_long_ago_is_left_alone():
    from_a_sheet(a_unit(), channel="regulator")
    assert take_up(now=A_MONDAY + 21 * DAY) == 0


def test_a_sheet_asks_for_the_rules_once_however_many_tickets_it_tells_anew():
    unit = a_unit()
    made = [from_a_sheet(unit, source_key=f"S{number}") for number in range(4)]
    later = NewTicket(
        received_at=A_MONDAY + DAY, unit_id=unit.pk, unit_path=unit.path, channel="hotline", subject="乱扣费",
        source="省平台", source_key="S1",
    )  # fmt: skip

    def statements(tickets: list[Complaint]) -> int:
        with CaptureQueriesContext(connection) as captured:
            renew_many([(one.pk, later) for one in tickets], by=None, now=A_MONDAY + 2 * DAY, run=None)
        return sum("clockrule" in one["sql"] for one in captured)

    assert statements(made[:1]) == statements(made) == 1
    assert {one.due_at for one in Complaint.objects.order_by("pk")} == {A_MONDAY + 3 * DAY}
