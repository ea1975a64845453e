"""What acts on a ticket do to its clocks."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints.casework.services import casework_of, grade_case
from complaints.clocks.choices import ClockKind, ClockState, Counting, PauseReason
from complaints.clocks.models import Clock, ClockRule, ClockWarning
from complaints.clocks.selectors import recounted
from complaints.clocks.services import pause_clock, resume_clock
from complaints.clocks.services import running as running_room
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.services import (
    acknowledge_complaint,
    acknowledge_many,
    close_complaint,
    edit_complaint,
    log_call,
    reopen_complaint,
    void_complaint,
)
from complaints.tickets.services.trail import remember
from core.audit.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
DUE = A_MONDAY + 2 * DAY


def states(complaint: Complaint) -> dict[str, str]:
    return dict(complaint.clocks.order_by("pk").values_list("kind", "state"))


def handling(complaint: Complaint) -> Clock:
    return complaint.clocks.filter(kind=ClockKind.HANDLING).latest("pk")


def a_rule(grade: str, amount: int, counting: str = Counting.WORKING_DAYS) -> ClockRule:
    return ClockRule.objects.create(
        kind=ClockKind.HANDLING, grade=grade, amount=amount, counting=counting, warn_minutes=[60],
        valid_from=dt.date(2010, 1, 1), made_at=A_MONDAY,
    )  # fmt: skip


def closed(complaint: Complaint, now: dt.datetime) -> Complaint:
    return close_complaint(complaint=complaint, outcome="excessive", note="已答复", by=None, now=now)


@pytest.fixture(autouse=True)
def _closing_waits_for_nothing(monkeypatch):
    """What a case needs before it is closed is told elsewhere."""
    monkeypatch.setattr("complaints.tickets.registry._gates", [])


def test_registering_starts_handling_and_the_ticket_says_its_due_time():
    complaint = a_complaint()
    assert states(complaint) == {"handling": "running"}
    assert handling(complaint).due_at == complaint.due_at == Complaint.objects.get().due_at == DUE


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({"channel": "regulator"}, {"handling", "regulator"}),
        ({"channel": "consumer_body"}, {"handling", "consumer_body"}),
        ({"appeal_number": "SS-1"}, {"handling", "appeal"}),
        ({"regulator_number": "GX-1", "appeal_number": "SS-1"}, {"handling", "regulator", "appeal"}),
    ],
)
def test_an_authority_s_answer_has_a_clock_of_its_own(said, kinds):
    assert set(states(a_complaint(**said))) == kinds


def test_what_the_sources_give_no_number_is_not_counted():
    complaint = a_complaint()
    grade_case(casework=casework_of(complaint), grade="A", by=None, now=A_MONDAY)
    assert not complaint.clocks.filter(kind__in=["first_contact", "verification", "approval"]).exists()


def test_a_regulator_waits_from_the_receipt_however_late_it_was_entered():
    manager = a_person(Role.SERVICE_MANAGER, at=a_unit())
    received = A_MONDAY - 3 * DAY
    complaint = a_complaint(
        at=manager.postings.get().unit, by=manager, channel="regulator", received_at=received, backdate_reason="补录"
    )
    clocks = {clock.kind: clock for clock in complaint.clocks.all()}
    assert clocks["regulator"].due_at == received + 15 * DAY
    assert clocks["handling"].started_at == A_MONDAY


def test_a_regulator_s_number_that_comes_later_starts_its_clock_and_one_entered_wrongly_stops_it():
    complaint = a_complaint()
    edit_complaint(
        complaint=complaint, version=complaint.version, by=None, now=A_MONDAY + HOUR, regulator_number="GX-9"
    )
    assert complaint.clocks.get(kind="regulator").started_at == A_MONDAY + HOUR
    edit_complaint(
        complaint=complaint, version=complaint.version, by=None, now=A_MONDAY + 2 * HOUR, regulator_number=""
    )
    assert states(complaint)["regulator"] == ClockState.CANCELLED


@pytest.mark.parametrize(("after", "state"), [(DAY, "met"), (3 * DAY, "missed")])
def test_closing_ends_every_clock_by_its_deadline(after, state):
    complaint = a_complaint(channel="regulator")
    closed(complaint, A_MONDAY + after)
    assert states(complaint) == {"handling": state, "regulator": "met"}
    assert not ClockWarning.objects.filter(sent_at=None).exists()
    assert not complaint.clocks.filter(intervals__ended_at=None).exists()


def test_reopening_starts_a_new_clock_and_keeps_the_old_one():
    complaint = closed(a_complaint(), A_MONDAY + 3 * DAY)
    reopen_complaint(complaint=complaint, reason="timed_out", note="", by=None, now=A_MONDAY + 4 * DAY)
    assert list(complaint.clocks.order_by("pk").values_list("state", flat=True)) == ["missed", "running"]
    assert handling(complaint).due_at == complaint.due_at == Complaint.objects.get().due_at
    assert complaint.due_at == dt.datetime(2011, 1, 25, 15, 20, tzinfo=A_MONDAY.tzinfo)


def test_after_reopening_an_authority_waits_again_from_the_receipt():
    complaint = closed(a_complaint(channel="regulator"), A_MONDAY + DAY)
    reopen_complaint(complaint=complaint, reason="timed_out", note="", by=None, now=A_MONDAY + 4 * DAY)
    again = complaint.clocks.get(kind="regulator", ended_at=None)
    assert (again.started_at, again.due_at) == (A_MONDAY, A_MONDAY + 15 * DAY)
    assert complaint.clocks.get(kind="regulator", state=ClockState.MET).due_at == again.due_at


def test_a_void_ticket_s_clocks_count_no_longer():
    complaint = a_complaint(channel="regulator")
    void_complaint(complaint=complaint, reason="测试单", by=None, now=A_MONDAY + HOUR)
    assert set(states(complaint).values()) == {ClockState.CANCELLED}


def test_another_grade_counts_anew_and_loses_no_pause():
    """glpi #6902: a changed promise forgot how long the ticket had waited for the customer."""
    a_rule("C", 1)
    handler = a_person(Role.HANDLER, at=a_unit())
    complaint = a_complaint(by=handler)
    wait = {"complaint": complaint, "kind": ClockKind.HANDLING, "by": handler}
    pause_clock(
        **wait, reason=PauseReason.CUSTOMER_AWAY, note="客户出差", resume_at=A_MONDAY + 2 * DAY, now=A_MONDAY + HOUR
    )
    resume_clock(**wait, now=A_MONDAY + DAY)
    assert complaint.due_at == dt.datetime(2011, 1, 20, 14, 20, tzinfo=A_MONDAY.tzinfo)  # six and a half hours of work
    casework = casework_of(Complaint.objects.get())
    grade_case(casework=casework, grade="C", by=handler, now=A_MONDAY + DAY + HOUR)
    clock, stored = handling(complaint), Complaint.objects.get()
    assert (clock.amount, clock.rule.grade) == (1, "C")
    assert clock.intervals.filter(kind="pause").count() == 1
    assert clock.due_at == stored.due_at == recounted(clock, stored.unit)
    assert clock.due_at == dt.datetime(2011, 1, 19, 14, 20, tzinfo=A_MONDAY.tzinfo)
    assert AuditEntry.objects.filter(verb="clock.recounted").exists()


def test_a_grade_known_at_the_counter_counts_from_the_beginning():
    a_rule("C", 1)
    assert a_complaint(grade="C").due_at == A_MONDAY + DAY


def a_rule_for(kind: ClockKind) -> None:
    ClockRule.objects.create(
        kind=kind, amount=4, counting=Counting.NATURAL_HOURS, warn_minutes=[], valid_from=dt.date(2010, 1, 1),
        made_at=A_MONDAY,
    )  # fmt: skip


def test_only_a_call_that_reached_the_customer_ends_the_wait_for_the_first_contact():
    a_rule_for(ClockKind.FIRST_CONTACT)
    complaint = a_complaint()
    log_call(complaint=complaint, text="无人接听", reached=False, by=None, now=A_MONDAY + HOUR)
    assert states(complaint)["first_contact"] == ClockState.RUNNING
    log_call(complaint=complaint, text="已说明", by=None, now=A_MONDAY + 2 * HOUR)
    assert states(complaint)["first_contact"] == ClockState.MET


def _as_ended(complaint: Complaint) -> list[tuple[object, ...]]:
    clock = complaint.clocks.get(kind=ClockKind.FIRST_CONTACT)
    spans = clock.intervals.values_list("kind", "started_at", "ended_at", "resume_at")
    warnings = clock.warnings.filter(sent_at=None).count()
    return [clock.state, clock.ended_at, clock.due_at, clock.version, warnings, *spans]


def test_acknowledging_many_ends_their_clocks_as_acknowledging_each_does():
    """In time, late, paused, ended by a call before."""
    a_rule_for(ClockKind.FIRST_CONTACT)
    ClockRule.objects.filter(kind=ClockKind.FIRST_CONTACT).update(warn_minutes=[60])
    by, now = a_person(Role.HANDLER, at=a_unit()), A_MONDAY + 5 * HOUR
    ended = []
    for place, many in enumerate((False, True)):
        found = [
            a_complaint(phone=f"1380571{place}{at:03d}", now=A_MONDAY + at * HOUR, received_at=A_MONDAY + at * HOUR)
            for at in (0, 4, 2, 3)
        ]
        said = {"reason": PauseReason.CUSTOMER_AWAY, "note": "出差", "resume_at": A_MONDAY + 9 * HOUR}
        pause_clock(complaint=found[2], kind=ClockKind.FIRST_CONTACT, by=by, now=A_MONDAY + 3 * HOUR, **said)
        log_call(complaint=found[3], text="已说明", by=by, now=A_MONDAY + 4 * HOUR)
        if many:
            acknowledge_many(found, by=by, now=now, data={})
        else:
            for one in found:
                acknowledge_complaint(complaint=one, by=by, now=now)
        ended.append([_as_ended(one) for one in found])
    assert ended[0] == ended[1]
    assert [one[0] for one in ended[1]] == ["missed", "met", "met", "met"]


def test_only_the_approval_of_alternatives_ends_their_clock():
    a_rule_for(ClockKind.APPROVAL)
    complaint = a_complaint()
    said = {"complaint": complaint, "by": None, "now": A_MONDAY + HOUR}
    remember(EventKind.ALTERNATIVES, **said)
    for about in ("letter", "remedy", "demand"):
        remember(EventKind.APPROVAL, data={"act": "approved", "about": about}, **said)
    assert states(complaint)["approval"] == ClockState.RUNNING
    remember(EventKind.APPROVAL, data={"act": "approved", "about": "alternatives"}, **said)
    assert states(complaint)["approval"] == ClockState.MET


def test_a_clock_that_somebody_moved_meanwhile_is_not_written_over():
    complaint = a_complaint()
    stale = handling(complaint)
    closed(complaint, A_MONDAY + HOUR)
    with pytest.raises(running_room.ClockChanged):
        running_room.recount(stale, now=A_MONDAY + HOUR)


def test_without_the_condition_an_ended_clock_would_run_again(monkeypatch):
    complaint = a_complaint()
    stale = handling(complaint)
    closed(complaint, A_MONDAY + HOUR)
    monkeypatch.setattr(
        running_room, "change", lambda clock, **columns: Clock.objects.filter(pk=clock.pk).update(**columns)
    )
    with pytest.raises(Exception, match="clock_ended_when"):
        running_room.recount(stale, now=A_MONDAY + HOUR)


def test_a_first_rule_of_ones_own_takes_no_other_of_the_sources_away():
    ClockRule.objects.order_by("pk").delete()
    a_rule("", 3)
    complaint = a_complaint(channel="regulator")
    assert handling(complaint).amount == 3
    assert states(complaint)["regulator"] == ClockState.RUNNING
