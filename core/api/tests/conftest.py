from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.api.tokens import create_token
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

_keys = itertools.count(1)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def unit(db):
    return a_unit()


@pytest.fixture
def person(unit):
    return a_person(Role.SERVICE_MANAGER, at=unit)


def a_token(person, *scopes: str, days: int = 30) -> str:
    now = timezone.now()
    wanted = scopes or (Right.COMPLAINT_VIEW, Right.COMPLAINT_CREATE)
    _token, secret = create_token(
        name="程序", scopes=wanted, expires_at=now + dt.timedelta(days=days), by=person, now=now
    )
    return secret


class Machine:
    """A program that calls with a token and JSON."""

    def __init__(self, client, secret: str) -> None:
        self.client, self.secret = client, secret

    def get(self, path: str, **headers: str):
        return self.client.get(path, headers={"Authorization": f"Bearer {self.secret}", **headers})

    def post(
        self, path: str, body: object, *, key: str | None = None, content_type: str = "application/json", **headers: str
    ):
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        sent = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key or f"k{next(_keys)}", **headers}
        return self.client.post(path, content, content_type=content_type, headers=sent)


@pytest.fixture
def machine(client, person):
    return Machine(client, a_token(person))
