"""Every address x every role (P1): allowed, 403 inside without the right, 404 outside, or sign in first."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from org.people.choices import Role
from servicedesk.tests.access.table import ANONYMOUS, ELSEWHERE, PUBLIC, TABLE, Row, parse
from servicedesk.tests.access.world import World, arguments, build_world, fingerprint

ROWS = parse(TABLE)


def all_names(resolver: URLResolver | None = None) -> set[str]:
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= all_names(pattern)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            found.add(pattern.name)
    return found


def test_every_address_has_a_row() -> None:
    listed = {row.name for row in ROWS} | PUBLIC
    assert all_names() - listed == set(), "addresses without a row in the access table"
    assert listed - all_names() == set(), "rows without an address"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One branch with its twin beside it; made once, since no row of the table may change it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_the_row_holds_for_every_role(row: Row, world: World, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        answers = {who: ask(row, world, who) for who in (*Role.values, ELSEWHERE, ANONYMOUS)}
    wrong = {who: (seen, row.expected[who]) for who, seen in answers.items() if seen != row.expected[who]}
    assert not wrong, f"{row.method} {row.name}: (seen, expected) {wrong}"


def ask(row: Row, world: World, who: str) -> str:
    """What the address answers to `who`, as a letter of the table; nothing that is written stays."""
    client = Client(raise_request_exception=False)
    if who != ANONYMOUS:
        client.force_login(world.people[who])
    address = reverse(row.name, kwargs=arguments(row.name, world))
    before = fingerprint()
    savepoint = transaction.savepoint()
    try:
        if row.method == "GET":
            answer = client.get(address)
        else:
            answer = client.post(address, data={} if "api" in row.name else None, content_type=row.content_type)
        letter = letter_of(answer)
        if letter in "34L":
            assert fingerprint() == before, f"{who} was refused at {address}, but something was written"
    finally:
        transaction.savepoint_rollback(savepoint)
    return letter


def letter_of(answer) -> str:
    status = answer.status_code
    if status in {301, 302} and answer.url.startswith(reverse("sign_in")):
        return "L"
    if status == 401:
        return "L"
    return {403: "3", 404: "4"}.get(status, "+" if status < 500 else "!")
