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
    """A place one can go. `right` None means everybody; with `while_waiting` it shows only while its badge
    counts something, or where one stands in it."""

    code: str
    label: str | Promise
    name: str
    right: Right | None = None
    icon: str = ""
    prefix: str = ""
    children: tuple[Entry, ...] = ()
    while_waiting: bool = False


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


ENTRIES = (
    Entry("home", _("My work"), "home", icon="home", prefix="/"),
    Entry("approvals", _("Approvals"), "approvals", icon="checks", prefix="/approvals/", while_waiting=True),
    Entry(
        "complaints",
        _("Complaints"),
        "complaints",
        Right.COMPLAINT_VIEW,
        "message-report",
        "/complaints/",
        (
            Entry("worklist", _("Worklist"), "complaints", Right.COMPLAINT_VIEW, prefix="/complaints/"),
            Entry("new", _("New complaint"), "complaint_new", Right.COMPLAINT_CREATE, prefix="/complaints/new/"),
            Entry("calls", _("Follow-up calls"), "call_backs", Right.COMPLAINT_CALL, prefix="/complaints/call-backs/"),
            Entry(
                "visits", _("Field orders"), "field_orders", Right.COMPLAINT_VIEW, prefix="/complaints/field-orders/"
            ),
            Entry("promises", _("Promises"), "promises", Right.COMPLAINT_VIEW, prefix="/complaints/promises/"),
            Entry(
                "escalation",
                _("Escalation plans"),
                "escalation_plans",
                Right.ESCALATION_EDIT,
                prefix="/complaints/escalation/plans/",
            ),
            Entry("reports", _("Reports"), "complaint_reports", Right.COMPLAINT_VIEW, prefix="/complaints/reports/"),
            Entry("batches", _("Batches"), "batches", Right.BATCH_DECIDE, prefix="/complaints/batches/"),
            Entry(
                "readiness",
                _("3·15 readiness"),
                "report_readiness",
                Right.COMPLAINT_JUDGE,
                prefix="/complaints/readiness/",
            ),
            Entry(
                "false_entries",
                _("Possible false entries"),
                "false_entries",
                Right.COMPLAINT_JUDGE,
                prefix="/complaints/false-entries/",
            ),
            Entry(
                "difficult",
                _("Class B customers"),
                "difficult_customers",
                Right.DIFFICULT_VIEW,
                prefix="/complaints/difficult/",
            ),
            Entry("tags", _("Tags"), "tags", Right.TAG_EDIT, prefix="/complaints/tags/"),
            Entry(
                "rejudged",
                _("Judged anew"),
                "reclassifications",
                Right.COMPLAINT_JUDGE,
                prefix="/complaints/reclassifications/",
            ),
            Entry("clocks", _("Promised times"), "clock_rules", Right.CLOCK_EDIT, prefix="/complaints/clocks/"),
            Entry("categories", _("Categories"), "categories", Right.CATEGORY_EDIT, prefix="/complaints/categories/"),
        ),
    ),
    Entry(
        "indicators",
        _("Indicators"),
        "report_latest",
        Right.INDICATOR_VIEW,
        "chart-bar",
        "/kpi/",
        (
            Entry("report", _("Monthly complaint report"), "report_latest", Right.INDICATOR_VIEW, prefix="/kpi/report"),
            Entry("targets", _("Targets"), "targets", Right.INDICATOR_VIEW, prefix="/kpi/targets/"),
            Entry("declared", _("All indicators"), "indicators", Right.INDICATOR_VIEW, prefix="/kpi/indicators/"),
        ),
    ),
    Entry("improvement", _("Improvement"), "actions", Right.ACTION_VIEW, "clipboard-check", "/improvement/"),
    Entry(
        "administration",
        _("Administration"),
        "",
        icon="settings",
        prefix="#",
        children=(
            Entry("units", _("Units"), "units", Right.UNIT_VIEW, prefix="/units/"),
            Entry("people", _("People"), "people", Right.PERSON_VIEW, prefix="/people/"),
            Entry("calendar", _("Working calendar"), "calendar", Right.CALENDAR_VIEW, prefix="/calendar/"),
            Entry(
                "customer_bases", _("Customer bases"), "customer_bases", Right.CUSTOMER_BASE_VIEW, prefix="/customers/"
            ),
            Entry("imports", _("Imports"), "imports", Right.IMPORT_RUN, prefix="/imports/"),
            Entry("jobs", _("Jobs"), "jobs", prefix="/jobs/"),
            Entry("webhooks", _("Webhooks"), "webhooks", Right.SYSTEM_MANAGE, prefix="/webhooks/"),
            Entry("audit", _("Audit trail"), "audit", Right.AUDIT_READ, prefix="/audit/"),
        ),
    ),
)


def navigation(*, person: Person, path: str, badges: dict[str, str]) -> list[NavEntry]:
    """What `person` sees when standing at `path`, with words beside entries by their codes."""
    shown = []
    for entry in ENTRIES:
        children = _children(entry, person, path)
        open_to = entry.right is None or person.may(entry.right)
        if not open_to or (entry.children and not children):
            continue
        active = path == entry.prefix if entry.prefix == "/" else path.startswith(entry.prefix)
        active = active or any(child.active for child in children)
        url = _address(entry.name) if entry.name else children[0].url
        badge = badges.get(entry.code, "")
        if entry.while_waiting and not badge and not active:
            continue
        shown.append(NavEntry(entry.code, entry.label, entry.icon, url, active, badge, children))
    return shown


def _children(entry: Entry, person: Person, path: str) -> list[NavEntry]:
    allowed = [child for child in entry.children if child.right is None or person.may(child.right)]
    here = max((c.prefix for c in allowed if path.startswith(c.prefix)), key=len, default=None)
    return [
        NavEntry(child.code, child.label, child.icon, _address(child.name), child.prefix == here) for child in allowed
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return "#"
