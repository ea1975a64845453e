"""Every page as every role, with hostile text wherever a person could type one (P9, C06, N20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from org.people.choices import Role
from servicedesk.tests.access.table import ANONYMOUS, COLUMNS, TABLE, Row, parse
from servicedesk.tests.access.world import World, arguments
from servicedesk.tests.crawl.pages import Page

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
READ = [row for row in parse(TABLE) if row.method == "GET"]
PUBLIC_PAGES = ("sign_in", "forgotten")
# Whoever sees most, for the second kind of hostile text.
SEES_MOST = (Role.SERVICE_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
HOSTILE = '"><img src=x onerror=alert(7)>\x0b\x1b[31m\x00{{7*7}}' + "字" * 300


def address_of(row: Row, world: World) -> str:
    return reverse(row.address_name, kwargs=arguments(row.address_name, world)) + row.query(world.hall.code)


@pytest.mark.parametrize(
    ("world", "who"),
    [("markup", who) for who in COLUMNS] + [("address", who) for who in SEES_MOST],
    indirect=["world"],
)
def test_no_page_runs_or_follows_what_somebody_typed(who: str, world: World, ask: Ask) -> None:
    found: list[str] = []
    for row in READ:
        if row.expected[who] != "+":
            continue
        address = address_of(row, world)
        answer, body, written = ask(who, "GET", address)
        found += [f"{address}: {harm}" for harm in harm_in(answer, body)]
        found += [f"{address}: a GET wrote to {table}" for table in written]
        if "no-store" not in answer.get("Cache-Control", ""):
            found.append(f"{address}: kept by caches")
    assert not found, "\n".join(found)


def harm_in(answer: Any, body: bytes) -> list[str]:
    """What is wrong with an answer: its headers, and whatever a browser would run."""
    found = []
    if answer.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    policy = answer.get("Content-Security-Policy", "")
    if "unsafe" in policy or ("default-src 'self'" not in policy and "default-src 'none'" not in policy):
        found.append(f"a weak policy: {policy}")
    if answer.get("Content-Type", "").startswith("text/html"):
        if "frame-ancestors 'none'" not in policy or answer.get("X-Frame-Options") != "DENY":
            found.append("may be framed")
        found += Page(body).harm
    elif "html" in answer.get("Content-Type", "") or "svg" in answer.get("Content-Type", ""):
        found.append(f"a type that a browser runs: {answer['Content-Type']}")
    return found


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_pages_before_signing_in_are_as_inert(name: str, world: World, ask: Ask) -> None:
    address = reverse(name) + "?" + urlencode({"next": 'javascript:alert(7)//"><script>alert(7)</script>'})
    answer, body, written = ask(ANONYMOUS, "GET", address)
    assert answer.status_code == 200
    assert harm_in(answer, body) == []
    assert written == []
    assert b"alert(7)" not in body


@pytest.mark.parametrize("who", [Role.SERVICE_MANAGER, Role.ADMINISTRATOR])
def test_a_form_gives_hostile_text_back_as_text(who: str, world: World, ask: Ask) -> None:
    found, posted = [], 0
    for row in READ:
        if row.expected[who] != "+":
            continue
        address = address_of(row, world)
        answer, body, _written = ask(who, "GET", address)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for form in Page(body).forms:
            if form.method != "post":
                continue
            target = form.action or address
            said = {name: HOSTILE if value == "typed" else value for name, value in form.fields.items()}
            data = urlencode(said, errors="surrogatepass")
            answer, shown, _written = ask(
                who, "POST", target, data=data, content_type="application/x-www-form-urlencoded"
            )
            posted += 1
            if answer.status_code >= 500:
                found.append(f"{target}: {answer.status_code} for {sorted(said)}")
            found += [f"{target}: {harm}" for harm in harm_in(answer, shown)]
    assert posted > 30
    assert not found, "\n".join(sorted(set(found)))


def test_the_look_at_a_page_sees_harm() -> None:
    """The check itself: each of these would be found."""
    for harm in (
        b"<img src=x>",
        b"<p onclick='alert(7)'>",
        b"<script>alert(7)</script>",
        b'<a href=" javascript:alert(7)">',
        b"<p style='x'>",
        b"<form action='//evil.example/'>",
    ):
        assert Page(harm).harm, harm
    assert Page(b'<script type="application/json">1</script><a href="/complaints/">&lt;script&gt;</a>').harm == []
