"""My work: each role finds its own queue, and only that."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint
from complaints.tests.factories import a_complaint
from core.ui import words
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from servicedesk.home.headline import headline

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return a_unit()


def waiting(unit, *, due: dt.timedelta, handler=None) -> Complaint:
    """An open complaint that is due `due` from now."""
    complaint = a_complaint(at=unit, phone="")
    Complaint.objects.filter(pk=complaint.pk).update(due_at=timezone.now() + due, handler=handler)
    return complaint


def test_a_handler_sees_the_own_tickets_first_by_due_time(client, branch) -> None:
    handler = a_person(Role.HANDLER, at=branch)
    later = waiting(branch, handler=handler, due=dt.timedelta(hours=9))
    sooner = waiting(branch, handler=handler, due=dt.timedelta(hours=2))
    client.force_login(handler)
    mine = client.get(reverse("home")).context["queues"][0]
    assert [line.number for line in mine.lines] == [sooner.number, later.number]


def test_late_and_soon_are_told_apart(client, branch) -> None:
    late = waiting(branch, due=-dt.timedelta(hours=1))
    soon = waiting(branch, due=dt.timedelta(hours=1))
    waiting(branch, due=dt.timedelta(days=9))
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    shown = {
        queue.code: [line.number for line in queue.lines] for queue in client.get(reverse("home")).context["queues"]
    }
    assert shown["late"] == [late.number]
    assert shown["soon"] == [soon.number]


def test_tickets_of_another_branch_do_not_show(client, branch) -> None:
    waiting(a_unit("临安分公司"), due=-dt.timedelta(days=1))
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    answer = client.get(reverse("home"))
    assert all(queue.lines == [] for queue in answer.context["queues"])
    assert next(e for e in answer.context["nav"] if e.code == "complaints").badge == ""


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        (Role.MYSTERY_SHOPPER, {"home", "mystery_visits", "administration"}),
        (Role.COUNTER_STAFF, {"home", "complaints", "halls", "improvement", "administration"}),
        (Role.FINANCE, {"home", "halls", "indicators", "administration"}),
        (Role.SERVICE_MANAGER, {"home", "complaints", "halls", "indicators", "improvement", "administration"}),
    ],
)
def test_the_navigation_shows_only_what_may_be_opened(client, branch, role, entries) -> None:
    client.force_login(a_person(role, at=branch))
    answer = client.get(reverse("home"))
    assert {entry.code for entry in answer.context["nav"]} == entries
    for entry in answer.context["nav"]:
        for place in [entry, *entry.children]:
            assert client.get(place.url, follow=True).status_code == 200, place.url


def test_the_page_costs_the_same_however_many_tickets_wait(client, branch, django_assert_max_num_queries) -> None:
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    client.get(reverse("home"))
    for _number in range(30):
        waiting(branch, due=-dt.timedelta(hours=3))
    with django_assert_max_num_queries(40):
        assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("role", [Role.SERVICE_MANAGER, Role.HANDLER, Role.HALL_MANAGER, Role.GENERAL_MANAGER])
def test_every_number_is_the_length_of_the_list_it_opens(client, branch, role) -> None:
    person = a_person(role, at=branch)
    hours = (-30, -1, 0, 1, 30, 300)
    for handler in (person, None):
        for hour in hours:
            waiting(branch, handler=handler, due=dt.timedelta(hours=hour, minutes=5))
    Complaint.objects.filter(pk__in=Complaint.objects.order_by("pk").values("pk")[:5]).update(grade="C")
    waiting(a_unit("临安分公司"), due=-dt.timedelta(days=1))
    client.force_login(person)
    answer = client.get(reverse("home"))
    tiles = answer.context["numbers"]
    assert {tile.code for tile in tiles} >= {"open", "late", "today", "grave", "mine", "mine_late", "mine_today"}
    lists = [(tile.code, tile.url, tile.number) for tile in tiles]
    lists += [(queue.code, queue.url, queue.number) for queue in answer.context["queues"]]
    for code, url, number in lists:
        assert f'href="{url.replace("&", "&amp;")}"' in answer.content.decode(), code
        assert client.get(url).context["page"].count == number, code
    badges = {entry.code: entry.badge for entry in answer.context["nav"]}
    assert (badges["home"], badges["complaints"]) == (str(len(hours)), "4")


def test_whoever_handles_nothing_has_no_numbers_of_their_own(client, branch) -> None:
    client.force_login(a_person(Role.GENERAL_MANAGER, at=branch))
    assert {tile.code for tile in client.get(reverse("home")).context["numbers"]} <= {
        "open", "late", "today", "free", "grave",
    }  # fmt: skip


def test_no_page_counts_over_tickets(client, branch) -> None:
    """The frame and My work read what is kept, however many tickets there ever were."""
    waiting(branch, due=dt.timedelta(hours=1))
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("home"))
    counting = [
        query["sql"] for query in asked if re.search(r'COUNT\(.*FROM "complaints_complaint"', query["sql"], re.DOTALL)
    ]
    assert [sql for sql in counting if "month" not in sql and "received_at" not in sql] == []


def test_a_visitor_signs_in_first(client) -> None:
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("sign_in"))


def test_the_unit_menu_offers_the_units_in_scope_and_keeps_the_rest_of_the_address(client, branch) -> None:
    hall = a_unit("桂花", under=branch)
    a_unit("临安分公司")
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    html = client.get(reverse("unit_menu"), {"state": "open", "unit": hall.code, "after": "x"}).content.decode()
    assert f'<a class="dropdown-item depth-0" href="?state=open&amp;unit={branch.code}">{branch.name}</a>' in html
    assert f'href="?state=open&amp;unit={hall.code}" aria-current="true">桂花</a>' in html
    assert "临安分公司" not in html


def test_the_frame_names_the_unit_in_the_address_only_to_those_who_see_it(client, branch) -> None:
    hall, stranger = a_unit("桂花", under=branch), a_unit("临安分公司")
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    assert client.get(reverse("home"), {"unit": hall.code}).context["current_unit"] == {"name": "桂花"}
    assert client.get(reverse("home"), {"unit": stranger.code}).context["current_unit"] == {}
    assert client.get(reverse("home"), {"unit": "\0"}).context["current_unit"] == {}


def test_somebody_with_one_unit_has_nothing_to_switch(client, branch) -> None:
    client.force_login(a_person(Role.COUNTER_STAFF, at=branch))
    assert client.get(reverse("home")).context["many_units"] == False  # noqa: E712  # asked for when the page shows it
    a_unit("桂花", under=branch)
    assert client.get(reverse("home")).context["many_units"] == True  # noqa: E712


def test_the_badges_count_what_is_late_and_unread(client, branch) -> None:
    person = a_person(Role.SERVICE_MANAGER, at=branch)
    waiting(branch, due=-dt.timedelta(hours=1))
    client.force_login(person)
    answer = client.get(reverse("home"))
    assert next(e for e in answer.context["nav"] if e.code == "complaints").badge == "1"
    assert answer.context["inbox_count"] == ""


def test_the_line_of_the_month_says_why_a_figure_is_not_there_as_the_report_does(branch) -> None:
    hall = a_unit("桂花", under=branch)
    a_complaint(at=hall, phone="")
    line = headline(a_person(Role.HALL_MANAGER, at=hall))
    assert line is not None
    assert (line.ratio, line.per_10k) == (words.unset(), words.no_data())


def test_the_palette_names_the_places_one_may_go_to_and_no_others(client, branch) -> None:
    def places(role: Role) -> str:
        client.force_login(a_person(role, at=branch))
        return client.get(reverse("palette")).content.decode()

    everything = places(Role.SERVICE_MANAGER)
    for name in ("complaints", "complaint_new", "imports", "inbox", "saved_views", "report_latest"):
        assert f'href="{reverse(name)}"' in everything
    few = places(Role.COUNTER_STAFF)
    assert f'href="{reverse("complaint_new")}"' in few
    assert f'href="{reverse("imports")}"' not in few
    assert f'href="{reverse("complaints")}"' not in places(Role.MYSTERY_SHOPPER)
