"""The frame of every page: language, colours, keys, the second factor."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from django_otp.oath import totp
from playwright.sync_api import expect

from org.people.services import drop_second_factor
from servicedesk.demo.staff import PASSWORD
from servicedesk.tests.browser.conftest import Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]


def test_the_language_changes_and_no_page_breaks(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/", by="inspector")
    for code, word in (("en", "Complaints"), ("zh-hant", "投訴"), ("zh-hans", "投诉")):
        page.goto("/complaints/")
        page.click(".top-person")
        page.click(f".person-menu button[name=language][value={code}]")
        page.wait_for_load_state("load")
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.locator("h1")).to_contain_text(word)
        for path in ("/complaints/", "/", f"/complaints/{branch.world.complaint.number}/"):
            page.goto(path)
            assert not overflows(page), f"{path} in {code}"
        picture(page, f"ticket-{code}")


def test_dark_is_remembered(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/", by="inspector")
    page.click(".top-person")
    page.click("[data-theme-set=dark]")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto(f"/complaints/{branch.world.complaint.number}/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    picture(page, "ticket-dark")
    page.goto("/complaints/")
    picture(page, "complaints-dark")


def test_one_goes_back_to_a_refused_form_without_sending_it_again(branch: Branch, open_page: Open) -> None:
    address = f"/complaints/{branch.world.complaint.number}/note/"
    page = open_page(address, by="handler")
    page.click("main form .btn-primary[type=submit]")
    expect(page.locator("main .notice-late, main .invalid-feedback").first).to_be_visible()
    page.click("[data-jump='1']")
    page.wait_for_url("**/")
    sent: list[str] = []
    page.on("request", lambda request: request.is_navigation_request() and sent.append(request.method))
    answer = page.go_back()
    assert (answer.status, sent) == (200, ["GET"])
    expect(page.locator("main [name=text]")).to_be_visible()


def test_the_keys_work_and_are_quiet_while_typing(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/", by="inspector")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("j?")
    expect(page.locator("[data-search]")).to_have_value("j?")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        expect(page.locator("[data-rows] > tr").nth(place)).to_have_class(re.compile("is-current"))
    number = page.locator("[data-rows] > tr.is-current a").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/complaints/C**")
    assert number.split()[0] in page.url or number in page.content()


def test_a_ticket_number_in_the_search_jumps(branch: Branch, open_page: Open) -> None:
    page = open_page("/", by="inspector")
    page.keyboard.press("/")
    page.keyboard.type(branch.world.complaint.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/complaints/{branch.world.complaint.number}/**")


def test_a_second_factor_is_set_up_and_asked_for(branch: Branch, open_page: Open) -> None:
    person = branch.world.people["inspector"]
    page = open_page("/me/second-factor/", by="inspector")
    page.click('form[action$="/begin/"] button')
    secret = page.locator("code").first.inner_text().replace(" ", "")
    page.fill("#id_code", code_at(secret, time.time()))
    page.click("form button.btn-primary")
    expect(page.locator(".recovery-codes li").first).to_be_visible()
    assert page.locator(".recovery-codes li").count() >= 8

    page = open_page("/sign-in/")
    page.fill("#id_staff_number", person.staff_number)
    page.fill("#id_password", PASSWORD)
    page.click("form[method=post] button.btn-primary")
    page.wait_for_url("**/sign-in/code/")
    page.fill("#id_code", "000000")
    page.click("form[method=post] button.btn-primary")
    expect(page.locator("[role=alert], .invalid-feedback, .alert").first).to_be_visible()
    # One wrong code makes the device wait a second; the code of the next half minute was not used before.
    time.sleep(1.5)
    page.fill("#id_code", code_at(secret, time.time() + 30))
    page.click("form[method=post] button.btn-primary")
    expect(page.locator(".top-person")).to_be_visible()
    drop_second_factor(
        person=person, reason="the test is over", by=branch.world.people["administrator"], now=timezone.now()
    )


def code_at(secret: str, at: float) -> str:
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    return f"{totp(key, t0=int(time.time() - at)):06d}"
