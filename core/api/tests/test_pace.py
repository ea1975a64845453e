from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.api.limits import Allowance
from core.audit.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_measures(settings):
    settings.PAGE_LIMIT_PER_HOUR, settings.SEARCH_LIMIT_PER_HOUR, settings.EXPORT_LIMIT_PER_HOUR = 4, 2, 1


@pytest.fixture
def auditor(client):
    person = a_person(Role.AUDITOR, at=a_unit())
    client.force_login(person)
    return person


def statuses(client, address: str, *, times: int) -> list[int]:
    found = []
    for _time in range(times):
        answer = client.get(address)
        if answer.streaming:
            answer.getvalue()
        found.append(answer.status_code)
    return found


def test_who_opens_too_many_pages_is_told_when_to_go_on(client, auditor):
    assert statuses(client, reverse("jobs"), times=4) == [200] * 4
    answer = client.get(reverse("jobs"))
    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert answer.templates[0].name == "429.html"
    assert " 4 " in answer.content.decode()


def test_a_form_sent_counts_as_a_page(client, auditor):
    statuses(client, reverse("jobs"), times=4)
    assert client.post(reverse("inbox_read_all")).status_code == 429


def test_signing_out_is_always_possible(client, auditor):
    statuses(client, reverse("jobs"), times=5)
    assert client.post(reverse("sign_out")).status_code == 302


def test_the_refusal_is_noted_and_the_pages_are_not(client, auditor):
    statuses(client, reverse("jobs"), times=5)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.by, entry.data["status"]) == ("request.refused", auditor, 429)


def test_everybody_has_an_hour_of_their_own(client, auditor):
    statuses(client, reverse("jobs"), times=5)
    client.force_login(a_person(Role.AUDITOR, at=a_unit()))
    assert client.get(reverse("jobs")).status_code == 200


def test_searches_and_exports_have_lower_measures(client, auditor):
    assert statuses(client, reverse("people") + "?q=x", times=3)[2] == 429
    assert client.get(reverse("people")).status_code == 200


def test_exports_have_the_lowest(client, auditor):
    address = reverse("export", args=["audit", "csv"])
    assert statuses(client, address, times=2) == [200, 429]
    assert client.get(reverse("audit")).status_code == 200


def test_what_a_page_asks_by_itself_and_strangers_do_not_count(client):
    assert set(statuses(client, reverse("sign_in"), times=6)) == {200}
    client.force_login(a_person(Role.AUDITOR, at=a_unit()))
    assert set(statuses(client, reverse("job_progress", args=[1]), times=6)) == {404}
    assert set(statuses(client, reverse("health"), times=6)) == {200}


def test_the_api_keeps_to_its_own_measure(client, auditor):
    assert 429 not in statuses(client, reverse("api_jobs"), times=6)


def test_a_refused_page_asks_the_database_for_the_person_alone(client, auditor):
    statuses(client, reverse("jobs"), times=30)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("jobs")).status_code == 429
    assert [query["sql"] for query in captured if "core_job" in query["sql"]] == []


def test_counting_costs_next_to_nothing():
    allowance = Allowance(10**9, seconds=3600, in_all=10**9, keys=10**9)
    for number in range(20_000):
        assert allowance.take(str(number))


def test_the_wait_is_what_is_left_of_the_span():
    now = [0.0]
    allowance = Allowance(1, seconds=60, in_all=9, clock=lambda: now[0])
    assert allowance.take("a")
    now[0] = 45.5
    assert (allowance.take("a"), allowance.wait()) == (False, 15)
    now[0] = 60.0
    assert allowance.take("a")
