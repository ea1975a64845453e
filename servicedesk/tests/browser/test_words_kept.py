"""What was typed comes back when the session had ended or the page was too old; nothing is sent by itself (N14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from complaints.models import CallBack, Complaint, ComplaintEvent
from core.approvals.tests.factories import SHARED, a_request
from servicedesk.demo.staff import PASSWORD
from servicedesk.tests.access.world import arguments
from servicedesk.tests.browser.conftest import NARROW, NUMBER_OF, Branch, overflows, picture
from servicedesk.tests.browser.idling import let_idle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
WORDS = "客户说费用已退回，只是要求书面说明，十七点前给回话。"
PHONE = "13800138000"
SIGN_IN = "**/sign-in/**"
BACK = "[data-draft-note]"


def sign_in(page: Page, *, by: str) -> None:
    page.fill("#id_staff_number", NUMBER_OF[by])
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation(url=lambda address: "/sign-in/" not in address):
        page.click("form[method=post] button.btn-primary")


def sign_out(page: Page) -> None:
    page.click(".top-person")
    page.click("[data-signs-out] button")
    page.wait_for_url(SIGN_IN)


def kept(page: Page) -> Any:
    return page.evaluate("JSON.parse(sessionStorage.getItem('draft'))")


def notes_of(ticket: Complaint) -> int:
    return ComplaintEvent.objects.filter(complaint=ticket, text=WORDS).count()


def test_a_note_typed_before_one_was_away_is_back_after_signing_in(branch: Branch, open_page: Open) -> None:
    ticket = branch.world.complaint
    address = reverse("complaint", args=[ticket.number])
    page = open_page(address, by="handler")
    page.fill(".composer textarea", WORDS)
    let_idle(page)
    page.click(".composer button[type=submit]")
    page.wait_for_url(SIGN_IN)
    sign_in(page, by="handler")
    assert page.url == f"{branch.address}{reverse('complaint', args=[ticket.number])}"
    expect(page.locator(".composer textarea")).to_have_value(WORDS)
    expect(page.locator(BACK)).to_be_in_viewport()
    assert not overflows(page)
    picture(page, "words-back-note")
    assert notes_of(ticket) == 0

    page.click(".composer button[type=submit]")
    expect(page.locator("#history")).to_contain_text(WORDS)
    expect(page.locator(BACK)).to_have_count(0)
    expect(page.locator(".composer textarea")).to_have_value("")
    assert (notes_of(ticket), kept(page)) == (1, None)


def test_the_result_of_a_call_is_back_but_nothing_of_it_is_saved(branch: Branch, open_page: Open) -> None:
    address = reverse("call_back", kwargs=arguments("call_back", branch.world))
    done = CallBack.objects.filter(state="done").count()
    page = open_page(f"{address}?from=queue", by="caller", size=NARROW)
    result = page.locator("form[action$='/reached/']")
    result.locator("[name=satisfaction]").first.check()
    result.locator("[name=words]").fill(WORDS)
    let_idle(page)
    result.locator("button[type=submit]").click()
    page.wait_for_url(SIGN_IN)
    sign_in(page, by="caller")
    assert page.url == f"{branch.address}{address}?from=queue"
    expect(result.locator("[name=words]")).to_have_value(WORDS)
    expect(result.locator("[name=satisfaction]").first).to_be_checked()
    expect(result.locator(BACK)).to_be_in_viewport()
    assert not overflows(page)
    picture(page, "words-back-call", whole=False)
    assert CallBack.objects.filter(state="done").count() == done


def test_a_decision_on_a_phone_is_back_without_its_password(branch: Branch, open_page: Open) -> None:
    people = branch.world.people
    asked = a_request(
        [people["general_manager"]],
        about=branch.world.hall,
        by=people["handler"],
        now=timezone.now(),
        money=True,
        kind=SHARED,
    )
    page = open_page(asked.get_absolute_url(), by="general_manager", size=NARROW)
    page.fill("#id_comment", WORDS)
    page.fill("#id_password", PASSWORD)
    let_idle(page)
    page.click(".approval-acts [value=return]")
    page.wait_for_url(SIGN_IN)
    assert kept(page)["said"] == [["comment", WORDS]]
    sign_in(page, by="general_manager")
    page.wait_for_url(f"**{asked.get_absolute_url()}")
    expect(page.locator("#id_comment")).to_have_value(WORDS)
    expect(page.locator("#id_password")).to_have_value("")
    expect(page.locator(BACK)).to_be_in_viewport()
    picture(page, "words-back-approval", whole=False)
    asked.refresh_from_db()
    assert asked.state == "waiting"

    page.fill("#id_password", PASSWORD)
    page.click(".approval-acts [value=return]")
    expect(page.locator(".approval-acts")).to_have_count(0)
    asked.refresh_from_db()
    assert (asked.state, kept(page)) == ("returned", None)


def test_a_page_that_sends_to_itself_is_come_back_to_without_the_number_typed(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/new/", by="counter_staff")
    page.fill("#id_text", WORDS)
    page.fill("#id_phone", PHONE)
    let_idle(page)
    page.click(".ticket-form button[type=submit].btn-primary")
    page.wait_for_url(SIGN_IN)
    # The page may stand open for long, where others pass by.
    expect(page.locator(".notice-soon")).to_be_visible()
    assert PHONE not in page.evaluate("sessionStorage.getItem('draft')")
    picture(page, "signed-out")
    # A wrong password in between loses nothing.
    page.fill("#id_staff_number", NUMBER_OF["counter_staff"])
    page.fill("#id_password", "nothing like it")
    page.click("form[method=post] button.btn-primary")
    expect(page.locator(".invalid-feedback, .alert").first).to_be_visible()
    sign_in(page, by="counter_staff")
    assert page.url == f"{branch.address}/complaints/new/"
    expect(page.locator("#id_text")).to_have_value(WORDS)
    expect(page.locator("#id_phone")).to_have_value("")


def test_a_choice_alone_keeps_the_page_from_being_taken_away(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/new/", by="counter_staff")
    let_idle(page)
    page.locator("#id_phenomenon").select_option(index=1)
    expect(page.locator("[data-live-note]")).to_be_visible()
    assert page.url == f"{branch.address}/complaints/new/"


def test_a_tab_from_before_signing_in_again_says_so_and_its_words_are_back(branch: Branch, open_page: Open) -> None:
    ticket = branch.world.complaint
    before = notes_of(ticket)
    old = open_page(reverse("complaint", args=[ticket.number]), by="service_manager")
    old.fill(".composer textarea", WORDS)
    other = old.context.new_page()
    other.goto(f"{branch.address}/")
    sign_out(other)
    sign_in(other, by="service_manager")
    old.click(".composer button[type=submit]")
    expect(old.locator(".error-code")).to_have_text("403")
    expect(old.locator("[data-draft-kept]")).to_be_visible()
    expect(old.locator("[data-draft-lost]")).to_be_hidden()
    picture(old, "form-too-old")
    old.click("a[data-form-page]")
    expect(old.locator(".composer textarea")).to_have_value(WORDS)
    expect(old.locator(BACK)).to_be_visible()
    assert notes_of(ticket) == before
    old.click(".composer button[type=submit]")
    expect(old.locator("#history")).to_contain_text(WORDS)
    assert notes_of(ticket) == before + 1


def test_nobody_else_reads_the_words_and_signing_out_forgets_them(branch: Branch, open_page: Open) -> None:
    address = reverse("complaint", args=[branch.world.complaint.number])
    page = open_page(address, by="handler")
    page.fill(".composer textarea", WORDS)
    let_idle(page)
    page.click(".composer button[type=submit]")
    page.wait_for_url(SIGN_IN)
    assert kept(page)["refused"]
    sign_in(page, by="service_manager")
    expect(page.locator(".composer textarea")).to_have_value("")
    expect(page.locator(BACK)).to_have_count(0)
    assert kept(page) is None

    page.fill(".composer textarea", WORDS)
    let_idle(page)
    page.click(".composer button[type=submit]")
    page.wait_for_url(SIGN_IN)
    sign_in(page, by="service_manager")
    expect(page.locator(BACK)).to_be_visible()
    sign_out(page)
    assert kept(page) is None


def test_a_refused_form_keeps_the_page_it_stood_on(branch: Branch, open_page: Open) -> None:
    """Its address is one for acts alone by then; what is answered by a page is kept no longer."""
    address = reverse("call_back", kwargs=arguments("call_back", branch.world))
    page = open_page(address, by="caller")
    result = page.locator("form[action$='/reached/']")
    result.locator("[name=words]").fill(WORDS)
    result.locator("button[type=submit]").click()
    page.wait_for_url("**/reached/")
    assert kept(page) is None
    let_idle(page)
    result.locator("button[type=submit]").click()
    page.wait_for_url(SIGN_IN)
    sign_in(page, by="caller")
    assert page.url == f"{branch.address}{address}"
    expect(result.locator("[name=words]")).to_have_value(WORDS)


def test_words_that_are_back_overwrite_nobody(branch: Branch, open_page: Open) -> None:
    """C15: they were typed about what the form showed then, and somebody else has changed that since."""
    ticket = branch.world.complaint
    page = open_page(reverse("complaint_edit", args=[ticket.number]), by="handler")
    page.fill("#id_subject", WORDS)
    let_idle(page)
    page.click("form[method=post] .act-bar button[type=submit], form[method=post] .form-acts button[type=submit]")
    page.wait_for_url(SIGN_IN)
    Complaint.objects.filter(pk=ticket.pk).update(subject="另一人的更正", version=F("version") + 1)
    sign_in(page, by="handler")
    expect(page.locator("#id_subject")).to_have_value(WORDS)
    page.click("form[method=post] .act-bar button[type=submit], form[method=post] .form-acts button[type=submit]")
    expect(page.locator("#id_subject")).to_have_value(WORDS)
    expect(page.locator("#main")).to_contain_text("另一人的更正")
    ticket.refresh_from_db()
    assert ticket.subject == "另一人的更正"


def test_words_that_were_left_behind_come_back_nowhere_else(branch: Branch, open_page: Open) -> None:
    page = open_page("/complaints/new/", by="counter_staff")
    page.fill("#id_text", WORDS)
    let_idle(page)
    page.click(".ticket-form button[type=submit].btn-primary")
    page.wait_for_url(SIGN_IN)
    sign_in(page, by="counter_staff")
    expect(page.locator("#id_text")).to_have_value(WORDS)
    page.goto(f"{branch.address}/complaints/")
    assert kept(page) is None
    page.goto(f"{branch.address}/complaints/new/")
    expect(page.locator("#id_text")).to_have_value("")
