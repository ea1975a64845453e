from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit.models import AuditEntry
from core.audit.selectors import page_of, timeline
from core.audit.services import record
from core.audit.tests.chains import NOW, a_chain
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.api.tests.probe")]


@pytest.fixture
def auditor(client):
    person = a_person(Role.AUDITOR, at=a_unit())
    client.force_login(person)
    return person


def positions(page) -> list[int]:
    return [line.position for line in page.lines]


def asked(client, **filters) -> list[int]:
    return positions(client.get(reverse("audit"), filters).context["page"])


@pytest.mark.parametrize("role", [Role.GENERAL_MANAGER, Role.ADMINISTRATOR, Role.SERVICE_MANAGER])
def test_only_auditors_read_it(client, role):
    client.force_login(a_person(role, at=a_unit()))
    assert client.get(reverse("audit")).status_code == 403


def test_it_cannot_be_written_to(client, auditor):
    assert client.post(reverse("audit")).status_code == 405


def test_the_newest_entry_comes_first(client, auditor):
    a_chain(3)
    assert asked(client) == [3, 2, 1]


def test_each_filter_narrows(client, auditor):
    unit = a_unit("桂花")
    record("unit.weighed", by=a_person(name="王芳"), now=NOW, about=unit, data={"reason": "<script>"})
    a_chain(1)
    assert asked(client, who="王芳") == [1]
    assert asked(client, thing="桂花") == [1]
    assert asked(client, since="2011-01-31", until="2011-01-31") == [2, 1]
    assert asked(client, until="2011-01-30") == []
    assert asked(client, since="2011-02-01") == []
    assert asked(client, verb="file.attached") == []
    assert "<script>" not in client.get(reverse("audit")).content.decode()


@pytest.mark.parametrize(
    "filters",
    [
        {"verb": "made.up"},
        {"since": "yesterday"},
        {"address": "' OR 1=1--"},
        {"size": "9999"},
        {"after": "x"},
        {"who": "\x00"},
    ],
)
def test_a_wrong_filter_is_said_and_shows_nothing(client, auditor, filters):
    answer = client.get(reverse("audit"), filters)
    assert (answer.status_code, answer.context["page"]) == (400, None)
    assert "data-error-summary" in answer.content.decode()


@pytest.mark.parametrize("words", ["' OR 1=1--", "%", "\\", "😀", "x" * 60])
def test_no_words_break_it(client, auditor, words):
    assert asked(client, who=words, thing=words) == []


def test_pages_follow_and_lead_back():
    a_chain(7)
    entries = AuditEntry.objects.in_order()
    first = page_of(entries, size=3, sizes=(3,))
    second = page_of(entries, size=3, sizes=(3,), after=first.next)
    third = page_of(entries, size=3, sizes=(3,), after=second.next)
    assert [positions(page) for page in (first, second, third)] == [[7, 6, 5], [4, 3, 2], [1]]
    assert (first.previous, third.next) == (None, None)
    back = page_of(entries, size=3, sizes=(3,), before=third.previous)
    assert positions(back) == [4, 3, 2]
    assert positions(page_of(entries, size=3, sizes=(3,), before=back.previous)) == [7, 6, 5]


def test_an_empty_page_says_what_to_do(client, auditor):
    assert "empty-state" in client.get(reverse("audit")).content.decode()


def test_a_long_trail_takes_no_more_queries_than_a_short_one(client, auditor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("audit"))
        return len(captured)

    a_chain(1)
    queries()
    short = queries()
    a_chain(60)
    assert queries() == short


def test_a_timeline_is_shown_without_queries_of_its_own(django_assert_num_queries):
    unit = a_unit()
    record(
        "phone.revealed", by=a_person(name="王芳"), now=NOW + dt.timedelta(days=1), about=unit, data={"reason": "回访"}
    )
    lines = timeline(unit)
    with django_assert_num_queries(0):
        shown = render_to_string("core/audit/_timeline.html", {"lines": lines})
    assert "王芳" in shown
    assert "回访" in shown
