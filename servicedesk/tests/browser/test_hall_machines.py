"""A hall's machines in a real browser: kiosk, lobby display and a customer's phone, through a network drop."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, Premises, Service
from halls.premises.services import add_device, set_rule
from halls.queue import services
from halls.queue.choices import Origin
from halls.queue.models import CounterSession, Visit
from org.models import Person, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.services import set_opening_hours
from servicedesk.tests.browser.conftest import NARROW, WIDE, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TALL = {"width": 1080, "height": 1920}
SPEECH = """
window.said = [];
class Utterance { constructor(text) { this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
Object.defineProperty(window, "speechSynthesis", { value: {
  cancel() {},
  speak(one) { window.said.push(`${one.lang} ${one.text}`); one.onstart?.(); },
} });
"""


@pytest.fixture
def hall(branch: Branch) -> Premises:
    """A hall of its own under the demo branch, open around the clock, so that it is open whenever this runs."""
    manager = branch.world.people["service_manager"]
    unit = a_unit("秦望营业厅", under=Unit.objects.get(code="DEMO"), kind=UnitKind.HALL)
    now = timezone.now()
    whole_day = [(dt.time(0), dt.time(23, 59, 59))]
    set_opening_hours(unit=unit, hours=dict.fromkeys(range(7), whole_day), by=manager, now=now)
    premises = Premises.objects.create(unit=unit)
    Service.objects.create(premises=premises, prefix="A", name="业务办理", position=1)
    Service.objects.create(premises=premises, prefix="B", name="缴费充值", position=2)
    for name in ("1", "2", "3"):
        Counter.objects.create(premises=premises, name=name)
    return premises


def sits(hall: Premises, counter: str) -> CounterSession:
    clerk: Person = a_person(Role.COUNTER_STAFF, at=hall.unit)
    return services.open_session(counter=hall.counters.get(name=counter), by=clerk, now=timezone.now())


def paired(hall: Premises, kind: DeviceKind, open_page: Callable[..., Page], size: dict[str, int], by: Person) -> Page:
    """A machine whose browser was given the code that the set-up page shows."""
    _device, code = add_device(premises=hall, kind=kind, name=str(kind.label), by=by, now=timezone.now())
    page = open_page("/health/", size=size)
    page.context.add_init_script(SPEECH)
    page.goto(reverse("pair"))
    page.locator("#id_code").fill(code.lower())
    page.locator("form button.btn-primary").click()
    page.wait_for_url("**" + reverse({"kiosk": "kiosk", "display": "display"}[kind.value]))
    return page


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_from_the_kiosk_to_the_display_and_the_phone(
    size: dict[str, int], branch: Branch, hall: Premises, open_page: Callable[..., Page]
) -> None:
    manager = branch.world.people["service_manager"]
    kiosk = paired(hall, DeviceKind.KIOSK, open_page, size, manager)
    display = paired(hall, DeviceKind.DISPLAY, open_page, size, manager)
    expect(display.locator(".display-empty")).to_be_visible()
    picture(kiosk, "kiosk")

    # Two taps: the service, and done.
    kiosk.get_by_role("button", name="业务办理").click()
    expect(kiosk.locator("[data-label]")).to_have_text("A001")
    expect(kiosk.locator("[data-qr]")).to_have_js_property("complete", value=True)
    picture(kiosk, "kiosk-ticket")
    assert not overflows(kiosk)
    kiosk.locator(".kiosk-ticket [data-done]").click()
    expect(kiosk.locator(".kiosk-ticket")).to_be_hidden()
    kiosk.get_by_role("button", name="业务办理").click()
    expect(kiosk.locator("[data-label]")).to_have_text("A002")
    second = Visit.objects.get(premises=hall, number=2)

    phone = open_page(reverse("follow", args=[second.follow_key]), size=NARROW)
    expect(phone.locator(".follow-big")).to_contain_text("1")
    assert not overflows(phone)
    picture(phone, "follow")

    session = sits(hall, "3")
    first = services.call_next(session=session, now=timezone.now())
    expect(display.locator(".display-calls li").first).to_contain_text(re.compile("A001.*3"))
    assert display.evaluate("window.said.length") == 1
    assert "zh-CN" in display.evaluate("window.said[0]")
    picture(display, "display")
    assert not overflows(display)

    # The network goes away: what is shown stays, says so, and goes on by itself.
    display.context.set_offline(True)
    expect(display.locator(".display-offline")).to_be_visible(timeout=15_000)
    expect(display.locator(".display-calls li").first).to_contain_text("A001")
    services.start(visit=first, session=session, now=timezone.now())
    services.finish(visit=first, session=session, now=timezone.now())
    services.call_next(session=session, now=timezone.now())
    picture(display, "display-offline")
    display.context.set_offline(False)
    expect(display.locator(".display-calls li").first).to_contain_text("A002", timeout=15_000)
    expect(display.locator(".display-offline")).to_be_hidden()
    assert display.evaluate("window.said.length") == 2

    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.locator(".follow-now")).to_contain_text("3")


def test_a_kiosk_without_a_network_says_so_and_a_press_sent_again_gives_one_number(
    branch: Branch, hall: Premises, open_page: Callable[..., Page]
) -> None:
    kiosk = paired(hall, DeviceKind.KIOSK, open_page, WIDE, branch.world.people["service_manager"])
    kiosk.context.set_offline(True)
    kiosk.get_by_role("button", name="缴费充值").click()
    expect(kiosk.locator(".kiosk-trouble")).to_be_visible(timeout=15_000)
    kiosk.locator(".kiosk-trouble [data-done]").click()
    kiosk.context.set_offline(False)

    # The number is given, but the first answer never arrives.
    lost = []

    def lose_the_first(route: Any) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    kiosk.route("**/kiosk/take/", lose_the_first)
    kiosk.get_by_role("button", name="缴费充值").click()
    expect(kiosk.locator("[data-label]")).to_have_text("B001")
    assert lost == [201]
    assert Visit.objects.filter(premises=hall).count() == 1


def test_a_tall_machine_that_is_reached_without_https_is_read_from_two_steps_away(
    branch: Branch, hall: Premises, open_page: Callable[..., Page]
) -> None:
    kiosk = paired(hall, DeviceKind.KIOSK, open_page, TALL, branch.world.people["service_manager"])
    picture(kiosk, "kiosk")
    # Browsers have it on https alone.
    kiosk.evaluate("delete Crypto.prototype.randomUUID")
    kiosk.get_by_role("button", name="业务办理").click()
    label = kiosk.locator("[data-label]")
    expect(label).to_have_text("A001")
    assert label.evaluate("label => label.offsetHeight") > TALL["height"] / 8
    assert kiosk.locator(".kiosk-ticket").evaluate("ticket => ticket.scrollHeight <= innerHeight")
    assert not overflows(kiosk)
    picture(kiosk, "kiosk-ticket", whole=False)
    # How many wait is told anew as soon as nobody stands there any more, and no button that is pressed was changed.
    kiosk.locator(".kiosk-ticket [data-done]").click()
    expect(kiosk.locator(".kiosk-head p")).to_contain_text("1")
    kiosk.get_by_role("button", name="业务办理").click()
    expect(label).to_have_text("A002")
    assert len(set(Visit.objects.filter(premises=hall).values_list("source_key", flat=True))) == 2


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1440", "390"])
def test_the_live_board_moves_and_survives_a_network_drop(
    size: dict[str, int], branch: Branch, hall: Premises, open_page: Callable[..., Page]
) -> None:
    manager = branch.world.people["service_manager"]
    set_rule(
        unit=hall.unit, valid_from=timezone.localdate(), wait_minutes=10, share_limit=10, recalls=2,
        places_back=3, put_back_most=1, rest_minutes=15, by=manager, now=timezone.now(),
    )  # fmt: skip
    service = hall.services.get(prefix="A")
    long_ago = timezone.now() - dt.timedelta(minutes=25)
    for number in range(3):
        moment = long_ago if number == 0 else timezone.now()
        services.take_number(premises=hall, service=service, origin=Origin.RECEPTION, by=manager, now=moment)
    session = sits(hall, "1")
    sits(hall, "2")
    page = open_page(reverse("hall", args=[hall.unit.code]), by="service_manager", size=size)
    expect(page.locator(".board-alarms")).to_contain_text("25")
    services.call_next(session=session, now=timezone.now())
    expect(page.locator(".hall-lines").first).to_contain_text("A001", timeout=10_000)
    expect(page.locator(".board-alarms")).not_to_contain_text("25")
    assert not overflows(page)
    picture(page, "hall-board")

    page.context.set_offline(True)
    expect(page.locator("[data-live-lost]")).to_be_visible(timeout=20_000)
    picture(page, "hall-board-lost")
    services.call_next(session=sits(hall, "3"), now=timezone.now())
    page.context.set_offline(False)
    expect(page.locator(".hall-lines").first).to_contain_text("A002", timeout=40_000)
    expect(page.locator("[data-live-lost]")).to_be_hidden()

    page.goto(reverse("visit_new", args=[hall.unit.code]))
    picture(page, "visit-new")
    page.locator("form.form-narrow button[type=submit]").click()
    expect(page.locator(".hall-ticket-number")).to_have_text("A004")
    picture(page, "visit-ticket")
    for name in ("halls", "hall_setup", "hall_rules", "hall_edit", "hall_service_new", "hall_counter_new"):
        page.goto(reverse(name, args=[] if name == "halls" else [hall.unit.code]))
        assert not overflows(page), name
        picture(page, name)
