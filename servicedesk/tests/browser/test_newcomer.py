"""What a newcomer does first: sign in, read January's report, open the tickets behind a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from servicedesk.demo.staff import PASSWORD
from servicedesk.tests.browser.conftest import Branch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]


def test_a_newcomer_signs_in_and_lands_where_he_wanted(open_page: Open) -> None:
    page = open_page("/kpi/report/2011-01/")
    page.fill("#id_staff_number", "DEMO-01")
    page.fill("#id_password", "not the password")
    page.click("form[method=post] button.btn-primary")
    expect(page.locator(".alert, .invalid-feedback, [role=alert]").first).to_be_visible()
    page.fill("#id_password", PASSWORD)
    page.click("form[method=post] button.btn-primary")
    page.wait_for_url("**/kpi/report/2011-01/**")
    expect(page.locator("h1")).to_contain_text("2011")


def test_january_shows_the_figures_of_the_source_and_each_number_opens_its_tickets(
    branch: Branch, open_page: Open
) -> None:
    page = open_page("/kpi/report/2011-01/", by="service_manager")
    shown = page.locator("main").inner_text()
    for figure in ("2,417", "44.97", "185.92 %", "181.62 %", "63", "70"):
        assert figure in shown
    row = page.locator(".report-regions tbody tr", has=page.locator("th", has_text="大源"))
    row.get_by_role("link", name="456", exact=True).click()
    page.wait_for_url("**/complaints/?**")
    expect(page.locator(".list-bar strong").first).to_contain_text("456")


def test_the_charts_are_drawn_and_turn_into_tables(branch: Branch, open_page: Open) -> None:
    page = open_page("/kpi/report/2011-03/", by="service_manager")
    expect(page.locator(".chart canvas, .chart svg").first).to_be_visible()
    card = page.locator("[data-chart-card]", has=page.locator(".chart canvas, .chart svg")).first
    card.locator("[data-show-side=table]").click()
    expect(card.locator("table").first).to_be_visible()
