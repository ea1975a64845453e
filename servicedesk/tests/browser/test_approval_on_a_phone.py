"""The general manager decides about money with one thumb: the whole case and the three buttons on one screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

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


def test_a_word_that_is_missing_is_shown_above_the_bars_wherever_the_page_opens(
    branch: Branch, open_page: Callable[..., Any]
) -> None:
    people = branch.world.people
    facts = [Fact("理由", "未经同意被加入家庭网，要求退费。\n" * 40)]
    asked = a_request(
        [people["general_manager"]], about=branch.world.hall, by=people["handler"], now=timezone.now(), facts=facts
    )
    page = open_page(asked.get_absolute_url(), by="general_manager", size=NARROW)
    # A browser does not always go to the field by itself: not when the page has lost the focus, or is slow.
    page.route("**/decide/", _without_autofocus)
    page.click(".approval-acts [value=refuse]")
    wrong, acts = page.locator(".field-error"), page.locator(".approval-acts")
    expect(wrong).to_be_visible()
    expect(page.locator("#id_comment")).to_be_focused()
    expect(wrong).to_be_in_viewport()
    box = wrong.bounding_box()
    assert 0 < box["y"] < acts.bounding_box()["y"] - box["height"]


def _without_autofocus(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace(" autofocus", ""))
