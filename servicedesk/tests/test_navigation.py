"""Where each entry of the navigation stands, and which one is marked on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from complaints.reports.registry import report_pages
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from servicedesk.home.navigation import NavEntry, navigation, places_beside

pytestmark = pytest.mark.django_db

MOST_IN_COMPLAINTS = MOST_IN_HALLS = 8
RULES = ["categories", "clocks", "escalation", "tags"]
DAY = ["worklist", "new", "calls", "visits", "promises", "batches", "sheets", "reports"]


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


def shown(person, path: str = "/") -> list[NavEntry]:
    return navigation(person=person, path=path, badges={"approvals": "1"})


def below(entries: list[NavEntry], code: str) -> list[str]:
    return [child.code for entry in entries if entry.code == code for child in entry.children]


def marked(entries: list[NavEntry]) -> list[str]:
    """`complaints worklist` of every entry that is marked as where one stands."""
    return [
        " ".join([entry.code, *(child.code for child in entry.children if child.active)])
        for entry in entries
        if entry.active or any(child.active for child in entry.children)
    ]


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Every address of a page, with a 1 for each thing it names."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + re.sub(r"<[^>]+>", "1", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern) and not route.startswith("/api/"):
            yield route


def test_a_clerks_day_stands_under_complaints_and_the_rules_under_administration(branch) -> None:
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    assert below(shown(manager), "complaints") == DAY
    rules = [code for code in below(shown(manager), "administration") if code in RULES]
    assert rules == ["categories", "clocks", "escalation"], "tags are not the service manager's"
    handler = a_person(Role.HANDLER, at=branch)
    assert below(shown(handler), "complaints") == [code for code in DAY if code != "batches"]


@pytest.mark.parametrize("role", Role)
def test_no_group_of_complaints_grows_long_and_rules_show_to_whom_may_change_them(branch, role) -> None:
    person = a_person(role, at=branch)
    entries = shown(person)
    assert len(below(entries, "complaints")) <= MOST_IN_COMPLAINTS
    assert not set(below(entries, "complaints")) & set(RULES)
    places = {
        "categories": "category_edit",
        "clocks": "clock_edit",
        "escalation": "escalation_edit",
        "tags": "tag_edit",
    }
    may = {code for code, right in places.items() if person.may(right)}
    assert set(below(entries, "administration")) & set(RULES) == may


@pytest.mark.parametrize("role", Role)
def test_at_most_one_entry_is_marked_and_on_pages_of_complaints_exactly_one(branch, role) -> None:
    person = a_person(role, at=branch)
    works_here = bool(below(shown(person), "complaints"))
    paths = sorted(set(addresses()))
    assert len([path for path in paths if path.startswith("/complaints/")]) > 100
    for path in paths:
        here = marked(shown(person, path))
        assert len(here) <= 1, path
        if works_here and path.startswith("/complaints/"):
            assert [len(place.split()) for place in here] == [2], f"{path}: {here}"


@pytest.mark.parametrize(
    ("path", "manager", "handler"),
    [
        ("/", "home", "home"),
        ("/inbox/", "", ""),
        ("/approvals/", "approvals", "approvals"),
        ("/complaints/", "complaints worklist", "complaints worklist"),
        ("/complaints/C201101-00001/judge/", "complaints worklist", "complaints worklist"),
        ("/complaints/new/", "complaints new", "complaints new"),
        ("/complaints/call-backs/next/", "complaints calls", "complaints calls"),
        ("/complaints/sheets/standard/", "complaints sheets", "complaints sheets"),
        ("/complaints/reports/causes/2011-01/", "complaints reports", "complaints reports"),
        ("/complaints/false-entries/", "complaints reports", "complaints reports"),
        ("/complaints/escalation/", "complaints worklist", "complaints worklist"),
        ("/complaints/escalation/plans/3/", "administration escalation", "complaints worklist"),
        ("/complaints/categories/cause/", "administration categories", "complaints worklist"),
        ("/complaints/clocks/new/", "administration clocks", "complaints worklist"),
        ("/complaints/clocks/pauses/", "complaints reports", "complaints reports"),
        ("/units/FY/", "administration units", "administration units"),
        ("/kpi/report/2011-01/", "indicators report", ""),
    ],
)
def test_where_one_stands(branch, path, manager, handler) -> None:
    for role, place in ((Role.SERVICE_MANAGER, manager), (Role.HANDLER, handler)):
        assert marked(shown(a_person(role, at=branch), path)) == ([place] if place else []), role


def test_lists_that_left_the_navigation_are_named_on_the_page_of_reports_and_in_the_palette(client, branch) -> None:
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    client.force_login(manager)
    page = client.get(reverse("complaint_reports")).content.decode()
    palette = client.get(reverse("palette")).content.decode()
    left = ["clock_pauses", "reclassifications", "difficult_customers", "report_readiness", "false_entries"]
    assert [one.url_name for one in report_pages(manager) if one.is_list] == left
    for name in left:
        assert f'href="{reverse(name)}"' in page
        assert f'href="{reverse(name)}"' in palette
    handler = a_person(Role.HANDLER, at=branch)
    assert [one.url_name for one in report_pages(handler) if one.is_list] == [
        "clock_pauses", "reclassifications", "report_readiness",
    ]  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_every_entry_opens_and_so_do_the_pages_above_it(client, branch, role) -> None:
    person = a_person(role, at=branch)
    client.force_login(person)
    entries = [one for entry in shown(person) for one in (entry, *entry.children)]
    above, opened = set(), {}
    for url in {place.url for one in entries for place in (one, *one.children)}:
        answer = client.get(url, follow=True)
        opened[url] = answer.status_code
        crumbs = re.search(r'<nav class="crumbs".*?</nav>', answer.content.decode(), re.DOTALL)
        above |= set(re.findall(r'href="([^"?]*)', crumbs[0])) if crumbs else set()
    assert set(opened.values()) == {200}, opened
    refused = [url for url in above - set(opened) if client.get(url, follow=True).status_code != 200]
    assert refused == [], "a page leads up to one that is closed to its reader"


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        ("", "halls"),
        ("counter/", "halls"),
        ("setup/", "halls"),
        ("emergency/", "emergencies"),
        ("waits/2011-01/", "wait_times"),
        ("wait-findings/2011-01/new/", "wait_findings"),
        ("totals/new/", "totals"),
        ("desks/", "utilisation"),
        ("staffing/", "staffing"),
        ("roster/day/", "rosters"),
        ("books/", "books"),
        ("morning/", "mornings"),
    ],
)
def test_pages_about_one_hall_stand_where_the_lists_of_all_halls_do(branch, page, tab) -> None:
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    assert f"{tab}*" in tabs(manager, f"/halls/at/GH/{page}")


def tabs(person, path: str) -> list[str]:
    return [f"{place.code}{'*' if place.active else ''}" for place in places_beside(shown(person, path))]


@pytest.mark.parametrize("role", Role)
def test_a_halls_day_stands_in_few_entries_and_exactly_one_is_marked_on_its_pages(branch, role) -> None:
    person = a_person(role, at=branch)
    entries = below(shown(person), "halls")
    assert len(entries) <= MOST_IN_HALLS
    if person.may("hall_view"):
        for path in (one for one in sorted(set(addresses())) if one.startswith("/halls/")):
            assert [len(place.split()) for place in marked(shown(person, path))] == [2], path


def test_places_that_belong_together_are_tabs_of_whom_they_are_open_to(branch) -> None:
    manager, clerk = a_person(Role.SERVICE_MANAGER, at=branch), a_person(Role.COUNTER_STAFF, at=branch)
    assert tabs(manager, "/halls/losses/mystery/2011-01/") == ["runs", "books", "mornings", "losses*", "cross", "shops"]
    assert tabs(clerk, "/halls/desks/2011-01/") == ["utilisation*", "staffing", "rosters"], "no clerk's agents"
    assert tabs(manager, "/complaints/") == []
    assert tabs(manager, "/") == []


def test_the_palette_names_each_tab(client, branch) -> None:
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    assert f'href="{reverse("losses")}"' in client.get(reverse("palette")).content.decode()
