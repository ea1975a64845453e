"""What watching machines are told."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from core.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get(reverse("health")).json() == {"status": "ok"}


def test_ready_names_its_parts_and_nothing_else(client) -> None:
    answer = client.get(reverse("ready"))
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "parts": {"database": "ok", "jobs": "ok", "disk": "ok"}}


def test_it_is_not_ready_when_the_database_is_silent(client) -> None:
    with mock.patch("servicedesk.health.views.connection.cursor", side_effect=OperationalError("gone")):
        answer = client.get(reverse("ready"))
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "failing"
    assert "gone" not in answer.text


def test_it_is_not_ready_when_jobs_wait_for_long(client) -> None:
    long_ago = timezone.now() - dt.timedelta(minutes=10)
    Job.objects.create(kind="core.export", created_at=long_ago, run_at=long_ago)
    answer = client.get(reverse("ready"))
    assert answer.status_code == 503
    assert answer.json()["parts"]["jobs"] == "failing"


def test_it_is_not_ready_on_a_full_disk(client) -> None:
    with mock.patch("servicedesk.health.views.shutil.disk_usage", return_value=mock.Mock(free=10)):
        assert client.get(reverse("ready")).json()["parts"]["disk"] == "failing"


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.env", "/media/x", "/static/../manage.py", "/admin/", "/admin/login/"]
)
def test_what_is_not_meant_to_be_served_is_not_there(client, path) -> None:
    assert client.get(path).status_code in {404, 302}
    assert b"SECRET" not in client.get(path).content
