"""F11: counters, customers and the night close act on the same numbers at the same moment, over HTTP.

Each guard has a twin without it that must fail. What is read before the other one has written, and written after, is
brought about by a gate between the two, on either database.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone

from core.tests.writers import at_once
from halls.console import views as console_views
from halls.follow import views as follow_views
from halls.premises.models import Counter, Premises
from halls.queue import services
from halls.queue.choices import Origin
from halls.queue.models import CounterSession, Segment, Visit
from halls.queue.services import calling, moving
from halls.tests.factories import a_clerk, a_hall
from org.units.services import set_opening_hours
from servicedesk.tests.access.asking import session_of

pytestmark = pytest.mark.faults

COUNTERS = 8
NUMBERS = int(os.environ.get("COUNTER_NUMBERS", "400"))
"""A thousand and more before a release: each is called, started and finished by a request of its own."""

TOKEN = "t" * 32
WAIT = 20


class Client:
    """One connection, kept open. Whoever signs in nowhere follows a number on a phone."""

    def __init__(self, server: str, session: str = "") -> None:
        self._host = urlsplit(server).netloc
        cookies = {settings.CSRF_COOKIE_NAME: TOKEN} | ({settings.SESSION_COOKIE_NAME: session} if session else {})
        self._headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": TOKEN,
        }
        self._connection = http.client.HTTPConnection(self._host, timeout=60)

    def press(self, address: str, **said: Any) -> int:
        """A form of a page; the status of the answer."""
        return self._ask(address, urlencode(said), {"Content-Type": "application/x-www-form-urlencoded"})[0]

    def act(self, address: str, **said: Any) -> tuple[int, dict[str, Any]]:
        """An act of a machine, sent again with its key while the database lets it go back (D3)."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        while (answer := self._ask(address, json.dumps(said), headers))[0] == 503:
            pass
        return answer[0], json.loads(answer[1])

    def close(self) -> None:
        self._connection.close()

    def _ask(self, address: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
        self._connection.request("POST", address, body.encode(), self._headers | headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


class Floor:
    """A hall that is open round the clock, and eight people at its counters."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.hall = a_hall(counters=COUNTERS)
        hours = {day: [(dt.time(0), dt.time(23, 59, 59))] for day in range(7)}
        set_opening_hours(unit=self.hall.unit, hours=hours, by=None, now=timezone.now())
        self.clients: list[Client] = []
        self.phones: list[Client] = []
        for counter in Counter.objects.filter(premises=self.hall).order_by("pk"):
            clerk = a_clerk(self.hall)
            services.open_session(counter=counter, by=clerk, now=timezone.now())
            self.clients.append(Client(server, session_of(clerk)))

    def take(self, count: int) -> list[Visit]:
        hall = Premises.objects.select_related("unit").get(pk=self.hall.pk)
        service = hall.services.get(prefix="A")
        said: dict[str, Any] = {"premises": hall, "service": service, "origin": Origin.KIOSK}
        with transaction.atomic():
            return [services.take_number(now=timezone.now(), **said) for _number in range(count)]

    def api(self, act: str) -> str:
        return f"/api/v1/halls/{self.hall.unit.code}/{act}/"

    def call(self, client: Client, visit: Visit) -> Callable[[], int]:
        """Somebody presses "call" beside a number, on a page that shows the counter as it is."""
        address = reverse("console_call", args=[self.hall.unit.code])
        return lambda: client.press(address, seen=1, visit=visit.pk)

    def leave(self, visit: Visit) -> Callable[[], int]:
        address = reverse("follow_leave", args=[visit.follow_key])
        phone = Client(self.server)
        self.phones.append(phone)
        return lambda: phone.press(address)

    def close(self) -> None:
        for client in (*self.clients, *self.phones):
            client.close()


@pytest.fixture
def floor(live_server: Any) -> Iterator[Floor]:
    made = Floor(live_server.url)
    yield made
    made.close()


def gate(monkeypatch: pytest.MonkeyPatch, parties: int, *, leave: bool = False, turns: int = 1) -> threading.Barrier:
    """Nobody acts before all have read: the views have the row in their hands, the acts begin together.

    With two turns somebody else may do something in between.
    """
    barrier = threading.Barrier(parties, timeout=WAIT)

    def gated(act: Callable[..., Any]) -> Callable[..., Any]:
        def wait_and_act(*args: Any, **named: Any) -> Any:
            for _turn in range(turns):
                barrier.wait()
            return act(*args, **named)

        return wait_and_act

    press = console_views.PRESSES["call"]
    monkeypatch.setitem(console_views.PRESSES, "call", press._replace(act=gated(press.act)))
    if leave:
        monkeypatch.setattr(follow_views, "leave", gated(follow_views.leave))
    return barrier


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is written back as it was read, which is what an act without a comparison does."""

    def careless(visit: Visit, **columns: Any) -> None:
        for name, value in columns.items():
            setattr(visit, name, value)
        visit.version += 1
        visit.save()

    for room in (calling, moving):
        monkeypatch.setattr(room, "move", careless)


def called_at_once(floor: Floor) -> list[int]:
    (visit,) = floor.take(1)
    return at_once(*[floor.call(client, visit) for client in floor.clients])


def test_eight_counters_that_call_one_number_have_it_once(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    gate(monkeypatch, COUNTERS)
    assert sorted(called_at_once(floor)) == [302, *[409] * (COUNTERS - 1)]
    assert Segment.objects.filter(kind="called").count() == 1


def test_without_the_comparison_each_of_them_has_it(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    gate(monkeypatch, COUNTERS)
    unguarded(monkeypatch)
    assert called_at_once(floor).count(302) > 1


def called_and_left(floor: Floor) -> tuple[list[int], Visit]:
    (visit,) = floor.take(1)
    came = at_once(floor.call(floor.clients[0], visit), floor.leave(visit))
    return came, Visit.objects.get(pk=visit.pk)


def test_a_number_is_called_or_given_up_and_never_both(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    gate(monkeypatch, 2, leave=True)
    came, visit = called_and_left(floor)
    assert sorted(came) == [302, 409]
    assert visit.state == ("called" if came[0] == 302 else "ended")
    assert visit.segments.filter(ended_at=None).exists() == (visit.state == "called")


def test_without_the_comparison_who_has_left_is_called(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    gate(monkeypatch, 2, leave=True)
    unguarded(monkeypatch)
    came, _visit = called_and_left(floor)
    assert came == [302, 302]


def called_while_the_night_closes(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Visit]:
    """The page has read the number; the night close ends it; then the act begins."""
    (visit,) = floor.take(1)
    barrier = gate(monkeypatch, 2, turns=2)
    came: list[int] = []
    caller = threading.Thread(target=lambda: came.append(floor.call(floor.clients[0], visit)()))
    caller.start()
    barrier.wait()
    # Only the numbers: the session would refuse whoever acts after the close for a reason of its own.
    services.close_day(premises=floor.hall, day=visit.business_day, now=timezone.now())
    connections.close_all()
    barrier.wait()
    caller.join()
    return came[0], Visit.objects.get(pk=visit.pk)


def test_what_the_night_has_closed_is_not_called(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    status, visit = called_while_the_night_closes(floor, monkeypatch)
    assert (status, visit.state, visit.outcome) == (409, "ended", "closed_by_system")


def test_without_the_comparison_a_closed_number_lives_again(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded(monkeypatch)
    status, visit = called_while_the_night_closes(floor, monkeypatch)
    assert (status, visit.state) == (302, "called")


def serve_all(floor: Floor, client: Client) -> tuple[list[str], list[str]]:
    """Call, start and finish until nobody waits or one is signed off: what was called, and what was finished."""
    called, finished = [], []
    while True:
        status, stand = client.act(floor.api("call-next"))
        if status != 200:
            assert stand["code"] in ("NobodyWaits", "NotSigned"), stand
            return called, finished
        called.append(stand["visit"]["label"])
        done = [client.act(floor.api(act))[0] for act in ("start", "finish")]
        if done == [200, 200]:
            finished.append(called[-1])


def test_the_night_close_amid_the_work_ends_each_number_once(floor: Floor) -> None:
    floor.take(60)
    tomorrow = timezone.now() + dt.timedelta(days=1)
    workers: list[Callable[[], Any]] = [lambda client=client: serve_all(floor, client) for client in floor.clients]
    *came, closed = at_once(*workers, lambda: services.close_days(now=tomorrow))
    called = [label for labels, _finished in came for label in labels]
    finished = [label for _called, labels in came for label in labels]
    assert len(called) == len(set(called))
    outcomes = list(Visit.objects.values_list("outcome", flat=True))
    assert outcomes.count("served") == len(finished) == len(set(finished))
    assert outcomes.count("closed_by_system") == closed == 60 - len(finished)
    assert not Segment.objects.filter(ended_at=None).exists()
    assert not CounterSession.objects.filter(closed_at=None).exists()


def test_eight_counters_serve_all_numbers_none_twice_and_none_lost(floor: Floor) -> None:
    taken = {visit.label for visit in floor.take(NUMBERS)}
    workers: list[Callable[[], Any]] = [lambda client=client: serve_all(floor, client) for client in floor.clients]
    came = at_once(*workers)
    called = [label for labels, _finished in came for label in labels]
    assert len(called) == len(set(called)), "called twice"
    assert set(called) == taken, "lost"
    assert sum(len(finished) for _called, finished in came) == NUMBERS
    assert Visit.objects.filter(outcome="served", calls=1).count() == NUMBERS
    assert Segment.objects.filter(ended_at__isnull=False).count() == 3 * NUMBERS
    assert not Segment.objects.filter(ended_at=None).exists()
