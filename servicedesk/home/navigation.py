"""The seven entries of the left navigation; each shows only what the person may open."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from org.access.choices import Right
from org.people.models import Person


@dataclass(frozen=True)
class Entry:
    """A place one can go, and how the addresses of its pages begin. `right` None means everybody; with
    `while_waiting` it shows only while its badge counts something, or where one stands in it."""

    code: str
    label: str | Promise
    name: str
    right: Right | None = None
    icon: str = ""
    prefixes: tuple[str, ...] = ()
    children: tuple[Entry, ...] = ()
    while_waiting: bool = False

    def nearness(self, path: str) -> int:
        """How much of `path` is this entry's own, 0 where it is none of its pages; `/` is the first page alone."""
        own = (prefix for prefix in self.prefixes if path == prefix or (prefix != HOME and path.startswith(prefix)))
        return max(map(len, own), default=0)


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
            # A hall's day from above: how the queues stand now, then what was seen afterwards.
            Entry("queues", _("Queues now"), "halls", Right.HALL_VIEW, prefixes=("/halls/",)),
            Entry("emergencies", _("Emergencies"), "emergencies", Right.HALL_VIEW, prefixes=("/halls/emergencies/",)),
            Entry("visits", _("Visits"), "visits", Right.HALL_VIEW, prefixes=("/halls/visits/",)),
            Entry("totals", _("Counted by hand"), "day_totals", Right.HALL_VIEW, prefixes=("/halls/totals/",)),
            Entry("waits", _("Wait times"), "waits", Right.HALL_VIEW, prefixes=("/halls/waits/",)),
            Entry(
                "wait_findings",
                _("Wait findings"),
                "wait_findings",
                Right.HALL_VIEW,
                prefixes=("/halls/wait-findings/",),
            ),
            Entry("desks", _("Counter utilisation"), "desks", Right.HALL_VIEW, prefixes=("/halls/desks/",)),
            Entry("staffing", _("Seats per half-hour"), "staffing", Right.HALL_VIEW, prefixes=("/halls/staffing/",)),
            Entry("agents", _("Hotline agents"), "agents", Right.INDICATOR_VIEW, prefixes=("/halls/agents/",)),
            Entry("checks", _("Checks"), "check_runs", Right.CHECK_VIEW, prefixes=("/halls/checks/",)),
            Entry("losses", _("Loss analysis"), "losses", Right.CHECK_VIEW, prefixes=("/halls/losses/",)),
            Entry("cross", _("Cross inspection"), "cross_rounds", Right.CHECK_VIEW, prefixes=("/halls/cross/",)),
            Entry("stationing", _("Stationing"), "stints", Right.HALL_VIEW, prefixes=("/halls/stationing/",)),
            Entry("tests", _("Spot tests"), "spot_tests", Right.CHECK_VIEW, prefixes=("/halls/tests/",)),
        ),
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

    At most one entry and one below it is where one stands: of those shown, the one whose pages begin most like `path`.
    """
    open_to = {entry.code: _children(entry, person) for entry in ENTRIES if _is_open(entry, person)}
    groups = [entry for entry in ENTRIES if entry.code in open_to and (open_to[entry.code] or not entry.children)]
    every = [(entry, place) for entry in groups for place in (*open_to[entry.code], entry)]
    group, here = max(every, key=lambda pair: pair[1].nearness(path))
    stands = here.nearness(path) > 0
    shown = []
    for entry in groups:
        active, badge = stands and entry is group, badges.get(entry.code, "")
        if entry.while_waiting and not badge and not active:
            continue
        children = [
            NavEntry(child.code, child.label, child.icon, _address(child.name), active and child is here)
            for child in open_to[entry.code]
        ]
        url = _address(entry.name) if entry.name else children[0].url
        shown.append(NavEntry(entry.code, entry.label, entry.icon, url, active, badge, children))
    return shown


def _is_open(entry: Entry, person: Person) -> bool:
    return entry.right is None or person.may(entry.right)


def _children(entry: Entry, person: Person) -> list[Entry]:
    return [child for child in entry.children if _is_open(child, person)]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return "#"
