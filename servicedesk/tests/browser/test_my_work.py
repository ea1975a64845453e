"""The numbers of My work, and the lists that they open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from servicedesk.tests.browser.conftest import NARROW, WIDE, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]


@pytest.mark.parametrize("role", ["service_manager", "handler", "hall_manager", "general_manager"])
def test_a_number_opens_a_list_of_that_length(branch: Branch, open_page: Open, role: str) -> None:
    page = open_page("/", by=role)
    picture(page, f"home-{role}")
    page.set_viewport_size(NARROW)
    assert not overflows(page)
    picture(page, f"home-{role}")
    page.set_viewport_size(WIDE)
    for code in [tile.get_attribute("data-number") for tile in page.query_selector_all("[data-number]")]:
        page.goto("/")
        tile = page.locator(f"[data-number={code}]")
        number = int(re.sub(r"\D", "", tile.locator("b").inner_text()))
        tile.click()
        page.wait_for_load_state("load")
        rows = page.locator("tr[data-href]")
        if number > 25:
            assert rows.count() == 25
        else:
            expect(rows).to_have_count(number)
