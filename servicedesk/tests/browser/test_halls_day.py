"""A hall's day from the book before the meeting to the meeting of the next morning, in a real browser."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from halls.checks.models import CheckRun, CheckTemplate
from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, Premises, Service
from halls.premises.services import add_device
from halls.queue import services
from halls.queue.choices import Origin, Outcome
from halls.queue.models import CounterSession, Segment, Visit
from halls.rush.models import Emergency
from halls.rush.services import sweep, watching
from org.models import Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.services import set_opening_hours
from servicedesk.tests.browser.conftest import NARROW, WIDE, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
ZONE = ZoneInfo("Asia/Shanghai")
MANAGER = "day_manager"
CLERKS = ("day_one", "day_two", "day_three")
BY_TAP, CUSTOMERS, LEFT_OVER = 4, 30, 2


class Day:
    """Tomorrow: a browser throws away cookies of days that are over, so the day must not lie in its past."""

    def __init__(self) -> None:
        self.date = dt.datetime.now(ZONE).date() + dt.timedelta(days=1)
        self._travelled: Any = None

    def at(self, hour: int, minute: int = 0, *, days: int = 0) -> dt.datetime:
        time = dt.datetime.combine(self.date, dt.time(hour, minute), ZONE)
        return time + dt.timedelta(days=days)

    def moves_to(self, hour: int, minute: int = 0, *, days: int = 0) -> None:
        self.ends()
        self._travelled = time_machine.travel(self.at(hour, minute, days=days), tick=True)
        self._travelled.start()

    def ends(self) -> None:
        if self._travelled is not None:
            self._travelled.stop()
            self._travelled = None


@pytest.fixture
def day() -> Iterator[Day]:
    day = Day()
    yield day
    day.ends()


@pytest.fixture
def hall(branch: Branch) -> Iterator[Premises]:
    """A hall of its own under the demo branch with its manager and three clerks."""
    unit = a_unit("秦望营业厅", under=Unit.objects.get(code="DEMO"), kind=UnitKind.HALL)
    hours = {day: [(dt.time(8), dt.time(18))] for day in range(7)}
    set_opening_hours(unit=unit, hours=hours, by=None, now=timezone.now())
    premises = Premises.objects.create(unit=unit)
    Service.objects.create(premises=premises, prefix="A", name="业务办理", position=1)
    Service.objects.create(premises=premises, prefix="B", name="缴费充值", position=2)
    for name in ("1", "2", "3"):
        Counter.objects.create(premises=premises, name=name)
    people = branch.world.people
    people[MANAGER] = a_person(Role.HALL_MANAGER, at=unit)
    for name in CLERKS:
        people[name] = a_person(Role.COUNTER_STAFF, at=unit)
    yield premises
    for name in (MANAGER, *CLERKS):
        del people[name]


def send(page: Page, address: str, **said: str) -> None:
    """Fill the form at `address` as a person does, and send it."""
    page.goto(address)
    for name, value in said.items():
        field = page.locator(f"main [name='{name}']")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.locator("main form button.btn-primary[type=submit]").first.click()
    expect(page.locator(".invalid-feedback")).to_have_count(0)


def sets_rules(page: Page, hall: Premises, day: Day) -> None:
    code, on = hall.unit.code, day.date.isoformat()
    waits = {"valid_from": on, "wait_minutes": "10", "share_limit": "10", "recalls": "2", "put_back_most": "0"}
    send(page, reverse("hall_rules", args=[code]), **waits)
    send(page, reverse("emergency_rule", args=[code]), valid_from=on, share_tickets="20")
    sheet = CheckTemplate.objects.get(unit__code="DEMO", kind="daily", retired_at=None)
    book = {"valid_from": on, "template": str(sheet.pk), "meeting_at": "08:30", "missing_at": "09:00"}
    send(page, reverse("book_rule", args=[code]), **book)


def tap(item: Locator, verdict: str) -> None:
    """Each tap is saved by itself, and the item comes back from the server as it stands there."""
    with item.page.expect_response(lambda answer: "/items/" in answer.url):
        item.locator(f".verdict-{verdict} input").click()
    expect(item.locator(f".verdict-{verdict} input")).to_be_checked()


def does_the_book(phone: Page) -> CheckRun:
    """Everything meets it but one item, whose photo is missing at first: refused, then taken."""
    phone.locator(".home-book").tap()
    phone.locator("li", has_text="每日必查").locator("button").first.tap()
    items = phone.locator(".check-item")
    expect(items).to_have_count(17)
    number = phone.url.rstrip("/").split("/")[-2]
    for at in range(17):
        tap(items.nth(at), "fail" if at == 0 else "ok")
    with phone.expect_response(lambda answer: "/items/" in answer.url):
        items.nth(0).locator("textarea").fill("饮水机未开")
        items.nth(0).locator("textarea").blur()
    phone.locator("#check-form button[name=do][value=send]").tap()
    expect(phone.locator(".check-wrong")).to_be_visible()
    picture(phone, "halls-day-book-refused")
    assert CheckRun.objects.get(number=number).received_at is None
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    photo = {"name": "IMG_0812.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    phone.locator(".check-item").nth(0).locator("input[type=file]").set_input_files(photo)
    expect(phone.locator(".check-item").nth(0).locator(".check-photo")).to_have_count(1)
    phone.locator("#check-form button[name=do][value=send]").tap()
    phone.wait_for_url(f"**/{number}/?sent=1")
    return CheckRun.objects.get(number=number)


def machine(hall: Premises, kind: DeviceKind, open_page: Open, branch: Branch) -> Page:
    by = branch.world.people["service_manager"]
    _device, code = add_device(premises=hall, kind=kind, name=str(kind.label), by=by, now=timezone.now())
    page = open_page(reverse("pair"), size=WIDE)
    page.locator("#id_code").fill(code.lower())
    page.locator("form button.btn-primary").click()
    page.wait_for_url("**" + reverse({"kiosk": "kiosk", "display": "display"}[kind.value]))
    return page


def take_numbers(kiosk: Page, hall: Premises) -> None:
    """The first customers by tapping, the others as fast as a machine gives numbers."""
    for number in range(1, BY_TAP + 1):
        kiosk.get_by_role("button", name="业务办理").click()
        expect(kiosk.locator("[data-label]")).to_have_text(f"A{number:03d}")
        kiosk.locator(".kiosk-ticket [data-done]").click()
        expect(kiosk.locator(".kiosk-ticket")).to_be_hidden()
    service = hall.services.get(prefix="A")
    for _number in range(CUSTOMERS - BY_TAP):
        services.take_number(premises=hall, service=service, origin=Origin.KIOSK, now=timezone.now())


def sits(page: Page, counter: str) -> None:
    page.locator(".console-seats li", has=page.locator(".console-seat", has_text=counter)).locator("button").click()
    expect(page.locator("#console-now")).to_be_visible()


def calls(page: Page) -> str:
    page.locator(".console-main").click()
    expect(page.locator(".console-state.is-called")).to_be_visible()
    return str(page.locator("#console-number").inner_text())


def serve_the_rest(hall: Premises) -> None:
    """Three counters until two are left, whom nobody calls before the hall closes."""
    sessions = list(CounterSession.objects.filter(counter__premises=hall, closed_at=None))
    for turn in range(CUSTOMERS):
        if Visit.objects.of(hall).waiting().count() <= LEFT_OVER:
            return
        session = sessions[turn % len(sessions)]
        visit = services.call_next(session=session, now=timezone.now())
        services.start(visit=visit, session=session, now=timezone.now())
        services.finish(visit=visit, session=session, now=timezone.now())


def at_three_counters(hall: Premises, display: Page, open_page: Open) -> None:
    """One is served, one is sent on to another service, one does not come; the display names number and counter."""
    pages = [open_page(reverse("console", args=[hall.unit.code]), by=name) for name in CLERKS]
    for number, page in enumerate(pages, start=1):
        sits(page, str(number))
    first, second, third = pages
    served = calls(first)
    expect(display.locator(".display-calls li").first).to_contain_text(re.compile(f"{served}.*1"), timeout=15_000)
    picture(display, "halls-day-display")
    first.locator(".console-main").click()
    expect(first.locator(".console-state.is-serving")).to_be_visible()
    first.locator(".console-main").click()
    expect(first.locator(".console-number.is-words")).to_be_visible()

    calls(second)
    second.locator("summary", has_text=re.compile("Transfer|转")).click()
    second.locator("#transfer_service").select_option("B")
    second.locator("#transfer_note").fill("已核实身份证")
    second.locator(".console-asked button").locator("visible=true").click()
    expect(second.locator(".console-number.is-words")).to_be_visible()

    calls(third)
    third.locator("#console-now form[action$='/recall/'] button").click()
    nobody = third.locator("#console-now form[action$='/no-show/'] button")
    expect(nobody).to_be_enabled()
    nobody.click()
    expect(third.locator(".console-number.is-words")).to_be_visible()


def test_a_halls_day(
    hall: Premises, day: Day, branch: Branch, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = hall.unit.code
    # The watch over halls looks at this one only: the branch's other tests keep the emergencies they made.
    monkeypatch.setattr(watching, "Premises", SimpleNamespace(objects=Premises.objects.filter(pk=hall.pk)))

    day.moves_to(7, 40)
    sets_rules(open_page("/inbox/", by="service_manager"), hall, day)

    day.moves_to(8, 15)
    phone = open_page("/", by=MANAGER, size=NARROW)
    assert not overflows(phone)
    picture(phone, "halls-day-home")
    book = does_the_book(phone)
    assert book.received_at is not None
    assert book.received_at < day.at(8, 30)
    phone.goto("/")
    expect(phone.locator(".home-book")).to_have_count(0)

    day.moves_to(9, 0)
    kiosk = machine(hall, DeviceKind.KIOSK, open_page, branch)
    take_numbers(kiosk, hall)
    assert Visit.objects.of(hall).count() == CUSTOMERS

    day.moves_to(9, 20)
    assert sweep(now=timezone.now()) >= 1
    emergency = Emergency.objects.get(premises=hall)
    assert (emergency.trigger, emergency.over, emergency.waiting) == ("share", CUSTOMERS, CUSTOMERS)
    lead = open_page(reverse("emergency", args=[emergency.pk]), by=MANAGER)
    expect(lead.locator(".rush-step").first).to_be_visible()
    lead.locator(".rush-step").first.locator("button").first.click()
    expect(lead.locator(".rush-step.is-done")).to_have_count(1)
    picture(lead, "halls-day-emergency")
    display = machine(hall, DeviceKind.DISPLAY, open_page, branch)
    at_three_counters(hall, display, open_page)
    serve_the_rest(hall)
    send(lead, reverse("emergency_close", args=[emergency.pk]), result="加开三个台席后回落")
    assert Segment.objects.filter(entered="transferred", visit__premises=hall).count() == 1

    day.moves_to(0, 30, days=1)
    assert services.close_day(premises=hall, day=day.date, now=timezone.now()) == LEFT_OVER
    ended = Visit.objects.filter(premises=hall).values_list("outcome", flat=True)
    assert sorted(ended) == sorted(
        [Outcome.SERVED] * (CUSTOMERS - LEFT_OVER - 1) + [Outcome.NO_SHOW] + [Outcome.CLOSED_BY_SYSTEM] * LEFT_OVER
    )

    day.moves_to(8, 0, days=1)
    for size in (WIDE, NARROW):
        page = open_page(reverse("morning", args=[code]), by=MANAGER, size=size)
        assert not overflows(page)
        picture(page, "halls-day-morning")
    page = open_page(reverse("morning", args=[code]), by=MANAGER)
    main = page.locator("main")
    expect(main.locator(f"a[href='{reverse('check_run', args=[book.number])}']")).to_have_count(1)
    expect(main.locator(f"a[href='{reverse('emergency', args=[emergency.pk])}']")).to_have_count(1)
    figures = [one.inner_text() for one in main.locator(".morning-value").all()]
    # All thirty waited past ten minutes; one did not come, nobody left, two were closed at night.
    assert (figures[0], figures[1], figures[3], figures[4], figures[5]) == ("30", "100.0 %", "1", "0", "2")
    expect(main.locator(".morning-figure.is-late")).to_have_count(2)
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
    page.goto(reverse("mornings"))
    expect(page.locator("main table a", has_text=hall.unit.name)).to_have_count(1)
    page.goto(reverse("hall_books", args=[code]))
    expect(page.locator(".book-day.is-in_time")).to_have_count(1)
