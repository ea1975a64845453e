"""The demo branch comes out as the rule book prints it, the same every time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.casework.models import Casework
from complaints.models import Complaint
from core.approvals.models import ApprovalRequest
from core.models import AuditEntry
from core.notifications.models import Notification
from core.periods.rules import period
from halls.crossing.models import CrossRound
from halls.findings.models import WaitFinding
from halls.premises.selectors import rule_for
from halls.queue.models import CounterSession, Segment, Visit
from halls.rush.models import Emergency
from kpi.reports.selectors import report_of
from org.models import Person, Unit
from servicedesk.demo.figures import CUSTOMER_BASE, JANUARY, MONTHS
from servicedesk.demo.halls import HALLS, SOURCE_HALLS
from servicedesk.demo.seeding import seed_branch
from servicedesk.demo.sheets import KEPT, freeze_sheets

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
FINGERPRINT = "2a0a7f4185fa0f39d96469c4beab35f8b8f40e168a0b2fdd25aeb7045895a08d"
JANUARY_2011 = dt.date(2011, 1, 1)


@pytest.fixture(scope="module", autouse=True)
def _demo_branch(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Seeded once: what these tests do to it is taken back after each."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "FILES_DIR", tmp_path_factory.mktemp("files"))
        seed_branch(first_month=JANUARY_2011, now=NOW)
        yield
        transaction.set_rollback(True)


def facts() -> list[tuple]:
    told = ("number", "received_at", "text", "unit__code", "state")
    return list(Complaint.objects.order_by("number").values_list(*told))


def test_january_is_the_source_s() -> None:
    """S0 1.4: every complaint table of the month."""
    report = report_of(Unit.objects.get(code="DEMO"), period("2011-01"))
    assert report.volume == 2417
    assert report.customers.customers == CUSTOMER_BASE
    volumes = {row.name: (row.volume, row.control) for row in report.regions.rows}
    assert volumes == {
        "城区": (1486, 843),
        "大源": (456, 182),
        "新登": (249, 182),
        "政企": (170, 93),
        "虚拟": (36, None),
        "号码错误": (20, None),
    }
    assert (report.own_errors.total, report.channel_errors.total) == (63, 70)
    assert {row.name: row.total for row in report.erring_units if row.total > 5} == {
        "春北": 56,
        "桂花": 33,
        "政企": 10,
        "大源": 8,
        "春江": 7,
        "新登": 6,
    }
    # The same every time, on every machine and both databases.
    assert hashlib.sha256(repr([row[2:] for row in facts()]).encode()).hexdigest() == FINGERPRINT


def test_january_s_halls_are_the_source_s() -> None:
    """S0 1.1: 13,261/4,181, 9,276/1,188, 7,497/1,221; their total is 6,590 and 21.94 %, never the 6,591 printed."""
    counted = Visit.objects.counted().filter(business_day__range=(JANUARY_2011, dt.date(2011, 1, 31)))
    over = Count("pk", filter=Q(wait_seconds__gt=600))
    rows = counted.values("premises__unit__code").annotate(tickets=Count("pk"), over=over)
    found = {row["premises__unit__code"]: (row["tickets"], row["over"]) for row in rows}
    assert {code: found[code] for code in ("FY-H01", "FY-H02", "FY-H03")} == {
        "FY-H01": (13_261, 4_181),
        "FY-H02": (9_276, 1_188),
        "FY-H03": (7_497, 1_221),
    }
    three = [found[hall.code] for hall in SOURCE_HALLS]
    assert [sum(column) for column in zip(*three, strict=True)] == [30_034, 6_590]
    assert round(Decimal(6_590 * 100) / 30_034, 2) == Decimal("21.94")
    assert {hall.code: (hall.tickets, hall.overtime) for hall in SOURCE_HALLS} == found, "January is theirs alone"
    assert Visit.objects.counted().count() == sum(hall.tickets for hall in HALLS)
    assert rule_for(Unit.objects.get(code="FY-H01"), on=JANUARY_2011).wait_minutes == 10


def test_its_counters_serve_one_customer_at_a_time_while_somebody_sits_there() -> None:
    at = Segment.objects.filter(kind__in=["called", "serving"]).order_by("counter", "started_at", "ended_at")
    sat: dict[tuple[int, int], list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for counter, staff, opened, closed in CounterSession.objects.values_list(
        "counter", "staff", "opened_at", "closed_at"
    ):
        sat[counter, staff].append((opened, closed))
    last: dict[int, dt.datetime] = {}
    for counter, staff, started, ended in at.values_list("counter", "staff", "started_at", "ended_at"):
        assert last.get(counter, started) <= started
        last[counter] = ended
        assert any(opened <= started and ended <= closed for opened, closed in sat[counter, staff])
    assert set(Visit.objects.values_list("outcome", flat=True)) == {"served", "no_show", "left"}
    assert Segment.objects.filter(entered="transferred").exists()


def test_a_busy_morning_what_the_month_showed_and_a_round_stand_on_their_pages() -> None:
    """S0 1.1 忙时应急: opened by the rule on what the visits say of that moment; the finding has the figures.

    S3 4.4 互查: nobody looks at a hall of their own; one hall is inspected, and what was found was put right.
    """
    lived = Emergency.objects.get()
    assert (lived.trigger, lived.ended) == ("share", "hand")
    assert lived.tickets >= 20
    assert lived.over * 10 > lived.waiting > 0
    assert lived.longest_minutes is not None
    assert lived.reviewed_at is not None
    states = list(lived.steps.order_by("position").values_list("state", flat=True))
    assert states == ["done", "done", "done", "done", "skipped", "todo", "done"]
    finding = WaitFinding.objects.get()
    assert (finding.premises.unit.code, finding.tickets, finding.overtime) == ("FY-H01", 13_261, 4_181)
    pairs = CrossRound.objects.get().pairs.select_related("hall", "home", "run")
    assert len(pairs) == 6
    assert not any(pair.hall.path.startswith(pair.home.path) for pair in pairs)
    assert [(pair.hall.code, pair.run.findings) for pair in pairs if pair.run] == [("FY-H02", 1)]


def test_six_open_tickets_are_worked_on_to_different_steps() -> None:
    cases = Casework.objects.current().filter(complaint__state="open")
    assert sorted(case.grade for case in cases) == ["A", "A", "B", "B", "C", "C"]
    assert len({case.done() for case in cases}) == 6
    assert ApprovalRequest.objects.waiting().count() == 1


def test_its_past_days_weeks_and_months_have_sheets_as_the_routine_makes_them() -> None:
    of_the_branch = Sheet.objects.filter(unit__code="DEMO").order_by("kind", "last_day")
    periods = {kind: [one.period for one in of_the_branch if one.kind == kind] for kind in KEPT}
    assert {kind: len(found) for kind, found in periods.items()} == KEPT
    assert periods[SheetKind.MONTHLY] == ["2011-01", "2011-02", "2011-03"]
    assert periods[SheetKind.DAILY][-1] == "2011-03-31"
    january = of_the_branch.get(kind=SheetKind.MONTHLY, period="2011-01")
    assert january.content["sections"]["month"][0]["figures"]["received"] == 2417
    assert january.made_at == dt.datetime(2011, 1, 31, 23, 0, tzinfo=dt.UTC)
    assert AuditEntry.objects.filter(verb="sheet.made").count() == Sheet.objects.count()
    assert not Sheet.objects.filter(version__gt=1).exists()
    for kind in KEPT:  # a bureau has the last period's
        assert Sheet.objects.filter(unit__code="FY-CQ", kind=kind).count() == 1
    unread = Notification.objects.unread().filter(kind__startswith="sheet.").order_by("created_at")
    assert unread.first().created_at.date() >= dt.date(2011, 3, 24)
    assert Notification.objects.filter(kind="sheet.ready").exclude(read_at=None).exists()
    again = freeze_sheets(until=dt.datetime(2011, 3, 31, 10, tzinfo=dt.UTC), now=NOW)
    assert again == Sheet.objects.count()


def test_no_region_has_more_errors_than_tickets() -> None:
    assert sum(region.volume for region in JANUARY) == 2417
    assert all(region.errors <= region.volume for month in MONTHS for region in month)


def test_every_kind_of_ticket_of_the_demo_opens(client) -> None:
    client.force_login(Person.objects.get(staff_number="DEMO-01"))
    for state in ("open", "closed"):
        ticket = Complaint.objects.filter(state=state, events__isnull=False).order_by("number").first()
        assert client.get(f"/complaints/{ticket.number}/").status_code == 200, state
