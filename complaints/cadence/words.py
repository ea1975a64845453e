"""What a sheet's sections, rows and figures are called, and the text that is posted to the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.cadence.choices import Check, SheetKind
from complaints.cadence.selectors.gathering import ALL, OWN
from complaints.tickets.choices import Channel, Grade
from complaints.tickets.filters import NOT_FILLED

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

    from complaints.cadence.models import Sheet

CHANGE = "change"
"""The column that is not kept: this period less the one before."""


@dataclass(frozen=True)
class Section:
    """A table of a sheet: its title, what its rows are, and its columns in order."""

    title: Words
    rows: Words
    columns: Mapping[str, Words]
    choices: Mapping[str, Words] | None = None
    of_people: bool = False
    empty: Words = ""


_UNIT, _NOW, _BEFORE = gettext_lazy("Unit"), gettext_lazy("This period"), gettext_lazy("Period before")
_COMPARED = {"now": _NOW, "before": _BEFORE, CHANGE: gettext_lazy("Change")}
_RECEIVED, _CLOSED = gettext_lazy("Tickets received"), gettext_lazy("Closed")
_OVERDUE, _REOPENED = gettext_lazy("Overdue"), gettext_lazy("Reopened")
_OUTSIDE = gettext_lazy("Media and regulators")
_QUALITY = {"received": _RECEIVED, "closed": _CLOSED, **{check.value: check.label for check in Check}}
_HANDLER = gettext_lazy("Handler")

SECTIONS: Mapping[SheetKind, Mapping[str, Section]] = {
    SheetKind.DAILY: {
        "day": Section(
            gettext_lazy("The day by unit"),
            _UNIT,
            {
                "received": _RECEIVED,
                "closed": _CLOSED,
                "overdue": _OVERDUE,
                "escalated": gettext_lazy("Escalated"),
                "outside": _OUTSIDE,
                "zero_tolerance": gettext_lazy("Zero tolerance"),
                "promises": gettext_lazy("Promises due by the next day, overdue ones too"),
                "call_backs": gettext_lazy("Call-backs due by the next day, overdue ones too"),
            },
        ),
        "tags": Section(
            gettext_lazy("Zero-tolerance tags put on"),
            gettext_lazy("Tag"),
            {"tickets": gettext_lazy("Tickets")},
            empty=gettext_lazy("No zero-tolerance tag was put on."),
        ),
    },
    SheetKind.WEEKLY: {
        "week": Section(
            gettext_lazy("The week by unit"),
            _UNIT,
            {
                "received": _RECEIVED,
                "closed": _CLOSED,
                "open": gettext_lazy("Open"),
                "overdue": _OVERDUE,
                "batched": gettext_lazy("In batches"),
                "dissatisfied": gettext_lazy("Reported dissatisfied"),
                "broken": gettext_lazy("Promises not kept"),
                "actions": gettext_lazy("Tickets whose action is overdue"),
            },
        ),
        "handlers": Section(
            gettext_lazy("Open at the end of the week, by handler"),
            _HANDLER,
            {
                "open": gettext_lazy("Open"),
                "overdue": _OVERDUE,
                "soon": gettext_lazy("Due within the next week"),
                "reopened": _REOPENED,
            },
            of_people=True,
            empty=gettext_lazy("Nothing was open."),
        ),
    },
    SheetKind.MONTHLY: {
        "month": Section(
            gettext_lazy("The month by unit"),
            _UNIT,
            {
                "received": _RECEIVED,
                "closed": _CLOSED,
                "closed_late": gettext_lazy("Closed late"),
                "overdue": _OVERDUE,
                "reopened": _REOPENED,
                "outside": _OUTSIDE,
                "valid": gettext_lazy("Valid"),
                "dissatisfied": gettext_lazy("Dissatisfied at call-back"),
            },
        ),
        "grades": Section(
            gettext_lazy("By grade"), gettext_lazy("Grade"), {"received": _RECEIVED}, dict(Grade.choices)
        ),
        "channels": Section(
            gettext_lazy("By channel"), gettext_lazy("Channel"), {"received": _RECEIVED}, dict(Channel.choices)
        ),
        "causes": Section(gettext_lazy("Most frequent causes"), gettext_lazy("Cause"), _COMPARED),
        "measures": Section(
            gettext_lazy("Corrective actions from tickets"),
            _UNIT,
            {
                "opened": gettext_lazy("Opened"),
                "done": gettext_lazy("Done"),
                "verified": gettext_lazy("Verified"),
                "late": _OVERDUE,
            },
        ),
    },
    SheetKind.QUALITY: {
        "units": Section(gettext_lazy("Quality by unit"), _UNIT, _QUALITY),
        "people": Section(
            gettext_lazy("Quality by handler"),
            _HANDLER,
            _QUALITY,
            of_people=True,
            empty=gettext_lazy("Nobody handled a ticket."),
        ),
    },
    SheetKind.PROBLEMS: {
        "week": Section(gettext_lazy("Complaints of this department"), _UNIT, _COMPARED),
        "problems": Section(
            gettext_lazy("Problems by cause"),
            gettext_lazy("Cause"),
            _COMPARED,
            empty=gettext_lazy("No complaint of these two weeks belongs to this department."),
        ),
        "grounds": Section(
            gettext_lazy("Why they are this department's"),
            gettext_lazy("Ground"),
            {"now": gettext_lazy("Tickets")},
            {
                "error": gettext_lazy("Error found at the department"),
                "cause": gettext_lazy("Cause that belongs to the department"),
                "share": gettext_lazy("Somebody of the department is named as responsible"),
            },
        ),
    },
}

LISTS: Mapping[str, tuple[Words, str]] = {
    "batches": (gettext_lazy("Batches"), "batch"),
    "reports": (gettext_lazy("Reports of dissatisfaction"), "complaint"),
    "broken": (gettext_lazy("Promises not kept"), "complaint"),
    "overdue_actions": (gettext_lazy("Overdue corrective actions"), "action"),
    "open_actions": (gettext_lazy("Corrective actions under way"), "action"),
    "examples": (gettext_lazy("Examples"), "complaint"),
}
"""Lists of a sheet: their title and the address that a line opens."""

_IN_TEXT = ("received", "closed", "overdue", "escalated", "outside", "zero_tolerance", "promises", "call_backs")
UNITS_IN_TEXT = 12


def row_words(section: Section, row: str, name: str) -> str:
    """What a row is called; staff numbers stay as they are."""
    if row == ALL:
        return _("All of %(unit)s") % {"unit": name}
    if row == OWN:
        return _("%(unit)s itself") % {"unit": name}
    if row == NOT_FILLED:
        return _("Nobody") if section.of_people else _("Not filled")
    return str((section.choices or {}).get(row) or name or row)


def circular_text(sheet: Sheet) -> str:
    """The daily circular as it is posted to the group: figures and names of units, those with overdue tickets first."""
    columns = SECTIONS[SheetKind.DAILY]["day"].columns
    rows = {row["row"]: row for row in sheet.content["sections"].get("day", [])}
    title = _("%(unit)s complaint circular %(day)s") % {"unit": sheet.unit.name, "day": sheet.period}
    lines = [f"【{title}】", _figures(columns, rows.get(ALL, {}).get("figures", {}), _IN_TEXT)]
    units = [row for code, row in rows.items() if code not in (ALL, OWN)]
    units.sort(key=lambda row: -(row["figures"].get("overdue") or 0))
    for row in units[:UNITS_IN_TEXT]:
        lines.append(f"{row['name']}：{_figures(columns, row['figures'], _IN_TEXT, zeros=False)}")
    if len(units) > UNITS_IN_TEXT:
        lines.append(_("Further units: %(count)s") % {"count": len(units) - UNITS_IN_TEXT})
    return "\n".join(lines)


def _figures(
    columns: Mapping[str, Words], figures: Mapping[str, Any], wanted: tuple[str, ...], *, zeros: bool = True
) -> str:
    said = [f"{columns[name]} {figures.get(name) or 0}" for name in wanted if zeros or figures.get(name)]
    return _(", ").join(said)
