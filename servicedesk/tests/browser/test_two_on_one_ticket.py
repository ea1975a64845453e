"""Two people with the same ticket open see each other, and who writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.models import Presence
from servicedesk.tests.browser.conftest import NARROW, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
SEEN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def soon(page: Any, selector: str, number: int) -> None:
    """Look again, as a page does when it comes into sight, until so many are shown."""
    for _look in range(20):
        page.evaluate(SEEN_AGAIN)
        page.wait_for_timeout(300)
        if page.locator(selector).count() == number:
            break
    expect(page.locator(selector)).to_have_count(number)


def test_two_on_one_ticket_see_each_other_and_who_writes(branch: Branch, open_page: Open) -> None:
    ticket, people = branch.world.complaint, branch.world.people
    named = re.compile(re.escape(people["service_manager"].name))
    address = f"/complaints/{ticket.number}/"
    manager = open_page(address, by="service_manager")
    director = open_page(address, by="general_manager", size=NARROW)
    expect(director.locator(".viewer")).to_have_attribute("title", named)
    assert not overflows(director)
    picture(director, "ticket-viewers")

    manager.goto(f"{address}close/")
    manager.wait_for_selector("[data-presence][data-writing]")
    expect(manager.locator(".viewer")).to_have_count(1)
    soon(director, ".viewer-writing", 1)
    expect(director.locator(".viewer-writing")).to_contain_text(named)
    assert not overflows(director)
    picture(director, "ticket-somebody-writes")
    director.set_viewport_size({"width": 1440, "height": 900})
    picture(director, "ticket-somebody-writes")

    manager.goto("/")
    soon(director, ".viewer", 0)


def test_words_begun_in_the_reply_box_show_as_writing(branch: Branch, open_page: Open) -> None:
    address = f"/complaints/{branch.world.complaint.number}/"
    manager = open_page(address, by="service_manager")
    other = open_page(address, by="general_manager")
    expect(other.locator(".viewer")).to_have_count(1)
    manager.fill(".composer textarea", "您好")
    soon(other, ".viewer-writing", 1)


def test_a_page_out_of_sight_says_nothing(branch: Branch, open_page: Open) -> None:
    page = open_page(f"/complaints/{branch.world.complaint.number}/", by="general_manager")
    said: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: said.append(request.url) if "/presence/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    page.evaluate(SEEN_AGAIN)
    page.wait_for_timeout(300)
    assert said == []
    assert Presence.objects.filter(person=branch.world.people["general_manager"]).count() == 1
