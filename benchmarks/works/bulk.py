"""10,000 tickets given to a handler: one UPDATE alone, and the act with its rows, steps, trail and notice."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from benchmarks.works import arguments, tell
from complaints.bulk.models import BulkAct
from complaints.bulk.registry import act_of
from complaints.bulk.services import ask_bulk, carry_out, confirm_bulk, look_over
from complaints.models import Complaint
from org.models import Person
from org.people.choices import Role

COUNT = 10_000
TIMES = 3
by = Person.objects.get(staff_number="DEMO-01")
handlers = list(Person.objects.filter(postings__role=Role.HANDLER, postings__unit__parent=None).order_by("pk")[:2])
handlers = handlers if len(handlers) == 2 else [by, by]
newest = list(Complaint.objects.order_by("-pk").values_list("pk", flat=True)[: arguments["tickets"]])


def prepare() -> None:
    usual = {"state": "open", "closed_at": None, "closed_by": None, "outcome": "", "handler": None}
    Complaint.objects.exclude(state="closed").update(state="closed", closed_at=timezone.now())
    for start in range(0, len(newest), 1_000):
        Complaint.objects.filter(pk__in=newest[start : start + 1_000]).update(**usual)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def one_update() -> float:
    """All in one statement and one transaction, as a person at a prompt would."""
    rows = Complaint.objects.filter(state="open")

    def update() -> None:
        with transaction.atomic():
            assert rows.update(handler=handlers[0], version=F("version") + 1) == len(newest)

    return seconds(update)


def tried_and_done() -> tuple[float, float]:
    rows = Complaint.objects.filter(state="open")
    rows.update(handler=None)
    now = timezone.now()
    act = act_of("assign")
    assert act is not None
    bulk = ask_bulk(act=act, values={"handler": handlers[1].staff_number}, filters={"state": "open"}, by=by, now=now)
    tried = seconds(lambda: look_over(bulk=bulk, now=now))
    confirm_bulk(bulk=bulk, by=by, now=now)
    done = seconds(lambda: carry_out(bulk=bulk, now=now, step=lambda _done, _total: None))
    assert rows.filter(handler=handlers[1]).count() == len(newest)
    assert BulkAct.objects.get(pk=bulk.pk).rows.filter(result="done").count() == len(newest)
    return tried, done


prepare()
one_update()
tried_and_done()
found: dict[str, list[float]] = {"update": [], "tried": [], "done": []}
for _round in range(TIMES):
    found["update"].append(one_update())
    tried, done = tried_and_done()
    found["tried"].append(tried)
    found["done"].append(done)
tell({**found, "tickets": len(newest), "all": Complaint.objects.count()})
