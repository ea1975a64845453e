"""A log line is one JSON object, whatever somebody sent (N15, N16), and tells nobody's number (P10, J23)."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.urls import reverse

from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from servicedesk.logs import LONGEST_TRACE, LONGEST_VALUE, logging_config

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What production would write to stderr, line by line; a line that is no JSON fails the test."""
    root = logging.getLogger()
    handlers, level, written = root.handlers[:], root.level, io.StringIO()
    logging_config(level="INFO", pretty=False)
    ours = [handler for handler in root.handlers if handler not in handlers]
    for handler in ours:
        handler.setStream(written)  # type: ignore[attr-defined]
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging_config(level="INFO", pretty=True)
    root.handlers[:] = handlers
    root.setLevel(level)


FORGED = '\r\n{"event": "granted"}\x1b[2J\x9b31m\u2028\u202egnihton\x00'


def broken(said: str, *about: str, with_words: str) -> None:
    """Log an error as code that catches one does."""
    try:
        int(f"{with_words}!")
    except ValueError as error:
        error.add_note(with_words)
        logging.getLogger("door").exception(said, *about)


def test_a_forged_line_stays_inside_its_value(lines: Lines) -> None:
    logging.getLogger("door").warning("no such person: %s", FORGED)
    structlog.get_logger("door").warning("refused", name=FORGED, more={FORGED: [FORGED]})
    first, second = lines()
    for text in (first["event"], second["name"], *second["more"], *second["more"].values()):
        said = text if isinstance(text, str) else text[0]
        assert not [char for char in said if char in "\r\n\x1b\x9b\u2028\u202e\x00"]
        assert "\\u001b[2J" in said


def test_a_megabyte_is_cut(lines: Lines) -> None:
    logging.getLogger("door").warning("no such person: %s", "x" * 1_000_000)
    structlog.get_logger("door").warning("refused", name="字" * 1_000_000, more=["y" * 1_000_000])
    first, second = lines()
    assert len(first["event"]) == len(second["name"]) == len(second["more"][0]) == LONGEST_VALUE


def test_of_a_long_traceback_both_ends_stay(lines: Lines) -> None:
    broken("broken", with_words="x" * 1_000_000 + " the end")
    trace = lines()[0]["exception"]
    assert len(trace) < LONGEST_TRACE + 10
    assert trace.startswith("Traceback")
    assert trace.endswith("the end")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("13800001234", "138****1234"),
        ("+8613800001234", "138****1234"),
        ("0086 138-0000-1234", "138****1234"),
        ("138 0000 1234", "138****1234"),
        ("330183199001011234", "<id number>"),
        ("33018319900101123X", "<id number>"),
    ],
)
def test_personal_numbers_are_masked_wherever_they_stand(lines: Lines, written: str, shown: str) -> None:
    said = "called " + written + " today"
    structlog.get_logger("door").info(said, one=written, many=[{"at": written}])
    broken("broken by %s", written, with_words=written)
    first, second = lines()
    assert first["event"] == f"called {shown} today"
    assert (first["one"], first["many"]) == (shown, [{"at": shown}])
    assert second["event"] == f"broken by {shown}"
    assert written not in second["exception"]
    assert shown in second["exception"]


def test_a_number_that_was_not_text_is_masked_too(lines: Lines) -> None:
    structlog.get_logger("door").info("called", phone=13800001234, count=42, share=0.5, done=True, none=None)
    line = lines()[0]
    assert line["phone"] == "138****1234"
    assert (line["count"], line["share"], line["done"], line["none"]) == (42, 0.5, True, None)


def test_figures_that_are_no_personal_numbers_stay(lines: Lines) -> None:
    structlog.get_logger("door").info("C201101-00042 of 2417, 1,300 in 3.14159265358979 s")
    assert lines()[0]["event"] == "C201101-00042 of 2417, 1,300 in 3.14159265358979 s"


def test_a_link_that_sets_a_password_is_not_told(lines: Lines) -> None:
    logging.getLogger("door").warning("Forbidden: %s", "/sign-in/password/MQ/c8-abcdef/")
    assert lines()[0]["event"] == "Forbidden: /sign-in/password/MQ/…/"


@pytest.mark.django_db
def test_a_failed_sign_in_tells_neither_password_nor_code(client: Any, lines: Lines) -> None:
    person = a_person(Role.ADMINISTRATOR, at=a_unit())
    for name in (person.staff_number, FORGED.replace("\x00", "")):
        client.post(reverse("sign_in"), {"staff_number": name, "password": "nearly my password"})
    client.force_login(person)
    new = "a quiet river at dawn"
    client.post(reverse("change_password"), {"old": "nearly my password", "password": new, "again": new})
    client.post(reverse("second_factor_remove"), {"code": "271828"})
    written = lines()
    assert len(written) >= 3
    assert not [line for line in written for secret in ("nearly my", new, "271828") if secret in json.dumps(line)]


@pytest.mark.django_db
def test_no_line_holds_the_key_of_a_session(client: Any, lines: Lines) -> None:
    client.force_login(a_person(Role.ADMINISTRATOR, at=a_unit()))
    key = client.session.session_key
    for address in (reverse("home"), reverse("audit"), "/nowhere/", reverse("profile")):
        assert key not in client.get(address).content.decode()
    assert key not in json.dumps(lines())


@pytest.mark.django_db
def test_a_refused_page_leaves_a_line_without_a_traceback(lines: Lines, client: Any) -> None:
    client.force_login(a_person(Role.COUNTER_STAFF, at=a_unit()))
    assert client.get(reverse("audit")).status_code == 403
    refused = [line for line in lines() if line["logger"] == "django.request"]
    assert refused
    assert not any("exception" in line for line in refused)
