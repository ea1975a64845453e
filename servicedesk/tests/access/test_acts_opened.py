"""The addresses that forms are sent to, opened by hand, and forms sent after the session has ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation
from structlog.testing import capture_logs

from servicedesk.tests.access.table import ANONYMOUS, TABLE, parse
from servicedesk.tests.access.world import World, arguments

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
BY_HAND = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OF_ANOTHER_SESSION = "data-draft-lost"
WAY = re.compile(r'class="btn btn-primary" href="([^"]+)"')
_READ = {row.address_name for row in parse(TABLE) if row.method == "GET"}
ACTS = sorted({row.address_name for row in parse(TABLE) if not row.is_api} - _READ)


@pytest.mark.parametrize("name", ACTS)
def test_the_address_of_an_act_opened_by_hand_leads_to_its_page(name: str, world: World, ask: Ask) -> None:
    address = reverse(name, kwargs=arguments(name, world))
    answer, body, written = ask("service_manager", "GET", address, headers=BY_HAND)
    if answer.status_code in (403, 404):
        return  # the right is asked before the method: a page of its own already
    assert (answer.status_code, written) == (405, [])
    assert "GET" not in answer.headers["Allow"]
    way = WAY.search(body.decode())
    assert way, f"{address} shows no way back"
    page, _body, _written = ask("service_manager", "GET", way[1], headers=BY_HAND)
    assert page.status_code != 405, f"{address} leads to {way[1]}, which is no page either"


def test_a_script_and_the_api_get_the_bare_answer(world: World, ask: Ask) -> None:
    address = reverse("approval_decide", kwargs=arguments("approval_decide", world))
    answer, body, _written = ask("service_manager", "GET", address, headers={"HX-Request": "true", **BY_HAND})
    assert (answer.status_code, body) == (405, b"")


@pytest.mark.parametrize("came_from", [True, False])
def test_a_form_sent_after_the_session_ended_comes_back_to_its_page(world: World, ask: Ask, came_from: bool) -> None:
    of = arguments("call_back_reached", world)
    page, address = reverse("call_back", kwargs=of), reverse("call_back_reached", kwargs=of)
    headers = BY_HAND | ({"Referer": f"http://testserver{page}?from=list"} if came_from else {})
    answer, _body, _written = ask(ANONYMOUS, "POST", address, headers=headers)
    back = f"{page}%3Ffrom%3Dlist" if came_from else page
    assert answer.url == f"{reverse('sign_in')}?next={back}"
    assert [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("foreign", ["https://elsewhere.example/x/", "http://testserver//elsewhere.example/x/"])
def test_what_a_page_sends_by_itself_says_nothing_and_no_foreign_page_is_gone_to(
    world: World, ask: Ask, foreign: str
) -> None:
    of = arguments("call_back_reached", world)
    headers = {"Referer": foreign, "HX-Request": "true", **BY_HAND}
    answer, _body, _written = ask(ANONYMOUS, "POST", reverse("call_back_reached", kwargs=of), headers=headers)
    assert answer.url == f"{reverse('sign_in')}?next={reverse('call_back', kwargs=of)}"
    assert list(get_messages(answer.wsgi_request)) == []


def test_a_form_of_an_earlier_session_is_refused_on_a_page_of_the_house(world: World) -> None:
    page = reverse("approvals")
    answer = sent_by(world, token="a" * 32, secret="b" * 32, Referer=f"http://testserver{page}")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert f'href="{page}"' in text
    assert OF_ANOTHER_SESSION in text
    assert "DEBUG" not in text


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"token": "a" * 32}, "CSRF cookie not set."),
        ({"secret": "b" * 32}, "CSRF token missing."),
        ({"token": "a", "secret": "b" * 32}, "CSRF token from POST has incorrect length."),
        ({"token": "b" * 32, "secret": "b" * 32, "Origin": "http://desk.example.cn"}, "Origin checking failed"),
        ({"token": "b" * 32, "secret": "b" * 32, "secure": True}, "Referer checking failed - no Referer."),
        (
            {"token": "b" * 32, "secret": "b" * 32, "secure": True, "Referer": "https://desk.example.cn/x/"},
            "Referer checking failed - https://desk.example.cn/x/",
        ),
    ],
)
def test_a_form_from_nowhere_known_is_told_apart_and_noted_for_the_operator(
    world: World, what: dict[str, Any], reason: str
) -> None:
    """Without cookies, or under an address that the server does not know, nobody signed in again meanwhile (P9)."""
    with capture_logs() as noted:
        answer = sent_by(world, **what, **{"X-Request-ID": "req-of-a-form"})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert OF_ANOTHER_SESSION not in text
    assert answer.headers["X-Request-ID"] in text
    [line] = [line for line in noted if line["event"] == "forms.origin_unknown"]
    assert line["reason"].startswith(reason)
    assert "CSRF_TRUSTED_ORIGINS" in line["look_at"]


def sent_by(world: World, *, token: str = "", secret: str = "", secure: bool = False, **headers: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["service_manager"])
    if secret:
        client.cookies[settings.CSRF_COOKIE_NAME] = secret
    said = {"csrfmiddlewaretoken": token} if token else {}
    address = reverse("approval_decide", args=[1])
    with translation.override("en"):
        return client.post(address, said, headers=BY_HAND | headers, secure=secure)


def test_who_was_signed_out_reads_it_on_the_sign_in_page_and_nobody_after(world: World) -> None:
    """A machine that many use: whoever signs in there next was not signed out (N14)."""
    with translation.override(settings.LANGUAGE_CODE):
        said = translation.gettext(
            "You were signed out before this was sent, so nothing was saved. Please send it again."
        )
    client = Client()
    of = arguments("call_back_reached", world)
    answer = client.post(reverse("call_back_reached", kwargs=of), headers=BY_HAND)
    assert [said in client.get(answer.url).content.decode() for _again in range(2)] == [True, False]
    client.force_login(world.people["handler"])
    assert said not in client.get(reverse("home")).content.decode()
