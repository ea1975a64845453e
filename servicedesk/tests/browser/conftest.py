"""A real browser on a real server: headless Chromium, the demo branch, pictures of every page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from servicedesk.demo.seeding import FIRST_MONTH, seed_branch
from servicedesk.demo.staff import PASSWORD
from servicedesk.tests.house import ROOT

# Playwright's loop runs in this thread; our code, which is not asynchronous, is called from it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PICTURES = Path(os.environ.get("PICTURES", ROOT / "var" / "pictures"))
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


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
def demo_branch(transactional_db, settings) -> None:
    """The demo branch, as a newcomer's first start makes it."""
    settings.SECOND_FACTOR_ROLES = []
    seed_branch(first_month=FIRST_MONTH, now=timezone.now())


@pytest.fixture
def open_as(browser: Browser, live_server, demo_branch) -> Iterator[Callable[..., Page]]:
    """`open_as("DEMO-01", "/complaints/")`: signs in through the page and goes there; fails on any page error."""
    contexts = []
    troubles: list[str] = []

    def opener(staff_number: str, path: str, *, size: dict[str, int] = WIDE) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", has_touch=size is NARROW, base_url=live_server.url)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: _stay_inside(request.url, live_server.url, troubles))
        page.goto(f"/sign-in/?next={path}")
        page.fill("#id_staff_number", staff_number)
        page.fill("#id_password", PASSWORD)
        page.click("form[method=post] button.btn-primary")
        page.wait_for_load_state("networkidle")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert troubles == []


def _stay_inside(url: str, own: str, troubles: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        troubles.append(f"a request to an outside host: {url}")


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep what the page looks like now; the width is in the name."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{page.viewport_size['width']}.png", full_page=whole)


def overflows(page: Page) -> bool:
    """Whether the page is wider than the screen, which makes a phone scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
