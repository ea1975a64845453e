"""A worker killed in the middle of an act on many tickets: the next one goes on, and no ticket is done twice (D2)."""

from __future__ import annotations

import pytest

from servicedesk.chaos.servers import until

pytestmark = pytest.mark.faults
TICKETS = 4_000
DONE_SECONDS = 120
STATES = "SELECT state FROM core_job"
RESULTS = "SELECT count(*) FROM complaints_bulkrow WHERE result = 'done'"
NOTES = "SELECT count(*) FROM complaints_complaintevent WHERE kind = 'note'"
NOTED = "SELECT count(DISTINCT complaint_id) FROM complaints_complaintevent WHERE kind = 'note'"
CHAIN = "SELECT count(*) FROM core_auditentry WHERE verb = 'complaint.noted'"

BRANCH = f"""
import datetime as dt
from complaints.tickets.services import NewTicket, write_many
from org.models import Person, Posting, Unit
from org.people.choices import Role
from org.units.choices import UnitKind
from org.units.services import create_unit
now = dt.datetime(2011, 1, 17, 8, tzinfo=dt.UTC)
unit = create_unit(code="DEMO", name="富阳分公司", kind=UnitKind.BRANCH, parent=None, by=None, now=now)
person = Person.objects.create_user("FY00001", "林晓", None)
Posting.objects.create(person=person, unit=unit, role=Role.SERVICE_MANAGER, starts_on=dt.date(2011, 1, 1))
write_many(
    (NewTicket(now, unit.pk, unit.path, "hotline", "家庭网") for _one in range({TICKETS})), by=None, now=now
)
"""
ACT = """
from django.utils import timezone
from complaints.bulk.registry import act_of
from complaints.bulk.services import ask_bulk, confirm_bulk, look_over
from org.models import Person
now, person = timezone.now(), Person.objects.get()
bulk = ask_bulk(act=act_of("note"), values={"text": "统一口径"}, filters={}, by=person, now=now)
look_over(bulk=bulk, now=now)
confirm_bulk(bulk=bulk, by=person, now=now)
"""
CARELESS = """
from django.utils import timezone
from core.jobs.services import enqueue
from servicedesk.chaos.effects import CARELESS_MANY
enqueue(CARELESS_MANY, by=None, now=timezone.now(), arguments={})
"""


def test_each_ticket_is_done_once_however_often_the_worker_is_killed(site, rounds):
    one = site()
    one.run(BRANCH)
    one.run(ACT)
    one.start_worker()
    seen = 0
    for _round in range(min(rounds, 2)):
        until(lambda: one.column(RESULTS)[0] > seen, seconds=DONE_SECONDS, what="some tickets done")  # noqa: B023
        one.kill_group("worker")
        seen = one.column(RESULTS)[0]
        one.start_worker()
    until(lambda: set(one.column(STATES)) == {"done"}, seconds=DONE_SECONDS, what="the job's end")
    assert seen < TICKETS, "it was killed in the middle"
    assert [one.column(what)[0] for what in (RESULTS, NOTES, NOTED, CHAIN)] == [TICKETS] * 4


def test_the_careless_loop_begins_anew(site):
    one = site()
    one.run(BRANCH)
    one.run(CARELESS)
    one.start_worker()
    until(lambda: one.column(NOTES)[0] > 5, seconds=DONE_SECONDS, what="some notes")
    one.kill_group("worker")
    one.start_worker()
    until(lambda: one.column(NOTES)[0] > one.column(NOTED)[0], seconds=DONE_SECONDS, what="a second note on a ticket")
