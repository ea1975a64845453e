"""Many that climb together leave what each would have left alone: rows, people told, letters, history, trail."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction

from complaints.escalation.choices import Counted, Line
from complaints.escalation.models import Escalation, PendingEscalation
from complaints.escalation.services import plan_ahead, sweep, sweeping
from complaints.escalation.tests.factories import a_rung_by_time
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from core.audit.models import AuditEntry
from core.audit.selectors import verify
from core.notifications.choices import Channel, Pace
from core.notifications.models import Delivery, Notification
from core.notifications.services import choose_pace
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from org.people.choices import Role
from org.people.models import Person, Posting
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
SWEPT = A_MONDAY + 48 * HOUR
ROLES = (
    Role.HANDLER,
    Role.TEAM_LEADER,
    Role.SERVICE_MANAGER,
    Role.CALL_CENTRE_SUPERVISOR,
    Role.MARKET_MANAGER,
    Role.DEPUTY_GENERAL_MANAGER,
)
TICKETS = 14


class World:
    """A company with branches and halls, people here and there, a plan with several rungs, and tickets."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        company = a_unit("公司", kind="company")
        branches = [a_unit(f"分公司{number}", under=company) for number in range(2)]
        self._units = [company, *branches, *(a_unit(f"厅{number}", under=branches[number % 2]) for number in range(4))]
        self._people()
        self._rungs()
        listener = a_person(Role.ADMINISTRATOR, at=branches[0])
        WebhookEndpoint.objects.create(
            name="数据仓库",
            url="https://hooks.example.cn/in",
            place=branches[0].code,
            events=["complaint.escalated"],
            person=listener,
            created_at=A_MONDAY,
        )
        for _number in range(TICKETS):
            self._ticket()

    def _people(self) -> None:
        dice = self._dice
        for number in range(14):
            mail = f"p{number}@example.cn" if dice.random() < 0.6 else ""
            person = a_person(dice.choice(ROLES), at=dice.choice(self._units), name=f"人{number}", email=mail)
            if dice.random() < 0.4:
                place: Unit = dice.choice(self._units)
                taken = Posting.objects.filter(person=person, unit=place)
                role = dice.choice([one for one in ROLES if not taken.filter(role=one)])
                Posting.objects.create(person=person, unit=place, role=role, starts_on=dt.date(2000, 1, 1))
            if mail and dice.random() < 0.5:
                choose_pace(channel=Channel.EMAIL, pace=dice.choice(Pace.values), by=person)

    def _rungs(self) -> None:
        dice = self._dice
        for line in (Line.BRANCH, Line.BRANCH, Line.BRANCH, Line.CALL_CENTRE, Line.CALL_CENTRE):
            level = dice.randint(2, 5)
            a_rung_by_time(
                line,
                level=level,
                counted=dice.choice([Counted.AFTER_START, Counted.BEFORE_DUE]),
                offset_minutes=dice.choice([60, 600, 1500]),
                grades=dice.choice(["", "", "BC"]),
                roles=[role.value for role in dice.sample(ROLES, dice.randint(1, 3))],
                liaison_form=level == 5,
                urgent=dice.random() < 0.5,
            )

    def _ticket(self) -> None:
        dice = self._dice
        handlers = list(Person.objects.filter(postings__role=Role.HANDLER).distinct().order_by("pk"))
        complaint = a_complaint(
            at=dice.choice(self._units),
            phone="",
            channel=dice.choice(["counter", "web", "hotline"]),
            grade=dice.choice(["", "A", "B", "C"]),
            handler=dice.choice([None, *handlers]),
        )
        rows = Complaint.objects.filter(pk=complaint.pk)
        rows.update(due_at=A_MONDAY + dice.randrange(20, 90) * HOUR, due_from=A_MONDAY)
        complaint.refresh_from_db()
        plan_ahead(complaint=complaint)
        fate = dice.random()
        if fate < 0.1:
            rows.update(state="closed", closed_at=A_MONDAY)
        elif fate < 0.3:
            rows.update(due_at=A_MONDAY + 300 * HOUR)
        elif fate < 0.4 and (pending := PendingEscalation.objects.filter(complaint=complaint).first()):
            _climbed_before(pending)


def _climbed_before(pending: PendingEscalation) -> None:
    """Its row was left behind, as by a restored database."""
    rung = pending.rung
    said = {"line": Line.BRANCH, "level": rung.level, "trigger": rung.trigger, "at": A_MONDAY}
    key = sweeping.time_key(rung.pk, pending.complaint)
    Escalation.objects.create(complaint=pending.complaint, rung=rung, cause_key=key, **said)


def what_is_left() -> dict[str, dict[str, list[Any]]]:
    """Everything that a sweep leaves, by ticket and in its order, without the numbers that rows happen to have."""
    left: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    number_of = dict(Complaint.objects.values_list("pk", "number"))
    climbed = {one.pk: (number_of[one.complaint_id], one.rung_id) for one in Escalation.objects.all()}
    for row in Escalation.objects.order_by("pk"):
        told = list(row.notices.order_by("pk").values_list("person", "role", "told_at", "acknowledged_at"))
        own = (row.rung_id, row.line, row.level, row.trigger, row.occasion, row.cause_key, row.at, row.by_id)
        left[number_of[row.complaint_id]]["rows"].append((*own, row.reason, bool(row.liaison_file_id), told))
    for pending in PendingEscalation.objects.order_by("rung"):
        left[number_of[pending.complaint_id]]["waiting"].append((pending.rung_id, pending.run_at))
    for complaint in Complaint.objects.all():
        events = complaint.events.filter(kind=EventKind.ESCALATED).order_by("pk")
        own = left[complaint.number]
        own["steps"] = list(events.values_list("at", "by", "text", "data"))
        trail = AuditEntry.objects.about(complaint).filter(verb="complaint.escalated").in_order()
        own["trail"] = [(one.at, one.by_label, one.about_label, _without(one.data, "event")) for one in trail]
        # A step's line in the trail names that very step.
        assert [one.data["event"] for one in trail] == list(events.values_list("pk", flat=True))
    for notice in Notification.objects.filter(kind="escalation.time").order_by("pk"):
        _word, escalation, person = notice.key.split(":")
        number, rung = climbed[int(escalation)]
        letters = list(Delivery.objects.filter(notification=notice).values_list("channel", "state", "next_try_at"))
        own = (rung, int(person), notice.recipient_id, notice.params, notice.address, notice.urgent, notice.created_at)
        left[number]["notices"].append((*own, letters))
    for message in WebhookDelivery.objects.order_by("pk"):
        body = _without(json.loads(message.body), "id")
        left[message.about_label]["messages"].append((message.event, message.about_address, body))
    return {number: dict(parts) for number, parts in left.items()}


def _without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}


def left_by_sweep(monkeypatch: pytest.MonkeyPatch, *, at_once: int) -> tuple[int, dict[str, Any]]:
    """What a sweep that takes so many at once raises and leaves; it is taken back."""
    monkeypatch.setattr(sweeping, "AT_ONCE", at_once)
    with transaction.atomic():
        raised = sweep(now=SWEPT)
        left = what_is_left()
        assert verify([]).first_break is None
        transaction.set_rollback(True)
    return raised, left


@pytest.mark.parametrize("seed", range(12))
def test_together_they_leave_what_each_would_alone(seed, monkeypatch):
    World(seed)
    alone = left_by_sweep(monkeypatch, at_once=1)
    for many in (3, 100):
        assert left_by_sweep(monkeypatch, at_once=many) == alone


def test_the_worlds_have_what_a_sweep_may_meet(monkeypatch):
    """Tickets that climb twice, forms, letters, messages, rows that wait longer: else the above proves little."""
    met = defaultdict(int)
    for seed in range(4):
        World(seed)
    _raised, left = left_by_sweep(monkeypatch, at_once=100)
    for parts in left.values():
        met["twice"] += len(parts["steps"]) > 1
        met["forms"] += any(row[9] for row in parts.get("rows", []))
        met["letters"] += any(notice[-1] for notice in parts.get("notices", []))
        met["messages"] += "messages" in parts
        met["waiting"] += "waiting" in parts
    assert all(met[name] for name in ("twice", "forms", "letters", "messages", "waiting")), dict(met)
