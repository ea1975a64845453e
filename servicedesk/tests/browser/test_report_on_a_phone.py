"""The report and its targets on a 390 px phone, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from servicedesk.tests.browser.conftest import NARROW, Branch, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORT = "/kpi/report/2011-01/?unit=DEMO"
SCROLLED = "found => found.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText.slice(0, 60))"


@pytest.mark.parametrize("path", [REPORT, "/kpi/targets/?unit=DEMO&month=2011-01", "/kpi/indicators/"])
def test_no_table_scrolls_sideways(path: str, branch: Branch, open_page: Callable[..., Any]) -> None:
    page = open_page(path, by="service_manager", size=NARROW)
    page.wait_for_load_state("networkidle")
    assert page.eval_on_selector_all(".table-scroll, .table-page", SCROLLED) == []


def test_a_region_loses_no_figure_to_the_narrow_screen(branch: Branch, open_page: Callable[..., Any]) -> None:
    page = open_page(REPORT, by="service_manager", size=NARROW)
    region = page.locator(".report-regions tbody tr", has_text="大源")
    for printed in ("456", "182", "250.55 %", "150.55 %", "274"):
        expect(region.get_by_text(printed, exact=True)).to_be_visible()
    labels = region.locator("[data-label]").evaluate_all("cells => cells.map(cell => cell.dataset.label)")
    assert len(labels) == len(set(labels)) == 6
    picture(page, "report-on-a-phone")


def test_what_is_folded_is_printed_open_and_folded_again(branch: Branch, open_page: Callable[..., Any]) -> None:
    page = open_page("/imports/new/", by="service_manager")
    folded = page.locator("details").first
    expect(folded).not_to_have_attribute("open", "")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_attribute("open", "")
    page.emulate_media(media="print")
    assert folded.locator("summary").evaluate("it => getComputedStyle(it).listStyleType") == "none"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(folded).not_to_have_attribute("open", "")
