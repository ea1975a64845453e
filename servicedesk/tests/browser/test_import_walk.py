"""The open-data file of 2,224 complaints goes through the wizard and ends in a report by state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from complaints.models import Complaint
from org.models import Unit
from servicedesk.tests.browser.conftest import Branch, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
ROWS, OPEN = 2_224, 517
MONTHS = {"2015-04": "545", "2015-05": "399", "2015-06": "1,280"}


def upload(page: Page, sheet: Path) -> None:
    page.select_option("#id_kind", "complaints")
    page.set_input_files("#id_file", sheet)
    page.click("form[enctype] button.btn-primary")
    page.wait_for_url("**/reading/")
    page.click('a.btn-primary[href$="/columns/"]')
    page.click("main form button.btn-primary")
    page.wait_for_url("**/values/")


def counts(page: Page) -> list[str]:
    return page.locator(".import-figures .figure-value").all_inner_texts()


def test_the_file_becomes_a_report_by_state_and_a_second_time_changes_nothing(
    branch: Branch, open_page: Open, sheet: Path
) -> None:
    page = open_page("/imports/new/", by="service_manager")
    upload(page, sheet)
    readings = {
        reading.locator("input").get_attribute("value"): reading.locator(".import-month").count()
        for reading in page.locator(".import-reading").all()
    }
    assert readings["dmy"] == 12
    assert readings["repair"] == 3
    picture(page, "import-dates-open")
    page.check("input[name=date-received_on][value=repair]")
    page.check("input[name=missing-unit][value=create]")
    page.select_option("#id_under-unit", "DEMO")
    alabama_is_the_city(page)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/check/")
    page.fill("#id_control_total", str(ROWS))
    page.click("main form button.btn-primary")
    start = page.locator('form[action$="/start/"] button')
    start.wait_for(timeout=60_000)
    assert counts(page)[:2] == ["2,224", "2,224"]
    assert "Alabama → 富阳分公司 › 城区" in page.locator("main").inner_text()
    picture(page, "import-check-done")
    start.click()
    page.wait_for_url("**/result/")
    page.locator(".import-figures").wait_for(timeout=90_000)
    assert counts(page) == ["2,224", "2,224", "0", "0", "0"]
    picture(page, "import-result-done")
    assert Complaint.objects.filter(source="sheet").count() == ROWS
    assert Unit.objects.get(name="Georgia").code == "DEMO-GEORGIA"
    it_leads_to_its_tickets_and_their_report(page)
    page.goto("/kpi/report/2015-Q2/")
    shown = page.locator("main").inner_text()
    assert "2,224" in shown
    assert "23.25 %" in shown
    assert f"{OPEN} ÷ 2,224" in shown
    picture(page, "report-2015-q2")
    for month, volume in MONTHS.items():
        page.goto(f"/kpi/report/{month}/")
        assert volume in page.locator("main").inner_text()
    the_same_file_again_changes_nothing(page, sheet)


def alabama_is_the_city(page: Page) -> None:
    """One of the many names means a unit that is here, and is remembered."""
    page.click(".import-single summary")
    line = page.locator(".import-each tr", has=page.get_by_text("Alabama", exact=True))
    means = line.locator("input[list]")
    assert not means.is_visible()
    line.locator("select").select_option("=")
    means.fill("富阳分公司 › 城区")
    line.locator("input[type=checkbox]").check()
    picture(page, "import-names-open")


def it_leads_to_its_tickets_and_their_report(page: Page) -> None:
    here = page.url
    page.click(".import-acts .btn-primary")
    page.wait_for_url("**/complaints/?import=*")
    assert page.locator("[data-rows] tr, .ticket-row").count()
    page.goto(here)
    page.click('.import-acts a[href*="/report/"]')
    page.wait_for_url("**/report/2015-Q2/**")


def the_same_file_again_changes_nothing(page: Page, sheet: Path) -> None:
    before = list(Complaint.objects.order_by("pk").values_list("pk", "version"))
    page.goto("/imports/new/")
    upload(page, sheet)
    page.check("input[name=date-received_on][value=repair]")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/check/")
    page.click("main form button.btn-primary")
    page.locator(".import-figures").wait_for(timeout=60_000)
    assert counts(page) == ["2,224", "0", "0", "2,224", "0"]
    assert page.locator('form[action$="/start/"]').count() == 0
    assert list(Complaint.objects.order_by("pk").values_list("pk", "version")) == before
