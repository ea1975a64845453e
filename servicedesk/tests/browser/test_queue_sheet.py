"""A station's sheet of 403 customers goes through the wizard into a hall: two rows come back with reasons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from halls.premises.models import Premises
from halls.queue.models import Visit
from servicedesk.tests.browser.conftest import Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
HALL = "FY-H07"


def counts(page: Page) -> list[str]:
    return page.locator(".import-figures .figure-value").all_inner_texts()


def to_values(page: Page, sheet: Path, *, hall: str) -> None:
    page.select_option("#id_kind", "visits")
    page.set_input_files("#id_file", sheet)
    page.click("form[enctype] button.btn-primary")
    page.wait_for_url("**/reading/")
    page.click('a.btn-primary[href$="/columns/"]')
    if hall:
        page.select_option("#id_said-hall", hall)
    page.click("main form button.btn-primary")


def test_a_queue_machine_s_sheet_becomes_visits_of_a_hall(
    branch: Branch, open_page: Open, shared_data: Callable[[str], Path]
) -> None:
    sheet = shared_data("queue_wellington.csv")
    page = open_page("/imports/new/", by="service_manager")
    to_values(page, sheet, hall="")
    # Nothing in the sheet says which hall: it is asked for before anything is read further.
    page.locator("main .alert, main [role=alert], main .notice").first.wait_for()
    assert "/columns/" in page.url
    page.select_option("#id_said-hall", HALL)
    picture(page, "queue-sheet-columns")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/values/")
    page.check("input[name=date-day][value=dmy]")
    page.check("input[name=missing-service][value=create]")
    assert page.input_value("#id_under-service") == HALL
    page.click("main form button.btn-primary")
    page.wait_for_url("**/check/")
    page.click("main form button.btn-primary")
    start = page.locator('form[action$="/start/"] button')
    start.wait_for(timeout=60_000)
    assert counts(page) == ["403", "401", "0", "0", "2"]
    shown = page.locator("main").inner_text()
    assert "83" in shown and "143" in shown
    picture(page, "queue-sheet-check")
    start.click()
    page.wait_for_url("**/result/")
    page.locator(".import-figures").wait_for(timeout=60_000)
    assert counts(page) == ["403", "401", "0", "0", "2"]
    premises = Premises.objects.get(unit__code=HALL)
    assert Visit.objects.of(premises).filter(origin="sheet", is_counted=True).count() == 401
    page.click(".import-acts .btn-primary")
    page.wait_for_url("**/halls/visits/?hall=*")
    assert page.locator("main tbody tr").count() == 50
    picture(page, "queue-sheet-visits")
    page.set_viewport_size({"width": 390, "height": 844})
    assert not overflows(page)
    page.locator("main tbody tr a").first.click()
    page.wait_for_url("**/halls/visits/*/")
    assert page.locator(".visit-steps li").count() >= 1
