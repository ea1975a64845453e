from __future__ import annotations

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from core.webhooks.choices import EndpointState
from core.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from core.webhooks.services import publish
from core.webhooks.services.endpoints import live_secrets
from core.webhooks.tests.conftest import EVENT, HOST, NOW, an_endpoint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
TYPED = {"name": "大屏", "place": "FY", "url": f"https://{HOST}/in", "events": [EVENT]}


@pytest.fixture
def page(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def message(endpoint, branch):
    return publish(EVENT, about=branch, path=branch.path, address="/units/FY/", data={}, now=NOW)[0]


def post(page, name, thing, data=None):
    return page.post(reverse(name, args=[thing.pk]), data or {})


def test_without_an_allowed_host_the_page_says_which_setting_to_set(page, allowed):
    allowed.WEBHOOK_HOSTS = []
    answer = page.get(reverse("webhooks"))
    assert "WEBHOOK_HOSTS" in answer.text
    assert reverse("webhook_new") not in answer.text


def test_a_new_one_shows_its_secret_once(page):
    answer = page.post(reverse("webhook_new"), TYPED)
    made = WebhookEndpoint.objects.get()
    [secret] = live_secrets(made, at=NOW)
    assert secret in answer.text
    assert "no-store" in answer["Cache-Control"]
    for address in (reverse("webhooks"), made.get_absolute_url(), reverse("webhook_edit", args=[made.pk])):
        assert secret not in page.get(address).text


@pytest.mark.parametrize(
    "wrong", [{"url": "https://evil.cn/"}, {"url": "http://x"}, {"events": ["?"]}, {"place": "??"}, {"name": ""}]
)
def test_a_wrong_form_is_shown_again_and_writes_nothing(page, wrong):
    assert page.post(reverse("webhook_new"), TYPED | wrong).status_code == 400
    assert not WebhookEndpoint.objects.exists()


def test_it_can_be_changed(page, endpoint):
    typed = {"name": "新屏", "url": f"https://{HOST}/new", "events": [EVENT]}
    answer = post(page, "webhook_edit", endpoint, typed)
    assert answer.status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.url) == ("新屏", f"https://{HOST}/new")


def test_rotating_shows_the_new_secret_once(page, endpoint):
    answer = post(page, "webhook_rotate", endpoint)
    endpoint.refresh_from_db()
    new, _old = live_secrets(endpoint, at=endpoint.former_until.replace(year=2000))
    assert new in answer.text
    assert new not in page.get(endpoint.get_absolute_url()).text


def test_pause_go_on_and_remove(page, endpoint):
    for name, state in (("webhook_pause", EndpointState.PAUSED), ("webhook_resume", EndpointState.ACTIVE)):
        assert post(page, name, endpoint).status_code == 302
        endpoint.refresh_from_db()
        assert endpoint.state == state
    assert post(page, "webhook_resume", endpoint).status_code == 409
    assert post(page, "webhook_remove", endpoint).status_code == 302
    assert page.get(endpoint.get_absolute_url()).status_code == 404


def test_a_test_message_is_left_for_the_worker_and_nothing_is_sent_from_the_page(page, endpoint, monkeypatch):
    monkeypatch.setattr("socket.create_connection", lambda *_a: pytest.fail("the page called out"))
    assert post(page, "webhook_ping", endpoint).status_code == 302
    assert WebhookDelivery.objects.get().event == "webhook.ping"


def test_the_page_lists_messages_with_their_last_attempt(page, endpoint, message):
    WebhookAttempt.objects.create(delivery=message, number=1, at=NOW, status=503, milliseconds=42, failure="status")
    text = page.get(endpoint.get_absolute_url()).text
    assert "HTTP 503" in text
    assert "Something happened" in text
    assert "/units/FY/" in text


def test_older_messages_are_on_further_pages(page, endpoint, branch):
    for _number in range(51):
        publish(EVENT, about=branch, path=branch.path, address="/", data={}, now=NOW)
    first = page.get(endpoint.get_absolute_url())
    assert len(first.context["page"].lines) == 50
    older = page.get(endpoint.get_absolute_url(), {"before": first.context["page"].older})
    assert len(older.context["page"].lines) == 1


def test_what_was_given_up_can_be_sent_again(page, message):
    assert post(page, "webhook_send_again", message).status_code == 409
    WebhookDelivery.objects.update(state="given_up")
    assert post(page, "webhook_send_again", message).status_code == 302
    message.refresh_from_db()
    assert message.state == "waiting"
    assert AuditEntry.objects.filter(verb="webhook.sent_again").exists()


def test_for_the_administrator_of_another_branch_it_does_not_exist(client, endpoint, message):
    client.force_login(a_person(Role.ADMINISTRATOR, at=a_unit("临安分公司")))
    assert client.get(endpoint.get_absolute_url()).status_code == 404
    for name in ("edit", "rotate", "pause", "resume", "ping", "remove"):
        assert post(client, f"webhook_{name}", endpoint).status_code == 404
    assert post(client, "webhook_send_again", message).status_code == 404


def test_hostile_names_are_text(page, administrator):
    made, _secret = an_endpoint(administrator, name="<script>alert(7)</script>")
    assert "<script>alert" not in page.get(made.get_absolute_url()).text
    assert "<script>alert" not in page.get(reverse("webhooks")).text
