"""The worklist by keys alone, the palette, and the columns, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from complaints.tickets.models import Complaint
from servicedesk.tests.browser.conftest import NARROW, WIDE, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
COMPOSING = """([key, how]) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, ...how})
)"""


def test_rows_are_walked_chosen_and_opened_by_keys(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/?state=all", by="handler")
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    row = page.locator("[data-rows] > tr").nth(1)
    expect(row).to_have_class(re.compile("is-current"))
    expect(row.locator("[data-row-select]")).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("[data-row-select]:checked")).to_have_count(2)
    page.keyboard.press("x")
    expect(page.locator("[data-row-select]:checked")).to_have_count(1)
    # A box that was clicked has the focus: keys go on, and Enter opens its row instead of pressing a button.
    page.locator("[data-rows] > tr").nth(2).locator("[data-row-select]").click()
    page.keyboard.press("j")
    expect(page.locator("[data-rows] > tr").nth(1)).to_have_class(re.compile("is-current"))
    box = page.locator("[data-rows] > tr").nth(2).locator("[data-row-select]")
    number = box.get_attribute("value")
    box.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/complaints/{number}/**")


def test_keys_are_quiet_while_somebody_types_or_an_input_method_composes(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/?state=all", by="handler")
    for how in ({"isComposing": True}, {"keyCode": 229}):
        for key in ("j", "x", "?"):
            page.evaluate(COMPOSING, [key, how])
        page.evaluate(COMPOSING, ["k", {**how, "ctrlKey": True}])
    expect(page.locator("[data-rows] > .is-current")).to_have_count(0)
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("jx?")
    expect(page.locator(".top-search input")).to_have_value("jx?")
    expect(page.locator("[data-rows] > .is-current")).to_have_count(0)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_the_sheet_of_keys_tells_them(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/", by="handler")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys kbd", has_text="x")).to_be_visible()
    picture(page, "keys", whole=False)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()


def test_the_palette_goes_to_pages_views_and_tickets(branch: Branch, open_page: Open) -> None:
    view, number = branch.world.things["saved_view"], branch.world.complaint.number
    page = open_page("/", by="service_manager")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    picture(page, "palette", whole=False)
    page.keyboard.type(view.name)
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text(view.name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/complaints/?*view={view.pk}")
    page.keyboard.press("Control+k")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/complaints/{number}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("13805719753")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=9753")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [role=option]").nth(1)).to_have_attribute("aria-selected", "true")
    # An input method's Enter takes its word; it opens nothing.
    page.evaluate(COMPOSING, ["Enter", {"isComposing": True}])
    page.evaluate(COMPOSING, ["Enter", {"keyCode": 229}])
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_the_palette_takes_no_form_away_when_it_cannot_be_filled(branch: Branch, open_page: Open) -> None:
    """A session that has ended, or a server out of reach: one sentence, and what was typed still stands."""
    for leave, attribute in ((sign_out, "signedOut"), (lambda page: page.context.set_offline(True), "failed")):
        page = open_page("/complaints/new/", by="handler")
        page.fill("#id_text", "客户称被强制办理家庭网")
        words = page.evaluate("name => document.body.dataset[name]", attribute)
        leave(page)
        page.keyboard.press("Control+k")
        expect(page.locator("[data-live-note]")).to_have_text(words)
        expect(page.locator("[data-live-note]")).to_be_visible()
        expect(page.locator("#palette")).not_to_be_visible()
        expect(page.locator("#id_text")).to_have_value("客户称被强制办理家庭网")


def sign_out(page: Any) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def test_a_view_is_kept_and_opened_by_hand(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/?state=open&sort=due", by="handler")
    page.click(".views-menu button")
    page.click('.views-menu a[href*="views/new"]')
    page.fill("#id_name", "我的未结")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/complaints/?*view=*")
    expect(page.locator(".list-tabs [aria-current=page]")).to_have_text("我的未结")
    picture(page, "worklist-view")
    page.click('.list-bar a[href*="/complaints/columns/"]')
    move = page.locator("[data-places] li", has=page.locator("[value=received]")).locator("[data-place-move=up]")
    for _ in range(7):
        move.click()
    page.uncheck("[data-places] input[value=channel]")
    page.check("[data-places] input[value=customer]")
    picture(page, "columns")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/complaints/?*view=*")
    second = page.locator("#complaint-rows thead th").nth(2)
    expect(second).to_contain_text(re.compile("Received|受理时间|收到|接收"))
    assert not overflows(page)


def test_views_and_rows_fit_a_phone(branch: Branch, open_page: Open) -> None:
    view = branch.world.things["saved_view"]
    page = open_page("/complaints/", by="service_manager", size=NARROW)
    page.click(".views-menu button")
    expect(page.locator(".views-menu .dropdown-item", has_text=view.name)).to_be_visible()
    picture(page, "views-menu", whole=False)
    page.click(f'.views-menu a[href*="view={view.pk}"]')
    page.wait_for_url(f"**/complaints/?*view={view.pk}")
    assert not overflows(page)
    picture(page, "worklist-view")
    for name, address in (
        ("views", "/complaints/views/"),
        ("view-edit", f"/complaints/views/{view.pk}/edit/"),
        ("columns", "/complaints/columns/"),
    ):
        page.goto(address)
        assert not overflows(page), address
        picture(page, name)


def test_long_subjects_make_the_list_no_wider_than_the_window(branch: Branch, open_page: Open) -> None:
    rows = Complaint.objects.at_or_below(branch.world.branch).open().order_by("due_at")
    before = list(rows.values_list("pk", "subject", "reopened_count")[:40])
    Complaint.objects.filter(pk__in=[pk for pk, *_said in before]).update(
        subject="携号转网后原号码被停机且多次到营业厅反映均无人处理", reopened_count=1
    )
    for person in ("service_manager", "handler", "counter_staff"):
        page = open_page("/complaints/", by=person, size=WIDE)
        assert not overflows(page), person
        subject = page.locator(".row-subject").first.bounding_box()
        assert subject["width"] >= 140
        page.set_viewport_size({"width": 1120, "height": 800})
        assert not overflows(page), person
    picture(page, "worklist-long-subjects", whole=False)
    for pk, subject, reopened in before:
        Complaint.objects.filter(pk=pk).update(subject=subject, reopened_count=reopened)
