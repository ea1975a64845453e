"""The pictures of the two READMEs, taken from the real pages: `script/pictures` keeps them in docs/pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from complaints.models import Category, Complaint
from complaints.tickets.services import (
    acknowledge_complaint,
    add_note,
    assign_complaint,
    log_call,
    register_complaint,
)
from core.files.services import attach
from servicedesk.tests.browser.conftest import NARROW, PICTURES, WIDE, Branch, picture
from servicedesk.tests.browser.test_import_walk import upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
MOST_BYTES = 200 * 1024


def keep(page: Any, name: str, size: dict[str, int] = WIDE, *, whole: bool = False, most: int = 2000) -> None:
    """A picture small enough for a repository: 128 colours do for text and lines; at most `most` px tall."""
    picture(page, name, whole=whole)
    path = PICTURES / f"{name}-{size['width']}.png"
    with Image.open(path) as taken:
        top = taken.crop((0, 0, taken.width, min(taken.height, most)))
        small = top.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    assert path.stat().st_size < MOST_BYTES


def a_telling_ticket(branch: Branch) -> Complaint:
    """A ticket of today that has come half its way."""
    people, now = branch.world.people, timezone.now()
    clerk, handler = people["counter_staff"], people["handler"]
    chosen = {
        tree: Category.objects.filter(tree=tree, name__contains="家庭").order_by("-level", "path").first()
        for tree in ("product", "phenomenon", "cause")
    }
    ticket = register_complaint(
        by=clerk,
        now=now - dt.timedelta(hours=5),
        unit=branch.world.hall,
        channel="counter",
        subject="未经同意被加入家庭网，要求取消并退费",
        text="客户称上月在营业厅补卡后被加入家庭网，每月多扣 5 元，从未签字同意，要求当面说明、取消并退费。",
        remedy_sought="取消家庭网，退费 10 元",
        customer_name="张女士",
        phone="13800005678",
        place="桂花西路",
        grade="B",
        customer_level="gold",
        business="own",
        **chosen,
    )
    assign_complaint(complaint=ticket, handler=handler, by=people["service_manager"], now=now - dt.timedelta(hours=4))
    acknowledge_complaint(complaint=ticket, by=handler, now=now - dt.timedelta(hours=3, minutes=40))
    add_note(
        complaint=ticket,
        text="查业务受理单：无客户签名，受理工号为厅内补卡台席。",
        by=handler,
        now=now - dt.timedelta(hours=3),
    )
    log_call(
        complaint=ticket,
        text="已致歉并说明查实结果，客户同意取消业务、退还两个月费用，等待退费到账。",
        reached=True,
        minutes=6,
        recording="",
        by=handler,
        now=now - dt.timedelta(hours=1),
    )
    statement = SimpleUploadedFile("业务受理单核查说明.txt", "无客户签名。".encode())
    attach(statement, about=ticket, by=handler, now=now - dt.timedelta(hours=2))
    return ticket


def test_the_report_and_the_list(branch: Branch, open_page: Open) -> None:
    page = open_page("/kpi/report/2011-01/", by="service_manager")
    page.wait_for_load_state("networkidle")
    keep(page, "month-report", whole=True, most=1275)
    page.goto("/complaints/?unit=FY-DY&month=2011-01")
    keep(page, "worklist")


def test_a_ticket_on_both_screens(branch: Branch, open_page: Open) -> None:
    number = a_telling_ticket(branch).number
    page = open_page(f"/complaints/{number}/", by="handler")
    keep(page, "ticket", whole=True)
    page = open_page(f"/complaints/{number}/", by="handler", size=NARROW)
    keep(page, "ticket", NARROW)


def test_the_dates_of_an_import(branch: Branch, open_page: Open, sheet: Any) -> None:
    page = open_page("/imports/new/", by="service_manager")
    upload(page, sheet)
    page.check("input[name=date-received_on][value=repair]")
    keep(page, "import-dates")
