"""A ticket's whole life on a 390 px phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from complaints.models import Complaint
from complaints.tests.factories import worked_case
from complaints.tickets.services import register_complaint
from core.audit.models import AuditEntry
from servicedesk.tests.browser.conftest import NARROW, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "13800009753"


def test_a_ticket_is_registered_noted_closed_reopened_and_its_number_revealed(
    branch: Branch, open_page: Callable[..., Any]
) -> None:
    said = {"channel": "hotline", "subject": "强制办理家庭网", "text": "未经同意被加入家庭网，要求取消并退费。"}
    earlier = register_complaint(
        by=branch.world.people["handler"], now=timezone.now(), unit=branch.world.hall, phone=PHONE, **said
    )
    page = open_page("/complaints/new/", by="handler", size=NARROW)
    page.fill("#id_phone", PHONE)
    expect(page.locator(".duplicates a").first).to_contain_text(earlier.number)
    page.select_option("#id_unit", "FY-H01")
    page.select_option("#id_channel", "counter")
    page.fill("#id_subject", "家庭网仍在扣费")
    page.fill("#id_text", "客户表示家庭网取消后仍在扣费。")
    picture(page, "phone-new")
    page.click(".ticket-form .act-bar button.btn-primary")
    page.wait_for_url("**/complaints/C*/")
    made = Complaint.objects.latest("pk")
    assert made.number in page.url
    assert not overflows(page)
    assert PHONE not in page.content()

    page.click("[data-pane=history]")
    page.fill(".composer textarea", "已联系班组核实扣费记录。")
    page.click(".composer button[type=submit]")
    page.click("[data-pane=history]")
    expect(page.locator("main")).to_contain_text("已联系班组核实扣费记录。")

    page.click("[data-pane=what]")
    expect(page.locator(".case-steps .is-now")).to_have_count(1)
    page.click(".case-steps .is-now a.btn")
    page.check("#id_grade_0")
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/complaints/{made.number}/")
    picture(page, "phone-steps")
    assert not overflows(page)
    worked_case(made)

    page.goto(f"/complaints/{made.number}/close/")
    page.locator("#id_outcome").select_option("solved")
    page.fill("#id_note", "已取消并退费。")
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/complaints/{made.number}/")
    made.refresh_from_db()
    assert made.state == "closed"
    expect(page.locator("main")).to_contain_text("已取消并退费。")

    page.goto(f"/complaints/{made.number}/reopen/")
    page.locator("#id_reason").select_option(index=1)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/complaints/{made.number}/")
    made.refresh_from_db()
    assert (made.state, made.reopened_count) == ("open", 1)

    page.click("[data-pane=side]")
    page.click("#phone-reveal a")
    page.fill("#phone-reveal #id_reason", "回访核实退费")
    page.click("#phone-reveal button[type=submit]")
    expect(page.locator("#phone-reveal strong")).to_have_text(PHONE)
    assert AuditEntry.objects.about(made).filter(verb="phone.revealed").count() == 1
    assert PHONE not in page.url
    picture(page, "phone-revealed")


def test_a_shaky_phone_makes_one_ticket(branch: Branch, open_page: Callable[..., Any]) -> None:
    """C30: the same form sent again and again."""
    page = open_page("/complaints/new/", by="handler", size=NARROW)
    page.select_option("#id_unit", "FY-H01")
    page.select_option("#id_channel", "counter")
    page.fill("#id_subject", "信号不稳定")
    before = Complaint.objects.count()
    sent = page.evaluate(
        """async () => {
            const form = document.querySelector("form.ticket-form");
            const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
            const answers = [];
            for (const _ of [1, 2, 3, 4, 5]) answers.push((await send()).url);
            return answers;
        }"""
    )
    assert len(set(sent)) == 1
    assert Complaint.objects.count() == before + 1
