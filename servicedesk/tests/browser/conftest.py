"""A real browser on a real server: headless Chromium, the demo branch made once, pictures of every page."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from complaints.models import Category, Complaint
from core.jobs import messages
from core.jobs.services import work_off
from halls.premises.models import Premises
from org.models import CustomerBase, Person, Posting, Unit
from servicedesk.demo.seeding import FIRST_MONTH, seed_branch
from servicedesk.demo.staff import STAFF
from servicedesk.tests.access import (
    world_halls_books,
    world_halls_crossing,
    world_halls_desks,
    world_halls_rosters,
    world_halls_shops,
)
from servicedesk.tests.access.asking import session_of
from servicedesk.tests.access.world import (
    CASES,
    World,
    add_approval,
    add_cases,
    add_files,
    add_personal_things,
    add_webhook,
)
from servicedesk.tests.access.world_halls_board import add_board
from servicedesk.tests.access.world_halls_checks import add_checks
from servicedesk.tests.access.world_halls_findings import add_findings
from servicedesk.tests.access.world_halls_intake import add_intake
from servicedesk.tests.access.world_halls_rush import add_rush
from servicedesk.tests.access.world_halls_spottests import add_spottests
from servicedesk.tests.access.world_halls_stationing import add_stationing
from servicedesk.tests.house import ROOT

# Playwright's loop runs in this thread; our code, which is not asynchronous, is called from it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PICTURES = Path(os.environ.get("PICTURES", ROOT / "var" / "pictures"))
EARLIER = dt.datetime(2010, 11, 18, 3, 0, tzinfo=dt.UTC)
"""Before the months of the demo branch, whose figures stay those of the source."""
EARLIER_ROOMS = (
    world_halls_books,
    world_halls_crossing,
    world_halls_desks,
    world_halls_rosters,
    world_halls_shops,
)
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
NUMBER_OF = {demo.role.value: demo.staff_number for demo in reversed(STAFF)}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("REQUIRE_ALL_TESTS"):
            pytest.fail("Chromium is missing; script/test installs it.")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """These tests share one database, made and emptied by `branch`, instead of emptying it after each."""
    with django_db_blocker.unblock():
        yield


@dataclass(frozen=True)
class Branch:
    address: str
    world: World


@pytest.fixture(scope="package")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("branch")


@pytest.fixture(autouse=True)
def _files_of_the_branch(settings: Any, own_folder: Path, _own_files: None) -> None:
    settings.FILES_DIR = own_folder / "files"


@pytest.fixture(scope="package")
def branch(django_db_setup: None, django_db_blocker: Any, own_folder: Path, browser: Browser) -> Iterator[Branch]:
    """The demo branch as a newcomer's first start makes it, a server, and a worker."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(real_settings, "FILES_DIR", own_folder / "files")
        patch.setattr(real_settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        patch.setattr(messages, "post", lambda _job_id: True)
        seed_branch(first_month=FIRST_MONTH, now=timezone.now())
        world = demo_world()
        server = LiveServer("127.0.0.1")
        ended = threading.Event()
        worker = threading.Thread(target=_work, args=(ended,), daemon=True)
        worker.start()
        yield Branch(server.url, world)
        ended.set()
        worker.join()
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


def _work(ended: threading.Event) -> None:
    while not ended.wait(0.2):
        work_off(None)
    connection.close()


def demo_world() -> World:
    """The things of the access table, found or made in the demo branch."""
    top, hall = Unit.objects.get(code="DEMO"), Unit.objects.get(code="FY-H01")
    people = {role: Person.objects.get(staff_number=number) for role, number in NUMBER_OF.items()}
    ticket = Complaint.objects.at_or_below(hall).open().exclude(phone_digest="").order_by("-received_at").first()
    assert ticket is not None
    someone = people["counter_staff"]
    things = {
        "category": Category.objects.filter(tree="cause").order_by("path").first(),
        "base": CustomerBase.objects.get(month="2011-01"),
        "someone": someone,
        "posting": Posting.objects.get(person=someone),
    }
    things["premises"] = Premises.objects.get(unit=hall)
    add_intake(things, things["premises"], people, str, now=timezone.now())
    add_board(things, things["premises"], people, str, now=EARLIER)
    add_checks(things, hall, people, now=EARLIER)
    add_rush(things, things["premises"], people, str)
    add_findings(things, things["premises"], people, str)
    add_stationing(things, hall, people)
    add_spottests(things, hall, people)
    _earlier_in_the_hall(things, hall, people)
    world = World(top, hall, top, people, ticket, things)
    add_files(world)
    add_personal_things(world)
    add_webhook(world)
    add_approval(world)
    with pytest.MonkeyPatch.context() as patch:
        for room in CASES:
            patch.setattr(room, "A_DAY", EARLIER)
        add_cases(world)
    return world


def _earlier_in_the_hall(things: dict[str, Any], hall: Unit, people: dict[str, Person]) -> None:
    """What has a place of its own in time comes before the months of the demo branch, whose pages stay as they are."""
    with pytest.MonkeyPatch.context() as patch:
        for room in (
            world_halls_books,
            world_halls_crossing,
            world_halls_desks,
            world_halls_rosters,
            world_halls_shops,
        ):
            patch.setattr(room, "A_DAY", EARLIER)
        patch.setattr(world_halls_rosters, "MONDAY", dt.date(2010, 11, 22))
        world_halls_books.add_books(things, hall, people)
        world_halls_crossing.add_crossing(things, hall, people)
        world_halls_desks.add_desks(things, things["premises"], people, str)
        world_halls_rosters.add_rosters(things, things["premises"], people, str)
        world_halls_shops.add_shops(things, hall, people)


@pytest.fixture
def sheet(shared_data: Callable[[str], Path]) -> Path:
    """The open-data file of 2,224 complaints."""
    return shared_data("complaints_comcast.csv")


@pytest.fixture
def open_page(browser: Browser, branch: Branch) -> Iterator[Callable[..., Page]]:
    """`open_page("/complaints/", by="service_manager")`; fails on errors, on requests to other hosts, on CSP."""
    contexts = []
    troubles: list[str] = []

    def opener(path: str, *, by: str = "", size: dict[str, int] = WIDE, **more: Any) -> Page:
        touch = size is NARROW
        context = browser.new_context(
            viewport=size, locale="zh-CN", has_touch=touch, is_mobile=touch, base_url=branch.address, **more
        )
        contexts.append(context)
        if by:
            session = session_of(branch.world.people[by])
            context.add_cookies([{"name": real_settings.SESSION_COOKIE_NAME, "value": session, "url": branch.address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: _listen(page, message, troubles))
        page.on("request", lambda request: _stay_inside(request.url, branch.address, troubles))
        page.goto(path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert troubles == []


def _listen(page: Page, message: Any, troubles: list[str]) -> None:
    # A page that answers 400, 404, 409 or 422 on purpose is reported by the browser as well; a request that found no
    # network, by the browser and by HTMX; a look at what has moved that makes way for a press (hx-sync), by HTMX.
    told = ("Failed to load resource", "htmx:afterRequest,", "htmx:sendError,", "htmx:timeout,", "htmx:sendAbort,")
    if message.type == "error" and not any(words in message.text for words in told):
        troubles.append(f"{page.url}: {message.text}")


def _stay_inside(url: str, own: str, troubles: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        troubles.append(f"a request to an outside host: {url}")


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep what the page looks like now; the width is in the name."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    assert size is not None
    if whole:
        # As tall as the page, so that what sticks to the screen's edges stands where it belongs.
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(tall, 6000))})
    # Hiding the caret would leave a style attribute on every field, which HTMX copies to the field that takes its
    # place; the page's own policy then refuses it aloud.
    page.screenshot(path=PICTURES / f"{name}-{size['width']}.png", animations="disabled", caret="initial")
    if whole:
        page.set_viewport_size(size)


def overflows(page: Page) -> bool:
    """Whether the page is wider than the screen, which makes a phone scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))
