"""Every page of the access table at 1440 and 390 px: a picture of each, no error, nothing wider than the phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from servicedesk.tests.access.table import TABLE, Row, parse
from servicedesk.tests.access.world import arguments
from servicedesk.tests.browser.conftest import NARROW, WIDE, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Downloads and pictures, what is nothing without the finding it is about, and pieces that other pages load.
NO_PAGES = {
    "action_new",
    "attachment",
    "attachment_picture",
    "attachment_preview",
    "export",
    "cadence_sheet_pdf",
    "cadence_sheet_xlsx",
    "export_file",
    "job_file",
    "escalation_form",
    "letter_file",
    "import_rejected",
    "month_report_xlsx",
    "complaint_report_xlsx",
}
PIECES = {
    "job_progress",
    "unit_menu",
    "palette",
    "complaint_due_preview",
    "import_run",
    "report_latest",
    "report_timeliness",
    "report_satisfaction",
    "report_on_site",
    "report_reopened",
    "report_causes",
    "waits",
    "hall_waits",
    "complaint_filters",
    "complaint_beside",
    "console_live",
    "emergency_live",
    "check_phone_live",
    "hall_live",
    "halls_live",
}
LOADS_PIECES = {"complaint_new", "month_report"}
SEERS = ("service_manager", "administrator", "auditor", "department_head")


def shown_rows() -> list[Row]:
    return [
        row
        for row in parse(TABLE)
        if row.method == "GET" and not row.is_api and row.name not in NO_PAGES | PIECES and "?" not in row.name
    ]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_every_page_is_calm_and_fits(size: dict[str, int], branch: Branch, open_page: Callable[..., Any]) -> None:
    pages: dict[str, Any] = {}
    wrong = []
    for row in shown_rows():
        who = next(role for role in (*SEERS, *row.expected) if row.expected[role] == "+")
        address = reverse(row.name, kwargs=arguments(row.name, branch.world))
        if who not in pages:
            pages[who] = open_page("/", by=who, size=size)
        page = pages[who]
        answer = page.goto(address)
        if row.name in LOADS_PIECES:
            page.wait_for_load_state("networkidle")
        if answer.status != 200:
            wrong.append(f"{address}: {answer.status}")
        if overflows(page):
            wrong.append(f"{address} is wider than {size['width']} px")
        picture(page, row.name)
    assert wrong == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_the_first_page_of_each_role_fits(size: dict[str, int], branch: Branch, open_page: Callable[..., Any]) -> None:
    wrong = []
    for role in branch.world.people:
        page = open_page("/", by=role, size=size)
        if overflows(page):
            wrong.append(role)
        picture(page, f"home-{role}")
    assert wrong == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_pages_for_what_went_wrong_and_before_signing_in(
    size: dict[str, int], branch: Branch, open_page: Callable[..., Any]
) -> None:
    for name, path, who, status in (
        ("sign-in", reverse("sign_in"), "", 200),
        ("forgotten", reverse("forgotten"), "", 200),
        ("403", reverse("audit"), "handler", 403),
        ("404", "/complaints/C209901-00001/", "handler", 404),
    ):
        page = open_page("/health/", size=size, **({"by": who} if who else {}))
        answer = page.goto(path)
        assert answer.status == status
        assert not overflows(page), name
        picture(page, name)
