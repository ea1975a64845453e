from __future__ import annotations

import json

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.test import Client
from django.utils import timezone

from core.api.models import ApiToken
from core.api.tests.conftest import a_token
from core.api.tests.probe import EFFECT
from core.audit.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.api.tests.probe")]
PROBES = "/api/v1/probes/"


def effects() -> int:
    return AuditEntry.objects.filter(verb=EFFECT).count()


def problem(answer) -> dict:
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    body = answer.json()
    assert body["status"] == answer.status_code
    return body


def test_an_endpoint_that_names_no_right_is_closed(machine):
    assert problem(machine.get("/api/v1/forgotten/"))["status"] == 403


DEEP = b"[" * 10_000 + b"]" * 10_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"name": "' + b"x" * 1_100_000 + b'"}', 413),
        (DEEP, 400),
        (b'{"name": "a", "name": "b"}', 400),
        (b'{"name": NaN}', 400),
        (b'{"name": Infinity}', 400),
        (b'{"name": "a", "amount": 1e400}', 400),
        (b'\xef\xbb\xbf{"name": "a"}', 400),
        ('{"name": "a"}'.encode("utf-16"), 400),
        (b'{"name": "\xff"}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "a\\u0000b"}', 400),
        (b'{"name": "a"', 400),
        (b"", 400),
        (b"[]", 400),
        (b'"name"', 400),
        (b"null", 400),
        (b'{"name": ["a"]}', 400),
        (b'{"name": {"a": 1}}', 400),
    ],
)
def test_a_body_that_is_not_plain_json_is_refused(machine, body, status):
    problem(machine.post(PROBES, body))
    assert machine.post(PROBES, body).status_code == status
    assert effects() == 0


def test_a_ten_megabyte_body_is_refused(machine):
    assert machine.post(PROBES, b'{"name": "' + b"x" * 10_000_000 + b'"}').status_code == 413


@pytest.mark.parametrize(
    "amount",
    [
        "-1",
        "0",
        "1e400",
        "NaN",
        "Infinity",
        "１００",
        "99999999999.999",
        "1,300",
        "1e2",
        "",
        " ",
        True,
        None,
        [],
        0.001,
    ],
)
def test_an_amount_is_a_plain_number_or_refused(machine, amount):
    body = problem(machine.post(PROBES, {"name": "a", "amount": amount}))
    assert [error["field"] for error in body["errors"]] == ["amount"]
    assert effects() == 0


@pytest.mark.parametrize("amount", ["12.50", 12.5, 1300, "1300"])
def test_a_plain_amount_is_taken(machine, amount):
    assert machine.post(PROBES, {"name": "a", "amount": amount}).status_code == 201


def test_field_errors_name_their_fields(machine):
    body = problem(machine.post(PROBES, {"name": "x" * 21}))
    assert (body["status"], body["errors"][0]["field"]) == (400, "name")


@pytest.mark.parametrize("field", ["id", "is_staff", "status", "created_at", "person"])
def test_a_field_that_may_not_be_set_is_refused(machine, field):
    body = problem(machine.post(PROBES, {"name": "a", field: 1}))
    assert [error["field"] for error in body["errors"]] == [field]
    assert effects() == 0


def test_a_refusal_is_a_conflict_that_names_itself_and_leaves_nothing(machine):
    body = problem(machine.post(PROBES, {"name": "refused"}))
    assert (body["status"], body["detail"], body["code"]) == (409, "not now", "CannotProbe")
    assert body["errors"] == [{"field": "name", "message": "not now"}]
    assert effects() == 0


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/xml",
    ],
)
def test_another_media_type_is_refused(machine, content_type):
    assert machine.post(PROBES, b'{"name": "a"}', content_type=content_type).status_code == 415
    assert effects() == 0


@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_a_page_of_another_site_cannot_post_with_the_session(person, content_type):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    answer = browser.post(PROBES, b'{"name": "a"}', content_type=content_type, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, effects()) == (403, 0)


def test_a_session_may_read(client, person):
    client.force_login(person)
    assert client.get(PROBES).status_code == 200


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_the_method_cannot_be_overridden(machine, header):
    assert machine.post(PROBES, {"name": "a"}, **{header: "DELETE"}).status_code == 400


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_method_that_is_not_there_is_not_allowed(client, person, method):
    answer = getattr(client, method)(PROBES, headers={"Authorization": f"Bearer {a_token(person)}"})
    assert answer.status_code in {403, 405}


@pytest.mark.parametrize(
    "query",
    [
        "page_size=1000000",
        "page_size=0",
        "page_size=-1",
        "page_size=x",
        "page_size=１",
        "page_size=",
        "ordering=?",
        "ordering=password",
        "ordering=person__password",
        "ordering=",
        "cursor=x",
        "cursor=%00",
        "cursor=cD0x",
        "name=a&name=b",
        "page_size=5&page_size=6",
        "person__password__startswith=a",
        "depth=5",
        "expand=person",
        "format=json",
        "id=x",
        "name=%00",
        "page=2",
    ],
)
def test_a_parameter_that_is_unknown_double_or_wild_is_refused(machine, query):
    answer = machine.get(f"{PROBES}?{query}")
    assert answer.status_code in ({400, 200} if query == "cursor=cD0x" else {400})


def test_pages_follow_one_another_by_cursor(machine, person):
    for _number in range(4):
        a_token(person)
    first = machine.get(f"{PROBES}?page_size=2").json()
    second = machine.get(first["next"]).json()
    ids = [row["id"] for page in (first, second) for row in page["results"]]
    assert ids == list(ApiToken.objects.order_by("-pk").values_list("pk", flat=True)[:4])


def test_it_orders_by_the_names_it_lists(machine, person):
    a_token(person)
    ApiToken.objects.filter(pk=ApiToken.objects.order_by("pk").first().pk).update(name="a")
    names = [row["name"] for row in machine.get(f"{PROBES}?ordering=-name").json()["results"]]
    assert names == ["程序", "a"]


def test_it_filters_by_the_names_it_lists(machine):
    assert machine.get(f"{PROBES}?name=none").json()["results"] == []
    assert len(machine.get(f"{PROBES}?name=程序").json()["results"]) == 1


def test_outside_the_own_scope_nothing_exists(machine, unit):
    a_token(a_person(Role.SERVICE_MANAGER, at=unit))
    foreign = ApiToken.objects.order_by("-pk").first()
    there, nowhere = machine.get(f"{PROBES}{foreign.pk}/"), machine.get(f"{PROBES}999999/")
    assert {**problem(there), "request_id": ""} == {**problem(nowhere), "request_id": ""}
    assert there.status_code == 404


def test_too_fast_is_429_with_the_time_to_wait(machine, monkeypatch):
    monkeypatch.setattr("core.api.throttles.PersonThrottle.get_rate", lambda self: "2/min")
    codes = [machine.get(PROBES).status_code for _time in range(3)]
    last = machine.get(PROBES)
    assert codes == [200, 200, 429]
    assert 1 <= int(last["Retry-After"]) <= 60
    problem(last)


def test_a_list_cannot_be_copied_page_by_page_for_an_hour(machine, monkeypatch):
    monkeypatch.setattr("core.api.throttles.MOST_AN_HOUR", 2)
    answers = [machine.get(PROBES) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 3600
    assert AuditEntry.objects.get(verb="request.refused").data["status"] == 429


def test_without_its_cache_the_api_goes_on(machine, monkeypatch):
    nobody_listens = RedisCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr("core.api.throttles.PersonThrottle.cache", nobody_listens)
    assert machine.get(PROBES).status_code == 200


def test_a_count_that_the_cache_threw_out_begins_again(machine, monkeypatch):
    monkeypatch.setattr(type(caches["default"]), "add", lambda *_said, **_more: False)
    assert machine.get(PROBES).status_code == 200


def test_the_description_is_for_those_who_look_after_the_system(client, person, unit):
    client.force_login(person)
    assert client.get("/api/v1/schema/").status_code == 403
    client.force_login(a_person(Role.ADMINISTRATOR, at=unit))
    described = json.loads(client.get("/api/v1/schema/").content)
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/jobs/" in described["paths"]


def test_the_description_names_every_parameter_and_the_key_of_a_post(client, unit):
    client.force_login(a_person(Role.ADMINISTRATOR, at=unit))
    probes = json.loads(client.get("/api/v1/schema/").content)["paths"]["/api/v1/probes/"]
    names = {way: [parameter["name"] for parameter in probes[way]["parameters"]] for way in ("get", "post")}
    assert names == {"get": ["cursor", "id", "name", "ordering", "page_size"], "post": ["Idempotency-Key"]}


def test_there_is_no_browsable_page(machine):
    assert machine.get(PROBES, Accept="text/html").status_code in {200, 406}
    assert "html" not in machine.get(PROBES, Accept="text/html")["Content-Type"]


@pytest.mark.parametrize("path", ["/api/v1/jobs/", "/api/v1/notifications/"])
def test_ones_own_jobs_and_inbox_can_be_read(machine, path):
    assert machine.get(path).json()["results"] == []


def test_anothers_job_does_not_exist(machine, unit):
    from core.jobs.models import Job

    other = a_person(Role.HANDLER, at=unit)
    job = Job.objects.create(kind="core.export", by=other, created_at=timezone.now(), run_at=timezone.now())
    assert machine.get(f"/api/v1/jobs/{job.pk}/").status_code == 404
