"""Strange addresses and parameters get an answer, never a fault (C09, C10, A06, A14); what is out of scope
answers like what does not exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.urls import NoReverseMatch, reverse

from org.people.choices import Role
from servicedesk.tests.access.table import ELSEWHERE, TABLE, parse
from servicedesk.tests.access.world import World, arguments
from servicedesk.tests.crawl.pages import Page
from servicedesk.tests.crawl.test_pages_are_inert import READ, Ask, address_of

pytestmark = [pytest.mark.django_db]
LEAST, MOST = Role.SERVICE_MANAGER, Role.AUDITOR
VALUES = (
    "%00",
    "%ED%A0%80",
    quote("' OR 1=1--\\"),
    quote("😀١٢"),
    "x" * 10_000,
    "-1",
    "9" * 30,
    "%EF%BC%91%EF%BC%92",
    "?",
    "1e400",
    "2011-13",
    "0000-00-00",
)
GENERAL = (
    *("q", "unit", "month", "from", "to", "state", "sort", "ordering", "page_size", "size", "page", "cursor", "after"),
    *("before", "year", "under", "parent", "calendar", "kind", "received", "password__startswith", "unit__path"),
)
PATHS: dict[str, tuple[Any, ...]] = {
    "pk": (0, 2**31, 2**63, 10**30),
    "about_id": (0, 2**63, 10**30),
    "year": (0, 9999, 10**9),
    "number": ("C209901-99999", "C209901-999999999", "😀", "a\x00b", "x" * 3000),
    "code": ("none", "😀", "a\x00b", "x" * 3000),
    "day": ("2011-02-30", "x", "a\x00b", "9999-12-31", "10000-01-01"),
    "period": ("2011-13", "2011-Q5", "0000-01", "2011-01..2010-01", "1-1", "x\x00", "99999", "2011-01..2999-12"),
    "about_type": ("org.person", "x\x00", "auth.permission"),
    "uid": ("x", "////", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"),
    "token": ("x", "a\x00b"),
}


@pytest.mark.parametrize("who", [LEAST, MOST])
def test_no_parameter_causes_a_fault(who: str, world: World, ask: Ask) -> None:
    found = []
    for row in READ:
        if row.expected[who] != "+" or row.name.endswith("?unit"):
            continue
        address = address_of(row, world)
        answer, body, _written = ask(who, "GET", address)
        is_page = answer.get("Content-Type", "").startswith("text/html")
        names = (
            {name for form in Page(body).forms if form.method == "get" for name in form.fields} if is_page else set()
        )
        asked = ["&".join(f"{name}={value}" for name in GENERAL) for value in VALUES]
        asked += [f"{name}={VALUES[place % len(VALUES)]}" for place, name in enumerate(sorted(names) * 4)]
        asked += ["&".join(f"{name}=1&{name}=2" for name in sorted(names))] if names else []
        for query in asked:
            answer, _body, written = ask(who, "GET", f"{address}?{query}")
            if answer.status_code >= 500 or written:
                found.append(f"{address}?{query[:60]}: {answer.status_code} {written}")
    assert not found, "\n".join(found)


def test_no_address_causes_a_fault(world: World, ask: Ask) -> None:
    found, asked = [], 0
    for row in parse(TABLE):
        usual = arguments(row.address_name, world)
        for key in usual:
            for value in PATHS.get(key, ()):
                try:
                    address = reverse(row.address_name, kwargs=usual | {key: value})
                except NoReverseMatch:
                    continue
                for who in (Role.SERVICE_MANAGER, Role.ADMINISTRATOR):
                    answer, _body, _written = ask(who, row.method, address)
                    asked += 1
                    if answer.status_code >= 500:
                        found.append(f"{row.method} {address[:80]} as {who}: {answer.status_code}")
    assert asked > 300
    assert not found, "\n".join(found)


def test_what_is_out_of_scope_answers_like_what_is_missing(world: World, ask: Ask) -> None:
    missing = {"pk": 987_654, "about_id": 987_654, "code": "NONE"}
    different, compared = [], 0
    for row in parse(TABLE):
        if row.method != "GET" or row.expected[ELSEWHERE] != "4" or row.name.endswith("?unit"):
            continue
        usual = arguments(row.address_name, world)
        there = ask(ELSEWHERE, "GET", reverse(row.address_name, kwargs=usual))
        none = {k: missing[k] for k in usual if k in missing}
        if "number" in usual:
            # Of the same kind: a ticket's, a field order's, a batch's, an action's or a person's.
            none["number"] = re.sub(r"\d+$", "98765", str(usual["number"]))
        gone = ask(ELSEWHERE, "GET", reverse(row.address_name, kwargs=usual | none))
        compared += 1
        if (there[0].status_code, without_tokens(there[1])) != (gone[0].status_code, without_tokens(gone[1])):
            different.append(row.name)
    assert compared > 20
    assert not different, different


def without_tokens(body: bytes) -> str:
    """The page without what differs from one request to the next: its number, its address, its form token."""
    text = body.decode()
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}", "", text)
    return re.sub(
        r"/(jobs|imports|exports|files|approvals|complaints|improvement|halls|units|people|customers|api)/[^\"<]*",
        "",
        text,
    )


@pytest.mark.parametrize(
    "after", ["//evil.example/", "\\\\evil.example", "javascript:alert(7)", "https://evil.example"]
)
def test_signing_in_never_leads_out(after: str, world: World, ask: Ask) -> None:
    answer, _body, _written = ask(Role.HANDLER, "GET", f"{reverse('sign_in')}?{urlencode({'next': after})}")
    assert answer.status_code == 302
    assert answer.url == "/"


def test_an_unexpected_fault_shows_nothing_of_itself(world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """E07: a calm page with a number, no stack, no SQL, no settings."""

    def explode(*_args: object, **_more: object) -> Callable[..., None]:
        raise RuntimeError("SECRET_KEY and SELECT * FROM org_person")

    monkeypatch.setattr("complaints.worklist.views.worklist_page", explode)
    answer, body, _written = ask(Role.SERVICE_MANAGER, "GET", reverse("complaints"))
    assert answer.status_code == 500
    assert answer["X-Request-ID"].encode() in body
    for word in (b"RuntimeError", b"SECRET_KEY", b"SELECT", b"Traceback", b"/work"):
        assert word not in body
