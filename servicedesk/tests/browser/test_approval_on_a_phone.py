"""The general manager decides about money with one thumb: the whole case and the three buttons on one screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.approvals.services import Fact
from core.approvals.tests.factories import a_request
from servicedesk.demo.staff import PASSWORD
from servicedesk.tests.browser.conftest import NARROW, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_money_is_approved_with_the_password_and_one_tap(branch: Branch, open_page: Callable[..., Any]) -> None:
    people = branch.world.people
    facts = [Fact("工单", "C201101-00042"), Fact("退费", "1,280.00 元"), Fact("理由", "未经同意被加入家庭网")]
    asked = a_request(
        [people["general_manager"]],
        about=branch.world.hall,
        by=people["handler"],
        now=timezone.now(),
        title="退费方案：家庭网误扣费 1,280.00 元",
        facts=facts,
        money=True,
    )
    page = open_page("/", by="general_manager", size=NARROW)
    page.click(f"a[href='{asked.get_absolute_url()}']")
    page.wait_for_url(f"**{asked.get_absolute_url()}")
    for button in page.locator(".approval-acts .btn").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= NARROW["height"]
    assert not overflows(page)
    picture(page, "phone-approval", whole=False)

    page.click(".approval-acts [value=return]")
    expect(page.locator("#id_comment")).to_be_focused()
    asked.refresh_from_db()
    assert asked.state == "waiting"

    page.fill("#id_password", PASSWORD)
    page.click(".approval-acts [value=approve]")
    expect(page.locator(".approval-acts")).to_have_count(0)
    asked.refresh_from_db()
    assert asked.state == "approved"
