"""Some tickets of the list ticked on a 390 px phone, and one thing done to all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from complaints.models import BulkAct
from servicedesk.tests.browser.conftest import NARROW, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THUMB = 44
CORNERS = """(tick, reach) => {
  tick.scrollIntoView({block: "center", behavior: "instant"});
  const box = tick.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return [[-1, -1], [1, -1], [-1, 1], [1, 1]].map(([right, down]) =>
    document.elementFromPoint(x + right * reach, y + down * reach) === tick);
}"""
"""Whether a thumb meets the box wherever it lands in a square of 44 px."""


def test_tickets_are_ticked_on_their_cards_and_get_a_note(branch: Branch, open_page: Callable[..., Any]) -> None:
    page = open_page("/complaints/?state=open", by="service_manager", size=NARROW)
    ticks = page.locator("[data-row-select]")
    expect(page.locator(".bulk-acts")).to_be_hidden()
    numbers = [ticks.nth(place).get_attribute("value") for place in range(2)]
    for place in range(2):
        assert ticks.nth(place).evaluate(CORNERS, THUMB / 2 - 1) == [True] * 4
        ticks.nth(place).check()
        expect(ticks.nth(place)).to_be_checked()
    expect(page.locator(".bulk-acts")).to_be_visible()
    picture(page, "phone-many")
    assert not overflows(page)
    page.click(".bulk-acts button[value=note]")
    page.fill("#id_text", "统一口径答复。")
    page.click(".act-bar button.btn-primary")
    page.wait_for_url("**/complaints/bulk/*/")
    assert sorted(BulkAct.objects.latest("pk").numbers) == sorted(numbers)
    page.click("form.form-acts button.btn-primary")
    expect(page.locator(".bulk-chips")).to_contain_text("2")
    assert not overflows(page)
