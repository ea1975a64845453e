from __future__ import annotations

import uuid

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from structlog.contextvars import get_contextvars

from core.api import middleware
from core.api.limits import Allowance
from core.api.middleware import RequestContextMiddleware, client_address
from core.audit.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

SPOOFED = {
    "HTTP_X_FORWARDED_FOR": "1.1.1.1, 2.2.2.2, 3.3.3.3",
    "HTTP_X_REAL_IP": "9.9.9.9",
    "HTTP_FORWARDED": "for=9.9.9.9",
    "HTTP_CLIENT_IP": "9.9.9.9",
    "HTTP_REMOTE_USER": "boss",
}


@pytest.mark.parametrize(
    ("proxies", "seen", "address"),
    [
        (0, SPOOFED, "10.0.0.5"),
        (1, SPOOFED, "3.3.3.3"),
        (2, SPOOFED, "2.2.2.2"),
        (3, SPOOFED, "1.1.1.1"),
        (1, {}, "10.0.0.5"),
        (2, {"HTTP_X_FORWARDED_FOR": "3.3.3.3"}, "10.0.0.5"),
        (1, {"HTTP_X_FORWARDED_FOR": "3.3.3.3\r\nx, <script>"}, "10.0.0.5"),
        (1, {"HTTP_X_FORWARDED_FOR": "2001:db8::1"}, "2001:db8::1"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(settings, proxies, seen, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.5", **seen)) == address


def test_every_request_has_an_id_of_our_own_bound_while_it_is_served():
    bound = {}

    def view(request):
        bound.update(get_contextvars())
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.5", HTTP_X_REQUEST_ID="forged")
    request.resolver_match = None
    answer = RequestContextMiddleware(view)(request)
    assert answer["X-Request-ID"] == bound["request_id"] == str(uuid.UUID(bound["request_id"]))
    assert bound["address"] == "10.0.0.5"
    assert get_contextvars() == {}


def test_nothing_stays_bound_after_a_crash():
    def view(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestContextMiddleware(view)(RequestFactory().get("/"))
    assert get_contextvars() == {}


@pytest.mark.django_db
@pytest.mark.urls("core.api.tests.probe")
class TestPages:
    @pytest.fixture
    def person(self, client):
        person = a_person(Role.HANDLER, at=a_unit())
        client.force_login(person)
        return person

    @pytest.fixture(autouse=True)
    def _fresh_allowance(self, monkeypatch):
        monkeypatch.setattr(middleware, "refusals_noted", Allowance(3, seconds=60, in_all=5))

    def refusals(self):
        return [entry.data for entry in AuditEntry.objects.filter(verb="request.refused").in_order()]

    def test_a_page_of_a_person_is_kept_by_nobody(self, client, person):
        answer = client.get(reverse("tokens"))
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in answer["Permissions-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]

    def test_a_forbidden_page_is_noted_with_who_and_from_where(self, client, person):
        assert client.get(reverse("audit"), REMOTE_ADDR="10.0.0.5").status_code == 403
        entry = AuditEntry.objects.get(verb="request.refused")
        assert (entry.by, entry.address, entry.data["status"], entry.data["page"]) == (person, "10.0.0.5", 403, "audit")
        assert entry.request_id

    def test_what_lies_outside_the_scope_is_noted(self, client, person):
        client.get(reverse("attachment", args=[12345]))
        assert [noted["status"] for noted in self.refusals()] == [404]

    def test_an_address_that_never_existed_is_not(self, client, person):
        assert client.get("/wp-login.php").status_code == 404
        assert self.refusals() == []

    def test_a_stranger_who_is_sent_to_sign_in_is_not(self, client):
        client.get(reverse("attachment", args=[1]))
        assert self.refusals() == []

    def test_a_forged_form_is_noted(self):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(a_person(Role.HANDLER, at=a_unit()))
        assert browser.post(reverse("token_create")).status_code == 403
        assert [noted["method"] for noted in self.refusals()] == ["POST"]

    def test_the_secret_of_a_link_is_not_kept(self):
        browser = Client(enforce_csrf_checks=True)
        assert browser.post("/secret/MQ/c8-abcdef/").status_code == 403
        assert [noted["path"] for noted in self.refusals()] == ["/secret/MQ/…/"]

    def test_a_flood_does_not_fill_the_trail(self, client, person):
        for _time in range(10):
            assert client.get(reverse("audit"), REMOTE_ADDR="10.0.0.5").status_code == 403
        assert len(self.refusals()) == 3
        for number in range(10):
            client.get(reverse("audit"), REMOTE_ADDR=f"10.0.1.{number}")
        assert len(self.refusals()) == 5

    def test_refusals_of_the_api_are_noted_too(self, client, person):
        assert client.get("/api/v1/schema/").status_code == 403
        assert [noted["page"] for noted in self.refusals()] == ["api_schema"]


def test_an_allowance_fills_up_again_with_time():
    now = [0.0]
    allowance = Allowance(2, seconds=60, in_all=3, clock=lambda: now[0])
    assert [allowance.take("a") for _time in range(3)] == [True, True, False]
    assert [allowance.take(key) for key in ("b", "c")] == [True, False]
    now[0] = 60
    assert allowance.take("a")


def test_a_nul_that_the_database_refuses_is_bad_input_and_other_faults_stay_faults(rf):
    door = middleware.RequestContextMiddleware(lambda _request: None)
    request = rf.get("/units/")
    nul = ValueError("A string literal cannot contain NUL (0x00) characters.")
    assert door.process_exception(request, nul).status_code == 400
    assert door.process_exception(request, ValueError("something else")) is None
