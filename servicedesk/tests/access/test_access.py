"""Every address x every role (P1): allowed, 403 inside without the right, 404 outside, or sign in first."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from servicedesk.tests.access.asking import all_names
from servicedesk.tests.access.table import COLUMNS, METHODS, PUBLIC, TABLE, Row, parse
from servicedesk.tests.access.world import World, arguments

pytestmark = pytest.mark.django_db
ROWS = parse(TABLE)
Ask = Callable[..., Any]


def test_every_address_has_a_row() -> None:
    listed = {row.address_name for row in ROWS} | PUBLIC
    assert all_names() - listed == set(), "addresses without a row in the access table"
    assert listed - all_names() == set(), "rows without an address"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_the_row_holds_for_every_role(row: Row, world: World, ask: Ask) -> None:
    answers = {who: letter_of(row, world, who, ask) for who in COLUMNS}
    wrong = {who: (seen, row.expected[who]) for who, seen in answers.items() if seen != row.expected[who]}
    assert not wrong, f"{row.method} {row.name}: (seen, expected) {wrong}"


def test_a_method_without_a_row_is_not_answered(world: World, ask: Ask) -> None:
    listed = {(row.method, row.address_name) for row in ROWS}
    unlisted = [
        Row(method, name, {})
        for name in sorted(all_names() - PUBLIC)
        for method in METHODS
        if (method, name) not in listed
    ]
    answers = {
        (row.method, row.name, who): letter_of(row, world, who, ask)
        for row in unlisted
        for who in ("service_manager", "administrator")
    }
    assert {key: letter for key, letter in answers.items() if letter not in "x34"} == {}


def letter_of(row: Row, world: World, who: str, ask: Ask, *, query: str = "", **more: Any) -> str:
    """What the address answers to `who`, as a letter of the table. Whoever is refused has written nothing."""
    asked = row.query(world.hall.code)
    address = reverse(row.address_name, kwargs=arguments(row.address_name, world)) + (asked or query)
    if row.method != "GET":
        more = {
            "data": "{}" if row.is_api else "",
            "content_type": row.content_type,
            "headers": {"Idempotency-Key": str(uuid.uuid4())},
        }
    answer, _body, written = ask(who, row.method, address, **more)
    status = answer.status_code
    if status == 401 or (status == 302 and answer.url.startswith(reverse("sign_in"))):
        letter = "L"
    else:
        letter = {403: "3", 404: "4", 405: "x", 429: "!"}.get(status, "+" if status < 500 else "!")
    if letter in "34L" and row.name != "sign_out":
        assert written in ([], ["core_idempotentanswer"]), f"{who} was refused at {address}, but {written} was written"
    return letter
