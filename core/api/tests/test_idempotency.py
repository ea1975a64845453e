from __future__ import annotations

import datetime as dt
import sqlite3
import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from core.api import idempotency
from core.api.idempotency import forget_old_answers
from core.api.models import IdempotentAnswer
from core.api.tests.conftest import Machine, a_token
from core.api.tests.probe import EFFECT
from core.audit import services
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from core.tests.test_collisions import A_MOMENT, DEADLOCK, FromPostgreSQL, raised
from core.tests.writers import alone, at_once
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.api.tests.probe")]
PROBES = "/api/v1/probes/"


def effects() -> int:
    return AuditEntry.objects.filter(verb=EFFECT).count()


def test_the_same_request_five_times_acts_once_and_answers_the_same(machine):
    answers = [machine.post(PROBES, {"name": "a"}, key="shaky") for _time in range(5)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert {answer.status_code for answer in answers} == {201}
    assert [answer.get("Idempotent-Replayed") for answer in answers] == [None, *["true"] * 4]
    assert answers[4]["Location"] == answers[0]["Location"]
    assert effects() == 1


def test_the_same_words_in_another_order_are_the_same_request(machine):
    machine.post(PROBES, b'{"name": "a", "amount": "1.00"}', key="k")
    assert machine.post(PROBES, b'{ "amount":"1.00","name":"a"}', key="k").status_code == 201
    assert effects() == 1


def test_the_same_key_with_another_body_is_a_conflict(machine):
    machine.post(PROBES, {"name": "a"}, key="k")
    answer = machine.post(PROBES, {"name": "b"}, key="k")
    assert (answer.status_code, answer.json()["code"]) == (409, "KeyUsedOtherwise")
    assert effects() == 1


def test_anothers_key_is_another_key(machine, client, unit):
    machine.post(PROBES, {"name": "a"}, key="k")
    other = Machine(client, a_token(a_person(Role.SERVICE_MANAGER, at=unit)))
    assert other.post(PROBES, {"name": "b"}, key="k").status_code == 201
    assert effects() == 2


@pytest.mark.parametrize("key", [" ", "钥匙", "a b", "x" * 256, "a\tb"])
def test_a_key_is_up_to_255_visible_characters(machine, key):
    assert machine.post(PROBES, {"name": "a"}, key=key).status_code == 400
    assert effects() == 0


def test_without_a_key_nothing_is_posted(client, person):
    answer = client.post(
        PROBES,
        b'{"name": "a"}',
        content_type="application/json",
        headers={"Authorization": f"Bearer {a_token(person)}"},
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")


def test_a_refused_request_may_come_again_with_its_key(machine):
    assert machine.post(PROBES, {"name": "refused"}, key="k").status_code == 409
    assert not IdempotentAnswer.objects.exists()
    assert machine.post(PROBES, {"name": "a"}, key="k").status_code == 201


def test_a_crash_leaves_neither_effect_nor_key(machine, monkeypatch):
    def crash(*args):
        raise RuntimeError

    monkeypatch.setattr(idempotency, "_keep", crash)
    with pytest.raises(RuntimeError):
        machine.post(PROBES, {"name": "a"}, key="k")
    assert (effects(), IdempotentAnswer.objects.count()) == (0, 0)


def test_answers_are_kept_for_more_than_thirty_days(machine):
    machine.post(PROBES, {"name": "a"})
    now = timezone.now()
    assert forget_old_answers(now=now + dt.timedelta(days=31)) == 0
    assert forget_old_answers(now=now + dt.timedelta(days=36)) == 1


def _post_from_all(secret: str, count: int) -> list[int]:
    def post() -> int:
        return Machine(Client(), secret).post(PROBES, {"name": "a"}, key="race").status_code

    return at_once(*[post] * count)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.services
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
class TestAtTheSameMoment:
    def test_eight_duplicates_act_once(self):
        assert connection.vendor == "postgresql"
        person = a_person(Role.SERVICE_MANAGER, at=a_unit())
        codes = _post_from_all(a_token(person), 8)
        assert (effects(), set(codes) <= {201, 409}, 201 in codes) == (1, True, True)

    def test_without_the_key_row_they_would_act_eight_times(self, monkeypatch):
        class Fresh:
            @staticmethod
            def get_or_create(**values):
                return IdempotentAnswer(status=None), True

        monkeypatch.setattr(idempotency.IdempotentAnswer, "objects", Fresh)
        monkeypatch.setattr(idempotency, "_keep", lambda kept, answer: None)
        person = a_person(Role.SERVICE_MANAGER, at=a_unit())
        _post_from_all(a_token(person), 8)
        assert effects() == 8


def _asking_meets(error, monkeypatch) -> None:
    def meet(**values):
        raise error

    monkeypatch.setattr(idempotency.IdempotentAnswer.objects, "get_or_create", meet)


WAITED = raised(FromPostgreSQL("55P03", "canceling statement due to lock timeout"))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (WAITED, (409, "StillWorking", None)),
        (raised(DEADLOCK), (503, "Collision", "2")),
        (raised(FromPostgreSQL("40001", "could not serialize access")), (503, "Collision", "2")),
        (raised(sqlite3.OperationalError("database is locked")), (503, "Collision", "2")),
    ],
)
def test_only_who_waits_for_the_key_waits_for_the_first_request(machine, monkeypatch, error, told):
    _asking_meets(error, monkeypatch)
    answer = machine.post(PROBES, {"name": "a"})
    assert (answer.status_code, answer.json()["code"], answer.get("Retry-After")) == told


def test_what_is_waited_for_after_the_key_is_anothers_work(machine, monkeypatch):
    def wait(*args, **more):
        raise WAITED

    monkeypatch.setattr("core.api.tests.probe.record", wait)
    answer = machine.post(PROBES, {"name": "a"})
    assert (answer.status_code, answer.json()["code"]) == (503, "Collision")
    assert not IdempotentAnswer.objects.exists()


def test_without_the_look_at_the_wait_a_ring_is_called_the_first_request(machine, monkeypatch):
    monkeypatch.setattr(idempotency, "has_waited", lambda _error: True)
    _asking_meets(raised(DEADLOCK), monkeypatch)
    assert machine.post(PROBES, {"name": "a"}).json()["code"] == "StillWorking"


def _impatient_post(secret: str):
    """Posts with the key of the race and waits for nobody longer than a moment; status and name of what came."""
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {A_MOMENT}" if on_postgresql else f"PRAGMA busy_timeout = {A_MOMENT}")
    answer = Machine(Client(raise_request_exception=False), secret).post(PROBES, {"name": "a"}, key="race")
    return answer.status_code, answer.json().get("code")


def _a_used_token() -> str:
    """Its first use is noted, so that none of the race has to write for that."""
    secret = a_token(a_person(Role.SERVICE_MANAGER, at=a_unit()))
    Machine(Client(), secret).post(PROBES, {"name": "before"})
    return secret


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("several_writers")
class TestWhileSomebodyWrites:
    def test_a_foreign_writer_is_not_the_first_request(self):
        """SQLite has one writer: nothing has been asked of the key yet. PostgreSQL waits for nobody here."""
        secret, held, answered = alone(_a_used_token), threading.Event(), threading.Event()

        def write():
            with transaction.atomic():
                Notification.objects.update(params={})
                held.set()
                answered.wait(20)

        def post():
            held.wait(10)
            try:
                return _impatient_post(secret)
            finally:
                answered.set()

        told = (201, None) if connection.vendor == "postgresql" else (503, "Collision")
        assert at_once(write, post)[1] == told

    def test_the_first_request_still_at_work_is_told(self, monkeypatch):
        """Where rows are held, and not the whole database, the second one learns for whom it waits."""
        secret, held, answered = alone(_a_used_token), threading.Event(), threading.Event()

        def slowly(*names, **more):
            held.set()
            answered.wait(20)
            return services.record(*names, **more)

        monkeypatch.setattr("core.api.tests.probe.record", slowly)

        def second():
            held.wait(10)
            try:
                return _impatient_post(secret)
            finally:
                answered.set()

        first = Machine(Client(), secret)
        came = at_once(lambda: first.post(PROBES, {"name": "a"}, key="race").status_code, second)
        told = (409, "StillWorking") if connection.vendor == "postgresql" else (503, "Collision")
        assert came == [201, told]
        assert alone(effects) == 2
