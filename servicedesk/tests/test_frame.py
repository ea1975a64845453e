"""The figures of the frame are prepared once for all who serve alike: each reader gets the own ones."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from complaints.counters.choices import Number
from complaints.counters.selectors import counts
from complaints.tests.factories import a_complaint
from complaints.tickets.services import assign_complaint
from core.approvals.models import Substitute
from core.approvals.selectors import waiting_for
from core.approvals.tests.factories import a_request
from core.models import Notification
from org.calendar.services import load_official_years, set_up_default_calendar
from org.models import Person, Posting, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from servicedesk.home.context import frame_figures

pytestmark = pytest.mark.django_db
NOW = timezone.now()
A_DAY = dt.timedelta(days=1)


def worded_anew(person, code):
    """What the frame shows, each figure asked for itself."""
    found = counts(person, (Number.LATE, Number.MINE), now=timezone.now())
    units = Unit.objects.visible_to(person)
    numbers = (
        found[Number.LATE],
        found[Number.MINE],
        waiting_for(person, timezone.now()).count(),
        Notification.objects.visible_to(person).unread().count(),
    )
    name = units.filter(code=code).values_list("name", flat=True).first() or ""
    return (*(str(number or "") for number in numbers), units.count() > 1, name)


def shown(person, code):
    frame = frame_figures(person, code)
    return frame.late, frame.mine, frame.approvals, frame.unread, frame.many_units, frame.unit


@pytest.fixture
def house(db):
    """Two branches with people of every role in each, tickets late and in hand, notices, requests, substitutes."""
    set_up_default_calendar(by=None, now=NOW)
    load_official_years(first=2010, last=2026, by=None, now=NOW)
    for name in ("甲", "乙"):
        branch = a_unit(f"{name}分公司")
        hall = a_unit(f"{name}营业厅", under=branch)
        people = {role: a_person(role, at=branch, name=f"{role.label}{name}") for role in Role}
        for unit, days in ((branch, 1), (hall, 20), (hall, 30)):
            received = NOW - days * A_DAY
            complaint = a_complaint(at=unit, received_at=received, by=people[Role.SERVICE_MANAGER], now=received)
            assign_complaint(complaint=complaint, handler=people[Role.HANDLER], by=None, now=NOW)
        Notification.objects.bulk_create(
            Notification(recipient=person, kind="x", key=str(person.pk), created_at=NOW) for person in people.values()
        )
        a_request([people[Role.MARKET_MANAGER]], about=hall, by=people[Role.HANDLER], now=NOW)
        today, market = timezone.localdate(), people[Role.MARKET_MANAGER]
        said = {"from_on": today, "to_on": today, "reason": "出差", "appointed_by": market, "appointed_at": NOW}
        Substitute.objects.create(person=market, substitute=people[Role.CALLER], **said)
    both = people[Role.HANDLER]
    Posting.objects.create(
        person=both, unit=Unit.objects.get(name="甲营业厅"), role=Role.HANDLER, starts_on=dt.date(2000, 1, 1)
    )
    Posting.objects.filter(person=people[Role.FINANCE]).update(ends_on=dt.date(2001, 1, 1))
    a_person(name="无岗位")


def test_everybody_reads_the_own_figures_whoever_asked_first(house):
    codes = ["", "\0", "none", *Unit.objects.values_list("code", flat=True)]
    seen = set()
    for person in Person.objects.all():
        for code in codes:
            found = shown(person, code)
            assert found == worded_anew(person, code.replace("\0", "")), (person, code)
            seen.add(found)
    assert len(seen) > 10
