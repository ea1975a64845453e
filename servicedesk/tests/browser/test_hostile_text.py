"""Hostile names in a real browser: no dialog opens, nothing is blocked because nothing tried (P9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from complaints.categories.services import add_category
from complaints.models import Category
from complaints.tickets.services import register_complaint
from org.units.choices import UnitKind
from org.units.services import create_unit
from servicedesk.tests.browser.conftest import Branch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOSTILE = "<img src=x onerror=alert(7)><b>"


def test_nothing_that_was_typed_runs(branch: Branch, open_page: Callable[..., Any]) -> None:
    now = timezone.now()
    manager = branch.world.people["service_manager"]
    root = Category.objects.filter(tree="cause", parent=None).order_by("path").first()
    cause = add_category(tree="cause", code="HOSTILE", name=HOSTILE, parent=root, by=manager, now=now)
    unit = create_unit(
        code="HOSTILE", name=HOSTILE, kind=UnitKind.BUREAU, parent=branch.world.branch, by=manager, now=now
    )
    tickets = [
        register_complaint(
            by=manager,
            now=now - dt.timedelta(minutes=minute),
            unit=unit,
            channel="hotline",
            subject=f"{HOSTILE} {minute}",
            text=HOSTILE,
            customer_name=HOSTILE,
            cause=cause,
            error_side="own",
            error_unit=unit,
        )
        for minute in range(3)
    ]
    page = open_page("/", by="service_manager")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(page.url), dialog.dismiss()))
    number, month = tickets[0].number, f"{timezone.localtime(now):%Y-%m}"
    for path in (
        "/complaints/?unit=HOSTILE",
        f"/complaints/{number}/",
        f"/complaints/{number}/edit/",
        f"/complaints/{number}/print/",
        "/complaints/search/?q=onerror",
        "/complaints/categories/cause/",
        "/units/HOSTILE/",
        f"/kpi/report/{month}/",
        f"/kpi/report/{month}/?unit=HOSTILE",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        for chart in page.locator(".chart:visible").all():
            chart.scroll_into_view_if_needed()
            box = chart.bounding_box()
            # Over every part of it, so that its explanations open.
            for across in (0.3, 0.5, 0.7, 0.9):
                for down in (0.2, 0.4, 0.6, 0.8):
                    page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        assert page.locator('img[src="x"]').count() == 0, path
    assert dialogs == []
