"""A check filled in on its page over a slow network: no tap, word or photo is lost, and nothing goes out unseen."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from halls.checks.choices import CheckKind, RunState, When
from halls.checks.models import AnswerPhoto, CheckRun, CheckTemplate
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.tests.factories import a_run, a_version, answers_of
from org.models import Person, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from servicedesk.tests.browser.conftest import NARROW, WIDE, Branch, overflows, picture
from servicedesk.tests.browser.test_daily_book_offline import sits_down

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
SECTIONS = [
    SectionDraft(
        "环境设施",
        items=[
            ItemDraft("饮水机已开", Decimal(40), "dispenser"),
            ItemDraft("电视机已开且有声音", Decimal(60), "tv", photo=When.ON_FAIL),
        ],
    )
]


@pytest.fixture
def run(branch: Branch) -> CheckRun:
    hall = a_unit("秦望营业厅", under=Unit.objects.get(code="DEMO"), kind=UnitKind.HALL)
    version = a_version(hall, CheckKind.PATROL, sections=SECTIONS, name="秦望巡查")
    manager: Person = a_person(Role.HALL_MANAGER, at=hall)
    return a_run(hall, version.template, by=manager, now=timezone.now())


@pytest.fixture
def page(branch: Branch, run: CheckRun, open_page: Open) -> Page:
    opened = open_page("/health/", size=NARROW)
    sits_down(opened, run.checker, branch.address)
    opened.goto(reverse("check_fill", args=[run.number]))
    return opened


def item(page: Page, run: CheckRun, code: str) -> Locator:
    return page.locator(f"#a{answers_of(run)[code].item_id}")


def tap(line: Locator, verdict: str) -> None:
    line.locator(f".verdict-{verdict} input").click()


class Slow:
    """A network on which each answer waits until it is let through."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        page.route(re.compile("/items/|/photos/"), self._hold)
        self._page = page

    def _hold(self, route: Route) -> None:
        self.held.append(route)

    def wait(self, count: int = 1) -> None:
        for _look in range(100):
            if len(self.held) >= count:
                return
            self._page.wait_for_timeout(50)
        pytest.fail("Nothing was sent.")

    def through(self) -> None:
        self.wait()
        with self._page.expect_response(re.compile("/items/|/photos/")):
            self.held.pop(0).continue_()


def told(run: CheckRun, code: str) -> tuple[Any, ...]:
    answer = answers_of(run)[code]
    return answer.verdict, answer.given, answer.note


def a_photo() -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return {"name": "tv.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_tap_during_another_one_is_sent_after_it(page: Page, run: CheckRun) -> None:
    line, slow = item(page, run, "dispenser"), Slow(page)
    tap(line, "ok")
    slow.wait()
    tap(line, "fail")
    slow.through()
    slow.through()
    expect(line.locator("[value=fail]")).to_be_checked()
    assert told(run, "dispenser")[0] == "fail"


def test_words_typed_while_a_tap_is_on_its_way_stay_and_are_saved(page: Page, run: CheckRun) -> None:
    line, slow = item(page, run, "dispenser"), Slow(page)
    tap(line, "fail")
    slow.wait()
    note = line.locator("textarea")
    note.press_sequentially("水桶")
    slow.through()
    expect(page.locator(".check-progress")).to_contain_text("1 / 2")
    # The field itself stays: another one would break off what an input method is composing.
    expect(note).to_be_focused()
    note.press_sequentially("已空")
    expect(note).to_have_value("水桶已空")
    note.blur()
    slow.through()
    expect(note).to_have_value("水桶已空")
    assert told(run, "dispenser") == ("fail", None, "水桶已空")


def test_what_is_refused_stays_where_it_was_typed_and_does_not_go_out(page: Page, run: CheckRun) -> None:
    line = item(page, run, "dispenser")
    tap(line, "fail")
    lost = line.locator("[type=number]")
    lost.fill("99")
    lost.press("Enter")
    expect(line).to_have_class(re.compile("is-wrong"))
    expect(lost).to_have_value("99")
    assert not overflows(page)
    picture(page, "check-fill-refused")
    tap(item(page, run, "tv"), "ok")
    page.locator(".check-bar [value=send]").click()
    expect(page.locator("#check-wrong .notice")).to_be_visible()
    expect(line.locator("[type=number]")).to_have_value("99")
    run.refresh_from_db()
    assert run.is_draft
    line.locator("[type=number]").fill("15")
    line.locator("[type=number]").blur()
    expect(line).not_to_have_class(re.compile("is-wrong"))
    assert told(run, "dispenser")[:2] == ("fail", 15)


def test_a_photo_that_was_missing_is_missing_no_more_and_enter_leaves_it_alone(page: Page, run: CheckRun) -> None:
    line = item(page, run, "tv")
    tap(item(page, run, "dispenser"), "ok")
    tap(line, "fail")
    expect(page.locator(".check-progress")).to_contain_text("2 / 2")
    page.locator(".check-bar [value=send]").click()
    expect(page.locator("#check-wrong .notice")).to_be_visible()
    expect(line.locator(".invalid-feedback")).to_be_visible()
    line.locator("[type=file]").set_input_files(a_photo())
    expect(line.locator(".check-photo")).to_have_count(1)
    expect(line.locator(".invalid-feedback")).to_have_count(0)
    expect(page.locator("#check-wrong .notice")).to_have_count(0)
    picture(page, "check-fill-photo")
    line.locator("[type=number]").fill("20")
    line.locator("[type=number]").press("Enter")
    expect(line.locator(".check-photo")).to_have_count(1)
    page.locator(".check-bar [value=send]").click()
    page.wait_for_url("**?sent=1")
    run.refresh_from_db()
    assert run.score == 80
    assert AnswerPhoto.objects.kept().filter(answer__run=run).count() == 1


def test_a_photo_taken_away_while_words_are_on_their_way_goes_and_the_words_stay(page: Page, run: CheckRun) -> None:
    line = item(page, run, "tv")
    tap(line, "fail")
    line.locator("[type=file]").set_input_files(a_photo())
    expect(line.locator(".check-photo")).to_have_count(1)
    slow = Slow(page)
    line.locator("textarea").fill("静音")
    line.locator(".check-photo-off").click()
    slow.through()
    slow.through()
    expect(line.locator(".check-photo")).to_have_count(0)
    expect(line.locator("textarea")).to_have_value("静音")
    assert told(run, "tv") == ("fail", None, "静音")
    assert not AnswerPhoto.objects.kept().filter(answer__run=run).exists()


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_leader_finds_the_book_that_somebody_began_and_throws_it_away(
    branch: Branch, open_page: Open, size: dict[str, int]
) -> None:
    hall = a_unit("万市营业厅", under=Unit.objects.get(code="DEMO"), kind=UnitKind.HALL)
    leader, deputy = (a_person(Role.HALL_MANAGER, at=hall) for _each in range(2))
    template = CheckTemplate.objects.get(unit__code="DEMO", kind=CheckKind.DAILY)
    run = a_run(hall, template, by=deputy, now=timezone.now())
    page = open_page("/health/", size=size)
    sits_down(page, leader, branch.address)
    page.goto("/")
    picture(page, "home-of-a-hall")
    page.goto(f"{reverse('check_new')}?hall={hall.code}")
    assert not overflows(page)
    picture(page, "check-new-begun")
    page.locator(f"a[href$='{reverse('check_run', args=[run.number])}']").click()
    assert not overflows(page)
    picture(page, "check-to-clear")
    page.locator("textarea[name=words]").fill("当班人已离岗")
    page.locator(f"form[action$='{reverse('check_discard', args=[run.number])}'] button").click()
    expect(page.locator("textarea[name=words]")).to_have_count(0)
    run.refresh_from_db()
    assert run.state == RunState.DISCARDED
