"""The daily book on a phone that loses its network: refused for a photo, sent from the outbox, received once (H06)."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from core.files.services import path_of
from halls.checks.choices import RunOrigin, RunState
from halls.checks.models import Answer, AnswerPhoto, CheckRun
from halls.premises.models import Premises
from org.models import Person, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from servicedesk.tests.access.asking import session_of
from servicedesk.tests.browser.conftest import NARROW, Branch, overflows, picture
from servicedesk.tests.browser.idling import let_idle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEMS = 17
RECEIPT = re.compile(r"K\d{6}-\d{5}")
WAIT = 20_000


@pytest.fixture
def hall(branch: Branch) -> Unit:
    """A hall of its own under the demo branch, where the branch's daily book holds."""
    unit = a_unit("秦望营业厅", under=Unit.objects.get(code="DEMO"), kind=UnitKind.HALL)
    Premises.objects.create(unit=unit)
    return unit


@pytest.fixture
def manager(hall: Unit) -> Person:
    return a_person(Role.HALL_MANAGER, at=hall)


def sits_down(page: Page, person: Person, address: str) -> None:
    session = session_of(person)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def on_the_phone(page: Page, person: Person, address: str) -> None:
    """Signed in, the page of checks open and kept for when there is no network."""
    sits_down(page, person, address)
    page.goto(reverse("check_phone"))
    expect(page.locator("html[data-phone=kept]")).to_have_count(1, timeout=WAIT)


def a_photo() -> FilePayload:
    out = io.BytesIO()
    Image.effect_noise((3000, 2250), 60).convert("RGB").save(out, "JPEG", quality=92)
    return {"name": "IMG_0812.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def begin_book(page: Page) -> None:
    row = page.locator("[data-part=sheets] li").filter(has_text="每日必查").filter(has=page.locator("button"))
    row.locator("button").click()
    expect(page.locator(".check-item")).to_have_count(ITEMS)


def tap(item: Locator, verdict: str) -> None:
    item.locator(f".verdict-{verdict} input").click()


def answer_all(page: Page, *, failing: int) -> None:
    for at in range(ITEMS):
        tap(page.locator(".check-item").nth(at), "fail" if at == failing else "ok")
    expect(page.locator("[data-count]")).to_have_text(f"{ITEMS} / {ITEMS}")


def to_send(page: Page, count: int) -> None:
    expect(page.locator("[data-outbox-words]")).to_have_text(re.compile(rf"\b{count}$"), timeout=WAIT)


def books_of(hall: Unit) -> Any:
    return CheckRun.objects.filter(unit=hall)


def test_a_book_is_refused_then_filled_in_without_a_network_and_received_once(
    branch: Branch, hall: Unit, manager: Person, open_page: Callable[..., Page]
) -> None:
    page = open_page("/health/", size=NARROW)
    on_the_phone(page, manager, branch.address)
    assert not overflows(page)
    picture(page, "phone-checks")
    begin_book(page)
    answer_all(page, failing=1)
    page.locator("[data-send]").click()
    refused = page.locator(".phone-card .phone-wrong")
    expect(refused).to_be_visible(timeout=WAIT)
    run = books_of(hall).get()
    assert run.is_draft
    page.locator("[data-open]").click()
    wrong = page.locator(".check-item").nth(1)
    expect(wrong).to_have_class(re.compile("is-wrong"))
    expect(wrong.locator(".phone-missing")).to_have_count(1)
    assert not overflows(page)
    picture(page, "phone-check-refused")

    page.context.set_offline(True)
    wrong.locator("input[type=file]").set_input_files(a_photo())
    expect(wrong.locator(".check-photo img")).to_be_visible()
    expect(wrong.locator(".phone-missing")).to_have_count(0)
    wrong.locator("textarea").fill("静音，遥控器找不到")
    picture(page, "phone-check-photo")
    page.locator("[data-send]").click()
    to_send(page, 1)
    page.reload()
    to_send(page, 1)
    expect(page.locator(".phone-card").first).to_contain_text(f"{ITEMS} / {ITEMS}")
    expect(page.locator("[data-offline]")).to_be_visible()
    picture(page, "phone-checks-offline")
    assert books_of(hall).get().received_at is None

    page.context.set_offline(False)
    to_send(page, 0)
    received = page.locator(".phone-card .phone-state").first
    expect(received).to_contain_text(run.number)
    run.refresh_from_db()
    assert (run.state, run.origin, run.is_late) == (RunState.SUBMITTED, RunOrigin.DEVICE, False)
    found = run.answers.get(item__code="tv")
    assert found.note == "静音，遥控器找不到"
    photo = AnswerPhoto.objects.get(answer=found)
    with Image.open(path_of(photo.attachment.file)) as kept:
        assert max(kept.size) <= 1600
    assert not overflows(page)
    picture(page, "phone-checks-received")

    for _again in range(4):
        page.locator("[data-act=send]").click()
        expect(received).to_contain_text(run.number)
        to_send(page, 0)
    assert books_of(hall).count() == AnswerPhoto.objects.filter(answer__run__unit=hall).count() == 1
    before = run.received_at
    run.refresh_from_db()
    assert run.received_at == before


def test_begun_sent_and_read_again_without_a_network_until_the_session_is_back(
    branch: Branch, hall: Unit, manager: Person, open_page: Callable[..., Page]
) -> None:
    page = open_page("/health/", size=NARROW)
    on_the_phone(page, manager, branch.address)
    page.context.set_offline(True)
    page.reload()
    begin_book(page)
    answer_all(page, failing=ITEMS)
    page.reload()
    expect(page.locator("[data-count]")).to_have_text(f"{ITEMS} / {ITEMS}")
    let_idle(page)
    page.locator("[data-send]").click()
    to_send(page, 1)
    page.context.set_offline(False)
    again = page.locator(".phone-card a[href*='sign-in']")
    expect(again).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-session-over]")).to_be_visible()
    to_send(page, 1)
    assert not books_of(hall).exists()
    picture(page, "phone-checks-signed-out")

    sits_down(page, manager, branch.address)
    page.reload()
    to_send(page, 0)
    expect(page.locator(".phone-card .phone-state").first).to_contain_text(RECEIPT)
    assert books_of(hall).get().received_at is not None


def test_a_book_kept_for_two_days_arrives_late_and_says_both_times(
    branch: Branch, hall: Unit, manager: Person, open_page: Callable[..., Page]
) -> None:
    """H07."""
    page = open_page("/health/", size=NARROW)
    on_the_phone(page, manager, branch.address)
    page.context.set_offline(True)
    now = timezone.now()
    page.clock.set_fixed_time(now - dt.timedelta(days=2))
    page.reload()
    begin_book(page)
    answer_all(page, failing=ITEMS)
    page.locator("[data-send]").click()
    to_send(page, 1)
    page.clock.set_fixed_time(now)
    page.context.set_offline(False)
    page.reload()
    to_send(page, 0)
    card = page.locator("[data-part=records] .phone-card")
    expect(card.locator(".chip")).to_be_visible(timeout=WAIT)
    run = books_of(hall).get()
    assert run.is_late
    assert run.business_day == timezone.localdate(now - dt.timedelta(days=2))
    assert run.finished_at < run.received_at - dt.timedelta(days=1)
    assert not CheckRun.objects.in_time().filter(pk=run.pk).exists()
    picture(page, "phone-checks-late")


def test_a_draft_is_thrown_away_here_and_at_the_server_once_it_was_asked(
    branch: Branch, hall: Unit, manager: Person, open_page: Callable[..., Page]
) -> None:
    page = open_page("/health/", size=NARROW)
    on_the_phone(page, manager, branch.address)
    begin_book(page)
    page.locator("[data-send]").click()
    card = page.locator("[data-part=records] .phone-card")
    expect(card.locator(".phone-wrong")).to_be_visible(timeout=WAIT)
    card.locator("form button").click()
    page.locator("#confirm [data-close-dialog]").click()
    expect(card).to_have_count(1)
    card.locator("form button").click()
    expect(page.locator("#confirm")).to_be_visible()
    picture(page, "phone-check-discard", whole=False)
    page.locator("[data-confirm-go]").click()
    expect(card).to_have_count(0)
    assert books_of(hall).get().state == RunState.DISCARDED


def test_somebody_else_on_the_same_phone_sees_nothing_of_the_first(
    branch: Branch, hall: Unit, manager: Person, open_page: Callable[..., Page]
) -> None:
    page = open_page("/health/", size=NARROW)
    on_the_phone(page, manager, branch.address)
    begin_book(page)
    note = "只有本人看得到的话"
    tap(page.locator(".check-item").nth(1), "fail")
    page.locator(".check-item").nth(1).locator("textarea").fill(note)
    page.locator("[data-back]").click()
    expect(page.locator("[data-part=records] .phone-card")).to_have_count(1)
    assert kept_for(page)["person"] == manager.pk

    other = a_person(Role.HALL_MANAGER, at=hall)
    sits_down(page, other, branch.address)
    page.goto("/")
    no_cache(page)
    assert kept_for(page) is None
    on_the_phone(page, other, branch.address)
    expect(page.locator("[data-part=sheets] li")).not_to_have_count(0)
    expect(page.locator("[data-part=records] .phone-card")).to_have_count(0)
    to_send(page, 0)
    assert note not in page.content()
    assert note not in str(page.evaluate(OPEN_WORDS))

    # Who comes back finds what was not sent yet.
    on_the_phone(page, manager, branch.address)
    expect(page.locator("[data-part=records] .phone-card")).to_have_count(1)
    assert not Answer.objects.filter(run__unit=hall).exists()

    page.goto(reverse("check_runs"))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click(".top-person")
    page.click("[data-signs-out] button")
    page.wait_for_url("**/sign-in/**")
    no_cache(page)
    assert kept_for(page) is None
    # Without a session and without what was kept, the page opens for nobody.
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(reverse("check_phone"))


KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("checks-phone-kept");
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => resolve(null);
  opening.onsuccess = () => {
    const asked = opening.result.transaction("kept").objectStore("kept").get("key");
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result ? { person: asked.result.person } : null); };
  };
})"""
OPEN_WORDS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("checks-phone-work");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("records").objectStore("records").getAll();
    asked.onsuccess = () => {
      opening.result.close();
      resolve(asked.result.map((row) => new TextDecoder().decode(row.sealed)));
    };
  };
})"""


def kept_for(page: Page) -> Any:
    """Whose things the phone keeps open, None for nobody's."""
    return page.evaluate(KEPT)


def no_cache(page: Page) -> None:
    """Emptied by a script that nobody waits for."""
    for _once in range(50):
        if not page.evaluate("caches.keys()"):
            return
        page.wait_for_timeout(100)
    pytest.fail("The caches were not emptied.")
