"""Who is sent back because somebody else was saving the same rows is told so, and nothing was changed."""

from __future__ import annotations

import itertools
import sqlite3
import threading
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core import collisions
from core.api.tests.conftest import a_token
from core.audit import services
from core.notifications.models import Notification
from core.notifications.registry import declare
from core.notifications.services import notify
from core.tests.writers import alone, at_once
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

A_MOMENT = "200"
KIND = "collisions.tried"
_keys = itertools.count(1)


class FromPostgreSQL(Exception):
    """As the driver raises it: with the server's code."""

    def __init__(self, pgcode: str | None, words: str) -> None:
        super().__init__(words)
        self.pgcode = pgcode


DEADLOCK = FromPostgreSQL("40P01", "deadlock detected")


def raised(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "collides"),
    [
        (raised(DEADLOCK), True),
        (raised(FromPostgreSQL("40001", "could not serialize access")), True),
        (raised(FromPostgreSQL("55P03", "canceling statement due to lock timeout")), True),
        (raised(sqlite3.OperationalError("database is locked")), True),
        (raised(FromPostgreSQL("57014", "canceling statement due to statement timeout")), False),
        (raised(FromPostgreSQL(None, "server closed the connection unexpectedly")), False),
        (raised(sqlite3.OperationalError("no such table: x")), False),
        (IntegrityError("duplicate key"), False),
        (ValueError("database is locked"), False),
    ],
)
def test_what_counts_as_a_collision(error: Exception, collides: bool) -> None:
    assert collisions.is_collision(error) is collides


@pytest.fixture
def _busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act of reading one's notices meets somebody else."""

    def meet(**_said: Any) -> None:
        raise raised(DEADLOCK)

    monkeypatch.setattr("core.notifications.views.mark_all_read", meet)


def _read_all(person: Person, language: str = "zh-hans") -> Any:
    person.language = language
    person.save(update_fields=["language"])
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client.post(reverse("inbox_read_all"), {"up_to": "1"})


@pytest.mark.usefixtures("_busy")
@pytest.mark.django_db
def test_a_page_says_so_in_the_readers_language() -> None:
    person = a_person(Role.HANDLER, at=a_unit())
    for language in ("zh-hans", "zh-hant", "en"):
        answer = _read_all(person, language)
        with translation.override(language):
            assert str(collisions.TRY_AGAIN) in answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, "2")
        assert answer.templates[0].name == "503.html"


@pytest.mark.usefixtures("_busy")
@pytest.mark.django_db
def test_without_the_middleware_it_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collisions, "is_collision", lambda _error: False)
    assert _read_all(a_person(Role.HANDLER, at=a_unit())).status_code == 500


@pytest.mark.urls("core.api.tests.probe")
@pytest.mark.django_db
def test_the_api_says_so_in_its_own_form_and_forgets_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_person(Role.SERVICE_MANAGER, at=a_unit())
    said = {"Authorization": f"Bearer {a_token(person, Right.COMPLAINT_VIEW, Right.COMPLAINT_CREATE)}"}
    met = [raised(DEADLOCK)]

    def record(*names: Any, **more: Any) -> Any:
        if met:
            raise met.pop()
        return services.record(*names, **more)

    monkeypatch.setattr("core.api.tests.probe.record", record)
    sent = {"data": {"name": "one"}, "content_type": "application/json"}
    answers = [
        Client().post("/api/v1/probes/", headers=said | {"Idempotency-Key": "once"}, **sent) for _twice in range(2)
    ]
    assert [answer.status_code for answer in answers] == [503, 201]
    problem = answers[0].json()
    assert (problem["code"], problem["detail"]) == ("Collision", str(collisions.TRY_AGAIN))
    assert (answers[0]["Content-Type"], answers[0]["Retry-After"]) == ("application/problem+json", "2")


def _a_notice() -> Person:
    declare(KIND, sentence="…")
    person = a_person(Role.HANDLER, at=a_unit())
    said: dict[str, Any] = {"params": {}, "address": "/", "key": f"{KIND}:{next(_keys)}", "now": timezone.now()}
    notify(KIND, recipients=[person], **said)
    return person


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("several_writers")
def test_who_waits_too_long_for_a_row_that_somebody_holds_changed_nothing() -> None:
    person = alone(_a_notice)
    notice = alone(lambda: Notification.objects.get().pk)
    signed_in, held, answered = threading.Event(), threading.Event(), threading.Event()

    def hold() -> None:
        signed_in.wait(10)
        with transaction.atomic():
            Notification.objects.filter(pk=notice).update(params={})
            held.set()
            answered.wait(20)

    def read_all() -> int:
        client = Client(raise_request_exception=False)
        client.force_login(person)
        signed_in.set()
        held.wait(10)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET lock_timeout = {A_MOMENT}"
                if connection.vendor == "postgresql"
                else f"PRAGMA busy_timeout = {A_MOMENT}"
            )
        status = client.post(reverse("inbox_read_all"), {"up_to": str(notice)}).status_code
        answered.set()
        return status

    came = at_once(hold, read_all)
    assert came[1] == 503
    assert alone(lambda: Notification.objects.filter(read_at=None).count()) == 1
