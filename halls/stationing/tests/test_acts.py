"""What may be said of a stint, and by whom."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from complaints.models import Complaint
from core.models import AuditEntry
from core.notifications.models import Notification
from core.versions import ChangedMeanwhile
from halls.stationing import services
from halls.stationing.choices import StintState
from halls.stationing.models import OpenMatter, Stint
from halls.stationing.services import CannotLog, CannotSettle, MayNotSign, NewMatter, remind, stints
from halls.stationing.tests.factories import HOURS, NOON, a_campaign, a_stint, counts, left_with, noon_of, signed
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
BY_DAY = {"now": NOON}


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def hall(branch):
    return a_unit("南湖东营业厅", under=branch, kind=UnitKind.HALL)


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, name="林晓")


@pytest.fixture
def other(branch):
    return a_person(Role.DISTRICT_MANAGER, at=branch, name="何静")


def sign(stint, by, *, first=5, **more):
    said = {**counts(first), **more}
    return services.sign_stint(stint=stint, version=stint.version, by=by, now=noon_of(stint.day), **said)


def test_a_signed_stint_is_locked_and_keeps_what_was_signed(hall, manager):
    stint = a_stint(hall, manager)
    left_with(stint)
    sign(stint, manager, first=20)
    assert (stint.state, stint.signed_by, stint.unresolved) == (StintState.SIGNED, manager, 1)
    assert [(one.number, one.received.total, one.unresolved) for one in stint.versions.all()] == [(1, 20, 1)]
    with pytest.raises(CannotLog):
        services.log_stint(stint=stint, version=stint.version, by=manager, **counts(99), **BY_DAY)
    with pytest.raises(CannotLog):
        left_with(stint)
    with pytest.raises(CannotLog):
        services.strike(matter=stint.matters.get(), version=1, by=manager, **BY_DAY)


def test_nobody_signs_for_another_manager(hall, manager, other):
    """H17: 403, whoever asks and whatever may be done elsewhere."""
    stint = a_stint(hall, manager, manager=other)
    with pytest.raises(MayNotSign) as refused:
        sign(stint, manager)
    assert refused.value.status == 403
    for act in (services.log_stint, services.correct_stint):
        more = {"reason": "更正"} if act is services.correct_stint else {}
        with pytest.raises(MayNotSign):
            act(stint=stint, version=stint.version, by=manager, **counts(1), **more, **BY_DAY)
    assert sign(stint, other).signed_by == other


def test_the_database_knows_that_who_signs_is_who_stood_there(hall, manager, other):
    stint = a_stint(hall, manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stint.objects.filter(pk=stint.pk).update(state="signed", signed_at=NOON, signed_by=other)


def test_only_who_is_stationed_at_the_hall_may_stand_there(hall, manager):
    clerk = a_person(Role.COUNTER_STAFF, at=hall)
    with pytest.raises(CannotLog) as refused:
        a_stint(hall, manager, manager=clerk)
    assert refused.value.field == "manager"


def test_one_person_does_not_stand_in_two_halls_at_once(branch, hall, manager):
    elsewhere = a_unit("延安路营业厅", under=branch, kind=UnitKind.HALL)
    a_stint(hall, manager)
    with pytest.raises(CannotLog, match="南湖东"):
        a_stint(elsewhere, manager, starts_at=dt.time(11, 59), ends_at=dt.time(13))
    a_stint(elsewhere, manager, starts_at=dt.time(12), ends_at=dt.time(13))


def test_a_stint_that_did_not_take_place_leaves_its_hours_free(hall, manager):
    stint = a_stint(hall, manager)
    services.cancel_stint(stint=stint, reason="临时会议", version=stint.version, by=manager, **BY_DAY)
    assert a_stint(hall, manager).pk != stint.pk


def test_nothing_is_signed_before_its_day(hall, manager):
    stint = a_stint(hall, manager, day=NOON.date() + dt.timedelta(days=1))
    with pytest.raises(CannotLog, match="not come"):
        services.sign_stint(stint=stint, version=1, by=manager, now=NOON, **counts(3))


def test_no_more_stay_unresolved_than_were_received_of_a_kind(hall, manager):
    stint = a_stint(hall, manager)
    left_with(stint, kind="third")
    with pytest.raises(CannotLog) as refused:
        sign(stint, manager, first=9)
    assert refused.value.field == "received_third"
    assert sign(stint, manager, received_third=1).received.total == 6


def test_who_read_an_earlier_count_does_not_write_over_the_later_one(hall, manager):
    stint = a_stint(hall, manager)
    stale = Stint.objects.get(pk=stint.pk)
    services.log_stint(stint=stint, version=stint.version, by=manager, **counts(4), **BY_DAY)
    with pytest.raises(ChangedMeanwhile):
        services.log_stint(stint=stale, version=stale.version, by=manager, **counts(2), **BY_DAY)
    assert Stint.objects.get(pk=stint.pk).received_first == 4


def test_without_the_version_the_later_count_would_be_lost(hall, manager, monkeypatch):
    """The twin of the test above with its guard off: the stale count wins."""

    def unguarded(row, *, version, **columns):
        Stint.objects.filter(pk=row.pk).update(**columns)

    monkeypatch.setattr(stints, "change_as_read", unguarded)
    stint = a_stint(hall, manager)
    stale = Stint.objects.get(pk=stint.pk)
    services.log_stint(stint=stint, version=stint.version, by=manager, **counts(4), **BY_DAY)
    services.log_stint(stint=stale, version=stale.version, by=manager, **counts(2), **BY_DAY)
    assert Stint.objects.get(pk=stint.pk).received_first == 2


def test_a_correction_is_a_new_version_with_a_reason(hall, manager):
    stint = signed(hall, manager, 20, unresolved=2)
    mistaken = stint.matters.first()
    added = NewMatter(kind="first", words="补登一件", owner=manager, due_on=stint.day)
    said = {"version": stint.version, "by": manager, **BY_DAY, **counts(22)}
    with pytest.raises(CannotLog) as refused:
        services.correct_stint(stint=stint, reason=" ", **said)
    assert refused.value.field == "reason"
    services.correct_stint(stint=stint, reason="漏登两位", struck=[mistaken], added=[added], **said)
    assert (stint.received.total, stint.unresolved) == (22, 2)
    told = [(one.number, one.received.total, one.reason) for one in stint.versions.all()]
    assert told == [(1, 20, ""), (2, 22, "漏登两位")]
    entry = AuditEntry.objects.get(verb="stint.corrected")
    assert entry.data["former"] == {"received": 20, "unresolved": 2}


def test_two_corrections_of_the_same_version_are_one(hall, manager):
    stint = signed(hall, manager, 20)
    stale = Stint.objects.get(pk=stint.pk)
    services.correct_stint(stint=stint, reason="一", version=stint.version, by=manager, **counts(21), **BY_DAY)
    with pytest.raises(ChangedMeanwhile):
        services.correct_stint(stint=stale, reason="二", version=stale.version, by=manager, **counts(30), **BY_DAY)
    assert stint.versions.count() == 2


def test_what_has_become_a_complaint_is_not_taken_off(hall, manager):
    stint = signed(hall, manager, 5, unresolved=1)
    matter = stint.matters.select_related("stint__unit").get()
    services.raise_complaint(matter=matter, by=manager, **BY_DAY)
    with pytest.raises(CannotLog) as refused:
        services.correct_stint(
            stint=stint, reason="误登", struck=[matter], version=stint.version, by=manager, **counts(5), **BY_DAY
        )
    assert refused.value.field == "struck"


def test_an_unresolved_matter_becomes_a_complaint_once(hall, manager):
    stint = a_stint(hall, manager)
    left_with(stint, "多扣月租三个月", customer_name="王小明", phone="13812345678")
    matter = OpenMatter.objects.select_related("stint__unit").get()
    assert matter.phone_masked == "138****5678"
    assert "13812345678" not in matter.phone_sealed
    stale = OpenMatter.objects.select_related("stint__unit").get()
    complaint = services.raise_complaint(matter=matter, by=manager, **BY_DAY)
    assert (complaint.unit, complaint.text, complaint.phone_masked) == (hall, "多扣月租三个月", "138****5678")
    assert complaint.customer_name == "王小明"
    with pytest.raises(CannotSettle):
        services.raise_complaint(matter=matter, by=manager, **BY_DAY)
    with pytest.raises(ChangedMeanwhile), transaction.atomic():
        services.raise_complaint(matter=stale, by=manager, **BY_DAY)
    assert Complaint.objects.count() == 1


def test_what_is_settled_later_leaves_the_rate_of_the_day(hall, manager):
    stint = signed(hall, manager, 10, unresolved=1)
    matter = stint.matters.get()
    services.settle(matter=matter, words="已上门处理", by=manager, **BY_DAY)
    stint.refresh_from_db()
    assert (stint.unresolved, stint.received.resolved) == (1, 9)
    with pytest.raises(CannotSettle):
        services.settle(matter=matter, words="又一次", by=manager, **BY_DAY)


def test_the_owner_is_told_once_when_it_is_given_and_once_when_it_falls_due(hall, manager, other):
    stint = a_stint(hall, manager)
    matter = left_with(stint, owner=other, due_on=stint.day)
    assert list(Notification.objects.values_list("recipient", "kind")) == [(other.pk, "matter.given")]
    assert remind(now=NOON) == 1
    assert remind(now=NOON) == 0
    services.settle(matter=OpenMatter.objects.get(pk=matter.pk), words="已解决", by=other, **BY_DAY)
    assert Notification.objects.filter(recipient=other, kind="matter.due").count() == 1


def test_a_stint_of_a_campaign_lies_in_its_halls_and_months(branch, hall, manager):
    elsewhere = a_unit("延安路营业厅", under=branch, kind=UnitKind.HALL)
    campaign = a_campaign(branch, [hall])
    assert a_stint(hall, manager, campaign=campaign).campaign == campaign
    with pytest.raises(CannotLog) as refused:
        a_stint(elsewhere, manager, campaign=campaign, starts_at=dt.time(14), ends_at=dt.time(15))
    assert refused.value.field == "campaign"
    with pytest.raises(CannotLog) as refused:
        a_stint(hall, manager, campaign=campaign, day=dt.date(2019, 9, 2))
    assert refused.value.field == "day"


def test_a_shift_ends_after_it_begins(hall, manager):
    with pytest.raises(CannotLog) as refused:
        a_stint(hall, manager, starts_at=HOURS["ends_at"], ends_at=HOURS["starts_at"])
    assert refused.value.field == "ends_at"


def test_what_a_correction_strikes_is_said_of_each_matter(hall, manager):
    stint = a_stint(hall, manager)
    mistaken = left_with(stint)
    sign(stint, manager)
    read_before = OpenMatter.objects.get(pk=mistaken.pk)
    said = {"by": manager, **counts(5), **BY_DAY}
    services.correct_stint(stint=stint, reason="重复登记", struck=[mistaken], version=stint.version, **said)
    entry = AuditEntry.objects.get(verb="matter.struck")
    assert (entry.about_id, entry.data["reason"]) == (mistaken.pk, "重复登记")
    with pytest.raises((ChangedMeanwhile, CannotSettle)):
        services.settle(matter=read_before, words="已办", by=manager, **BY_DAY)


def test_who_is_sent_to_a_hall_is_told_and_told_again_when_it_is_off(hall, manager, other):
    a_stint(hall, manager, starts_at=dt.time(13), ends_at=dt.time(14))
    assert not Notification.objects.exists()
    stint = a_stint(hall, manager, manager=other)
    assert [(one.kind, one.recipient) for one in Notification.objects.all()] == [("stint.planned", other)]
    services.cancel_stint(stint=stint, reason="临时会议", version=stint.version, by=manager, **BY_DAY)
    off = Notification.objects.get(kind="stint.cancelled")
    assert (off.recipient, off.params["reason"]) == (other, "临时会议")
