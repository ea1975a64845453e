"""Three counters serve ten numbers in a real browser: by mouse, by keys alone, and on a phone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import NumberSeries
from halls.premises.models import Counter, Premises, Service
from halls.queue.choices import Origin
from halls.queue.models import CounterSession, Segment, SessionPause, Visit, VisitQuerySet
from halls.queue.selectors import today_in
from halls.queue.services import take_number
from org.people.choices import Role
from org.tests.factories import a_person
from org.units.services import set_opening_hours
from servicedesk.tests.browser.conftest import NARROW, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
CLERKS = ("counter_one", "counter_two", "counter_three")


@pytest.fixture
def hall(branch: Branch) -> Iterator[Premises]:
    """The demo branch's hall, open round the clock, with nobody in it; three clerks more."""
    unit = branch.world.hall
    hours = {day: [(dt.time(0), dt.time(23, 59, 59))] for day in range(7)}
    set_opening_hours(unit=unit, hours=hours, by=None, now=timezone.now())
    premises, _is_new = Premises.objects.get_or_create(unit=unit)
    for prefix, name in (("A", "业务办理"), ("B", "缴费")):
        Service.objects.get_or_create(premises=premises, prefix=prefix, defaults={"name": name})
    for number in ("1", "2", "3"):
        Counter.objects.get_or_create(premises=premises, name=number)
    for name in CLERKS:
        branch.world.people[name] = a_person(Role.COUNTER_STAFF, at=unit)
    empty(premises)
    yield premises
    empty(premises)
    for name in CLERKS:
        del branch.world.people[name]


def empty(premises: Premises) -> None:
    today = Visit.objects.filter(premises=premises, business_day__gte=timezone.localdate() - dt.timedelta(days=1))
    Segment.objects.filter(visit__in=today).delete()
    today.delete()
    sessions = CounterSession.objects.filter(counter__premises=premises, closed_at=None)
    SessionPause.objects.filter(session__in=sessions).delete()
    sessions.delete()
    NumberSeries.objects.filter(name__startswith=f"visit:{premises.pk}:").delete()


def of_today(premises: Premises) -> VisitQuerySet:
    """The demo branch's hall has a past; what the test did is what came today."""
    return Visit.objects.of(premises).on(today_in(premises, timezone.now()))


def take(premises: Premises, prefix: str, count: int) -> list[Visit]:
    service = premises.services.get(prefix=prefix)
    said: dict[str, Any] = {"premises": premises, "service": service, "origin": Origin.KIOSK}
    return [take_number(now=timezone.now(), **said) for _number in range(count)]


def sit(page: Page, counter: str) -> None:
    page.locator(".console-seats li", has=page.locator(".console-seat", has_text=counter)).locator("button").click()
    expect(page.locator("#console-now")).to_be_visible()


def number_on(page: Page) -> str:
    return str(page.locator("#console-number").inner_text())


def calls(page: Page, press: Callable[[], object]) -> str:
    """The number that a press calls; the next button is the one for it."""
    press()
    expect(page.locator(".console-state.is-called")).to_be_visible()
    return number_on(page)


def served(page: Page, start: Callable[[], object], finish: Callable[[], object]) -> None:
    start()
    expect(page.locator(".console-state.is-serving")).to_be_visible()
    finish()
    expect(page.locator(".console-number.is-words")).to_be_visible()


def test_three_counters_serve_ten_numbers(hall: Premises, branch: Branch, open_page: Open) -> None:
    take(hall, "A", 6)
    take(hall, "B", 4)
    address = f"/halls/at/{hall.unit.code}/counter/"
    mouse = open_page(address, by="counter_one")
    picture(mouse, "console-seats")
    keys = open_page(address, by="counter_two")
    phone = open_page(address, by="counter_three", size=NARROW)
    assert not overflows(phone)
    picture(phone, "console-seats")
    for page, counter in ((mouse, "1"), (keys, "2"), (phone, "3")):
        sit(page, counter)
    main = mouse.locator(".console-main")
    key = keys.keyboard.press
    touch = phone.locator(".console-main")

    # By mouse: the first number is sent on to the other service, with a note for whoever serves it there.
    assert calls(mouse, main.click) == "A001"
    picture(mouse, "console-called")
    mouse.locator("summary", has_text=re.compile("Transfer|转")).click()
    mouse.locator("#transfer_service").select_option("B")
    mouse.locator("#transfer_note").fill("已核实身份证")
    mouse.locator(".console-asked button").locator("visible=true").click()
    expect(mouse.locator(".console-number.is-words")).to_be_visible()

    # By keys alone: served, held with a note, another one served meanwhile, then the held one goes on.
    taken = calls(keys, lambda: key("c"))
    key("s")
    expect(keys.locator(".console-state.is-serving")).to_be_visible()
    key("h")
    expect(keys.locator("#hold_note")).to_be_focused()
    keys.keyboard.type("去填单，cs")
    key("Enter")
    expect(keys.locator(".console-number.is-words")).to_be_visible()
    calls(keys, lambda: key("c"))
    served(keys, lambda: key("s"), lambda: key("f"))
    expect(keys.locator(".console-side li", has_text=taken)).to_contain_text("去填单，cs")
    picture(keys, "console-held")
    keys.locator(".console-side li", has_text=taken).locator("form[action$='/resume/'] button").click()
    expect(keys.locator(".console-note")).to_contain_text("去填单，cs")
    expect(keys.locator("#console-now")).to_have_count(1)
    picture(keys, "console-serving")
    key("f")
    expect(keys.locator(".console-number.is-words")).to_be_visible()

    # On a phone: nobody comes, twice called, put back.
    absent = calls(phone, touch.tap)
    assert not overflows(phone)
    picture(phone, "console-called")
    nobody = phone.locator("#console-now form[action$='/no-show/'] button")
    expect(nobody).to_be_disabled()
    phone.locator("#console-now form[action$='/recall/'] button").tap()
    expect(nobody).to_be_enabled()
    nobody.tap()
    expect(phone.locator(".console-number.is-words")).to_be_visible()
    expect(phone.locator(".console-lines li", has_text=absent).first.locator(".chip")).to_be_visible()

    while of_today(hall).waiting().exists():
        for page, press, start, finish in (
            (mouse, main.click, main.click, main.click),
            (keys, lambda: key("c"), lambda: key("s"), lambda: key("f")),
            (phone, touch.tap, touch.tap, touch.tap),
        ):
            if of_today(hall).waiting().exists():
                calls(page, press)
                served(page, start, finish)
    picture(phone, "console-empty")
    picture(mouse, "console-empty")

    today = of_today(hall).filter(served_at__isnull=False)
    assert sorted(today.values_list("outcome", "is_exact")) == [("served", True)] * 10
    assert today.get(put_back=1).label == absent
    sent_on = Segment.objects.get(entered="transferred", visit__in=of_today(hall))
    assert (sent_on.visit.label, sent_on.visit.service.prefix, sent_on.note) == ("A001", "B", "已核实身份证")
    assert Segment.objects.filter(visit__in=of_today(hall), kind="held").count() == 1
    for page in (mouse, keys, phone):
        page.locator("#console-now form[action$='/sign-off/'] button").click()
        expect(page.locator(".console-seats")).to_be_visible()
    assert not CounterSession.objects.filter(counter__premises=hall, closed_at=None).exists()


def test_a_press_without_a_network_is_sent_later_and_counts_once(
    hall: Premises, branch: Branch, open_page: Open
) -> None:
    take(hall, "A", 3)
    page = open_page(f"/halls/at/{hall.unit.code}/counter/", by="counter_one")
    sit(page, "1")
    page.context.set_offline(True)
    page.locator(".console-main").click()
    expect(page.locator("[data-console-unsent]")).to_be_visible()
    picture(page, "console-offline", whole=False)
    page.keyboard.press("c")
    page.context.set_offline(False)
    expect(page.locator("#console-number")).to_have_text("A001")
    expect(page.locator("[data-console-offline]")).to_be_hidden()
    assert of_today(hall).waiting().count() == 2


def test_an_answer_that_is_lost_on_its_way_calls_nobody_else(hall: Premises, branch: Branch, open_page: Open) -> None:
    """The server has called; the page has not heard of it and sends the press once more."""
    take(hall, "A", 3)
    page = open_page(f"/halls/at/{hall.unit.code}/counter/", by="counter_one")
    sit(page, "1")
    lost: list[str] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort()

    page.route("**/counter/call-next/", lose)
    page.locator(".console-main").click()
    expect(page.locator("#console-number")).to_have_text("A001")
    assert len(lost) == 1
    assert of_today(hall).waiting().count() == 2


def test_an_old_page_shows_how_things_stand_and_keys_rest_while_one_writes(
    hall: Premises, branch: Branch, open_page: Open
) -> None:
    take(hall, "A", 3)
    address = f"/halls/at/{hall.unit.code}/counter/"
    page = open_page(address, by="counter_one")
    sit(page, "1")
    # Another window of the same person, whose page no longer looks for what has moved.
    old = open_page(address, by="counter_one")
    old.evaluate("document.getElementById('console-side').remove()")
    calls(page, lambda: page.keyboard.press("c"))
    old.keyboard.press("c")
    expect(old.locator("[data-console-refusal]")).to_be_visible()
    expect(old.locator("#console-number")).to_have_text("A001")
    picture(old, "console-old-page")
    for how in ({"isComposing": True}, {"keyCode": 229}, {"ctrlKey": True}, {"repeat": True}):
        page.evaluate(
            "how => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 's', bubbles: true, ...how}))", how
        )
    transfer = page.locator("summary[data-key=t]")
    stood = transfer.bounding_box()
    page.keyboard.press("t")
    expect(page.locator("#transfer_service")).to_be_focused()
    assert transfer.bounding_box() == stood, "what opens moves no button"
    picture(page, "console-transfer", whole=False)
    page.locator("#transfer_note").fill("")
    page.keyboard.type("scr")
    take(hall, "A", 1)
    expect(page.locator(".console-side")).to_contain_text("A004")
    expect(page.locator("#transfer_note")).to_have_value("scr")
    assert of_today(hall).get(number=1).state == "called"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys kbd", has_text=re.compile("^s$"))).to_be_visible()
    picture(page, "console-keys", whole=False)
