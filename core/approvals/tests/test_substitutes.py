from __future__ import annotations

import datetime as dt

import pytest

from core.approvals.choices import Decision
from core.approvals.models import ApprovalVoice, Substitute
from core.approvals.selectors import case_of, waiting_for
from core.approvals.services import CannotAppoint, CannotEnd, appoint_substitute, decide, end_substitute, remind
from core.approvals.tests.factories import NOW, a_request
from core.notifications.models import Notification

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


def appoint(branch, **more):
    said = {
        "person": branch.manager,
        "substitute": branch.deputy,
        "from_on": TODAY,
        "to_on": TODAY + 7 * DAY,
        "reason": "年休假",
        "by": branch.manager,
        "now": NOW,
    }
    return appoint_substitute(**said | more)


def test_the_substitute_hears_of_it_and_so_does_the_person_when_somebody_else_appoints(branch):
    appoint(branch, by=branch.asker)
    told = {notice.recipient.name: notice.kind for notice in Notification.objects.all()}
    assert told == {"吴副总": "substitute.appointed", "周总": "substitute.appointed_for"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_on": TODAY + DAY, "to_on": TODAY},
        {"from_on": TODAY - 3 * DAY, "to_on": TODAY - DAY},
        {"to_on": TODAY + 200 * DAY},
    ],
)
def test_days_that_make_no_sense_are_refused(branch, wrong):
    with pytest.raises(CannotAppoint):
        appoint(branch, **wrong)


def test_nobody_replaces_themselves_nor_appoints_themselves_for_another(branch):
    with pytest.raises(CannotAppoint):
        appoint(branch, substitute=branch.manager)
    with pytest.raises(CannotAppoint):
        appoint(branch, by=branch.deputy)


def test_the_same_days_are_not_given_twice(branch):
    appoint(branch)
    with pytest.raises(CannotAppoint):
        appoint(branch, from_on=TODAY + 7 * DAY, to_on=TODAY + 9 * DAY)


def test_an_ended_substitution_counts_no_longer_but_what_was_decided_stands(branch):
    place = appoint(branch)
    first = a_request([branch.manager], about=branch.unit, by=branch.asker)
    decide(request=first, decision=Decision.APPROVE, by=branch.deputy, now=NOW)
    a_request([branch.manager], about=branch.unit, by=branch.asker)
    assert waiting_for(branch.deputy, NOW).count() == 1
    end_substitute(place=place, by=branch.manager, now=NOW)
    assert not waiting_for(branch.deputy, NOW).exists()
    assert ApprovalVoice.objects.get(step__request=first).decided_by == branch.deputy
    with pytest.raises(CannotEnd):
        end_substitute(place=Substitute.objects.get(), by=branch.manager, now=NOW)


def test_who_may_stand_in_shows_beside_the_person_asked(branch):
    appoint(branch)
    asked = a_request([branch.manager], about=branch.unit, by=branch.asker)
    assert case_of(asked, NOW).current.steps[0].voices[0].stand_ins == "吴副总"


class TestReminders:
    def reminders(self) -> int:
        return Notification.objects.filter(kind="approval.reminder").count()

    def test_one_a_voice_and_interval(self, branch, settings):
        settings.APPROVAL_REMIND_HOURS = 24
        a_request([branch.manager, branch.deputy], about=branch.unit, by=branch.asker)
        assert remind(now=NOW + dt.timedelta(hours=23)) == 0
        assert [remind(now=NOW + dt.timedelta(hours=hours)) for hours in (24, 25, 47, 48)] == [2, 0, 0, 2]
        assert self.reminders() == 4
        assert not Notification.objects.filter(kind="approval.reminder", urgent=True).exists()

    def test_whoever_decided_or_is_not_yet_asked_is_left_in_peace(self, branch, settings):
        settings.APPROVAL_REMIND_HOURS = 24
        asked = a_request([branch.manager], [branch.deputy], about=branch.unit, by=branch.asker)
        decide(request=asked, decision=Decision.APPROVE, by=branch.manager, now=NOW + dt.timedelta(hours=20))
        assert remind(now=NOW + dt.timedelta(hours=30)) == 0
        assert remind(now=NOW + dt.timedelta(hours=45)) == 1
        assert Notification.objects.get(kind="approval.reminder").recipient == branch.deputy
