"""The seven entries of the left navigation; each shows only what the person may open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from org.access.choices import Right
from org.people.models import Person


@dataclass(frozen=True)
class Entry:
    """A place one can go, and how the addresses of its pages begin. `right` None means everybody; with
    `while_waiting` it shows only while its badge counts something, or where one stands in it. `of_hall` is what its
    pages about a single hall are called there, behind the address of that hall.

    An entry below a group may hold several places that belong together: they stand as tabs above their pages.
    """

    code: str
    label: str | Promise
    name: str
    right: Right | None = None
    icon: str = ""
    prefixes: tuple[str, ...] = ()
    children: tuple[Entry, ...] = ()
    while_waiting: bool = False
    of_hall: tuple[str, ...] = ()

    def nearness(self, path: str) -> int:
        """How much of `path` is this entry's own, 0 where it is none of its pages; `/` is the first page alone."""
        own = [
            len(prefix) for prefix in self.prefixes if path == prefix or (prefix != HOME and path.startswith(prefix))
        ]
        in_hall = AT_A_HALL.match(path)
        if in_hall:
            own += [in_hall.end() + len(page) for page in self.of_hall if path.startswith(page, in_hall.end())]
        return max(own, default=0)


@dataclass(frozen=True)
class NavEntry:
    """An entry as a page shows it."""

    code: str
    label: str | Promise
    icon: str
    url: str
    active: bool
    badge: str = ""
    children: list[NavEntry] = field(default_factory=list)


HOME = "/"
AT_A_HALL = re.compile("/halls/at/[^/]+/")

ENTRIES = (
    Entry("home", _("My work"), "home", icon="home", prefixes=(HOME,)),
    Entry("approvals", _("Approvals"), "approvals", icon="checks", prefixes=("/approvals/",), while_waiting=True),
    Entry(
        "complaints",
        _("Complaints"),
        "complaints",
        Right.COMPLAINT_VIEW,
        "message-report",
        children=(
            # A clerk's day from above: what is open, what comes in, whom to call, where to go, what was promised.
            Entry("worklist", _("Worklist"), "complaints", Right.COMPLAINT_VIEW, prefixes=("/complaints/",)),
            Entry("new", _("New complaint"), "complaint_new", Right.COMPLAINT_CREATE, prefixes=("/complaints/new/",)),
            Entry(
                "calls",
                _("Follow-up calls"),
                "call_backs",
                Right.COMPLAINT_CALL,
                prefixes=("/complaints/call-backs/",),
            ),
            Entry(
                "visits",
                _("Field orders"),
                "field_orders",
                Right.COMPLAINT_VIEW,
                prefixes=("/complaints/field-orders/",),
            ),
            Entry("promises", _("Promises"), "promises", Right.COMPLAINT_VIEW, prefixes=("/complaints/promises/",)),
            Entry("batches", _("Batches"), "batches", Right.BATCH_DECIDE, prefixes=("/complaints/batches/",)),
            Entry(
                "sheets",
                _("Circulars and meeting sheets"),
                "cadence_sheets",
                Right.COMPLAINT_VIEW,
                prefixes=("/complaints/sheets/",),
            ),
            # With the lists that are gone through now and then: they are named on the page of reports.
            Entry(
                "reports",
                _("Reports"),
                "complaint_reports",
                Right.COMPLAINT_VIEW,
                prefixes=(
                    "/complaints/reports/",
                    "/complaints/clocks/pauses/",
                    "/complaints/reclassifications/",
                    "/complaints/difficult/",
                    "/complaints/readiness/",
                    "/complaints/false-entries/",
                ),
            ),
        ),
    ),
    Entry(
        "halls",
        _("Halls"),
        "halls",
        icon="building-store",
        children=(
            # A hall's day from above: how the queues stand now, what is checked, what was seen afterwards.
            Entry(
                "queues",
                _("Queues now"),
                "",
                children=(
                    Entry("halls", _("Halls now"), "halls", Right.HALL_VIEW, prefixes=("/halls/",)),
                    Entry(
                        "emergencies",
                        _("Emergencies"),
                        "emergencies",
                        Right.HALL_VIEW,
                        prefixes=("/halls/emergencies/",),
                        of_hall=("emergency/", "setup/emergency/"),
                    ),
                ),
            ),
            Entry(
                "checks",
                _("Checks"),
                "",
                children=(
                    Entry("runs", _("Checks"), "check_runs", Right.CHECK_VIEW, prefixes=("/halls/checks/",)),
                    Entry(
                        "books",
                        _("Daily books"),
                        "books",
                        Right.CHECK_VIEW,
                        prefixes=("/halls/books/",),
                        of_hall=("books/",),
                    ),
                    Entry(
                        "mornings",
                        _("Morning meeting"),
                        "mornings",
                        Right.CHECK_VIEW,
                        prefixes=("/halls/mornings/",),
                        of_hall=("morning/",),
                    ),
                    Entry("losses", _("Loss analysis"), "losses", Right.CHECK_VIEW, prefixes=("/halls/losses/",)),
                    Entry(
                        "cross", _("Cross inspection"), "cross_rounds", Right.CHECK_VIEW, prefixes=("/halls/cross/",)
                    ),
                    Entry(
                        "shops", _("Mystery shopping"), "shop_results", Right.CHECK_VIEW, prefixes=("/halls/shops/",)
                    ),
                ),
            ),
            Entry(
                "waits",
                _("Wait times"),
                "",
                children=(
                    Entry(
                        "wait_times",
                        _("Wait times"),
                        "waits",
                        Right.HALL_VIEW,
                        prefixes=("/halls/waits/",),
                        of_hall=("waits/",),
                    ),
                    Entry(
                        "wait_findings",
                        _("Wait findings"),
                        "wait_findings",
                        Right.HALL_VIEW,
                        prefixes=("/halls/wait-findings/",),
                        of_hall=("wait-findings/",),
                    ),
                    Entry("hall_visits", _("Visits"), "visits", Right.HALL_VIEW, prefixes=("/halls/visits/",)),
                    Entry(
                        "totals",
                        _("Counted by hand"),
                        "day_totals",
                        Right.HALL_VIEW,
                        prefixes=("/halls/totals/",),
                        of_hall=("totals/",),
                    ),
                ),
            ),
            Entry(
                "desks",
                _("Desks and seats"),
                "",
                children=(
                    Entry(
                        "utilisation",
                        _("Counter utilisation"),
                        "desks",
                        Right.HALL_VIEW,
                        prefixes=("/halls/desks/",),
                        of_hall=("desks/",),
                    ),
                    Entry(
                        "staffing",
                        _("Seats per half-hour"),
                        "staffing",
                        Right.HALL_VIEW,
                        prefixes=("/halls/staffing/",),
                        of_hall=("staffing/",),
                    ),
                    Entry(
                        "rosters",
                        _("Rosters"),
                        "rosters",
                        Right.ROSTER_VIEW,
                        prefixes=("/halls/rosters/",),
                        of_hall=("roster/", "certificates/"),
                    ),
                    Entry("agents", _("Hotline agents"), "agents", Right.INDICATOR_VIEW, prefixes=("/halls/agents/",)),
                ),
            ),
            Entry("stationing", _("Stationing"), "stints", Right.HALL_VIEW, prefixes=("/halls/stationing/",)),
            Entry("tests", _("Spot tests"), "spot_tests", Right.CHECK_VIEW, prefixes=("/halls/tests/",)),
        ),
    ),
    # A third party's own entry: whoever shops sees nothing else of the halls.
    Entry(
        "mystery_visits",
        _("My mystery visits"),
        "shop_mine",
        Right.SHOP_RUN,
        "clipboard-check",
        ("/halls/shops/mine/",),
    ),
    Entry(
        "indicators",
        _("Indicators"),
        "report_latest",
        Right.INDICATOR_VIEW,
        "chart-bar",
        ("/kpi/",),
        (
            Entry(
                "report",
                _("Monthly complaint report"),
                "report_latest",
                Right.INDICATOR_VIEW,
                prefixes=("/kpi/report",),
            ),
            Entry("targets", _("Targets"), "targets", Right.INDICATOR_VIEW, prefixes=("/kpi/targets/",)),
            Entry("declared", _("All indicators"), "indicators", Right.INDICATOR_VIEW, prefixes=("/kpi/indicators/",)),
        ),
    ),
    Entry("improvement", _("Improvement"), "actions", Right.ACTION_VIEW, "clipboard-check", ("/improvement/",)),
    Entry(
        "administration",
        _("Administration"),
        "",
        icon="settings",
        children=(
            Entry("units", _("Units"), "units", Right.UNIT_VIEW, prefixes=("/units/",)),
            Entry("people", _("People"), "people", Right.PERSON_VIEW, prefixes=("/people/",)),
            Entry("calendar", _("Working calendar"), "calendar", Right.CALENDAR_VIEW, prefixes=("/calendar/",)),
            Entry(
                "customer_bases",
                _("Customer bases"),
                "customer_bases",
                Right.CUSTOMER_BASE_VIEW,
                prefixes=("/customers/",),
            ),
            # The rules that complaints go by, each for whom may change it; others read them from where they apply.
            Entry(
                "categories", _("Categories"), "categories", Right.CATEGORY_EDIT, prefixes=("/complaints/categories/",)
            ),
            Entry("clocks", _("Promised times"), "clock_rules", Right.CLOCK_EDIT, prefixes=("/complaints/clocks/",)),
            Entry(
                "escalation",
                _("Escalation plans"),
                "escalation_plans",
                Right.ESCALATION_EDIT,
                prefixes=("/complaints/escalation/plans/",),
            ),
            Entry("tags", _("Tags"), "tags", Right.TAG_EDIT, prefixes=("/complaints/tags/",)),
            Entry("imports", _("Imports"), "imports", Right.IMPORT_RUN, prefixes=("/imports/",)),
            Entry("jobs", _("Jobs"), "jobs", prefixes=("/jobs/",)),
            Entry("webhooks", _("Webhooks"), "webhooks", Right.SYSTEM_MANAGE, prefixes=("/webhooks/",)),
            Entry("audit", _("Audit trail"), "audit", Right.AUDIT_READ, prefixes=("/audit/",)),
        ),
    ),
)


def navigation(*, person: Person, path: str, badges: dict[str, str]) -> list[NavEntry]:
    """What `person` sees when standing at `path`, with words beside entries by their codes.

    At most one entry and one below it is where one stands, and at most one tab of that: of those shown, the one
    whose pages begin most like `path`.
    """
    open_to = {entry.code: _children(entry, person) for entry in ENTRIES if _is_open(entry, person)}
    groups = [entry for entry in ENTRIES if entry.code in open_to and (open_to[entry.code] or not entry.children)]
    every = [
        (group, child, place)
        for group in groups
        for child in (*open_to[group.code], group)
        for place in (child, *(child.children if child is not group else ()))
    ]
    group, here, place = max(every, key=lambda one: one[2].nearness(path))
    stands = place.nearness(path) > 0
    shown = []
    for entry in groups:
        active, badge = stands and entry is group, badges.get(entry.code, "")
        if entry.while_waiting and not badge and not active:
            continue
        children = [_shown(child, active and child is here, place) for child in open_to[entry.code]]
        # The first page below that is open, which is not everybody's same one.
        url = children[0].url if children else _address(entry.name)
        shown.append(NavEntry(entry.code, entry.label, entry.icon, url, active, badge, children))
    return shown


def places_beside(nav: list[NavEntry]) -> list[NavEntry]:
    """The places beside the one where one stands, itself among them; none where it stands alone."""
    found = [child.children for entry in nav if entry.active for child in entry.children if child.active]
    return found[0] if found and len(found[0]) > 1 else []


def _shown(child: Entry, is_here: bool, place: Entry) -> NavEntry:
    places = [
        NavEntry(one.code, one.label, one.icon, _address(one.name), is_here and one is place) for one in child.children
    ]
    url = places[0].url if places else _address(child.name)
    return NavEntry(child.code, child.label, child.icon, url, is_here, children=places)


def _is_open(entry: Entry, person: Person) -> bool:
    return entry.right is None or person.may(entry.right)


def _children(entry: Entry, person: Person) -> list[Entry]:
    """What of an entry is open to the person; one that holds places only as far as any of them is."""
    found = []
    for child in entry.children:
        if not _is_open(child, person):
            continue
        if not child.children:
            found.append(child)
        elif places := tuple(one for one in child.children if _is_open(one, person)):
            found.append(replace(child, children=places))
    return found


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return "#"
