"""The gates in words: how a report of dissatisfaction stands, and that the branch answers on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from complaints.gates.choices import ReportState
from complaints.gates.models import DifficultCustomer, DissatisfiedReport
from complaints.gates.selectors import Before, difficult_entry, gone_outside_since, reported_before, reports_of
from complaints.tickets.clocks import moment
from core.ui.choices import Status

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

TONES = {ReportState.ASKED: Status.SOON, ReportState.CONSENTED: Status.ONTIME, ReportState.REFUSED: Status.LATE}


@dataclass(frozen=True)
class ReportLine:
    """One report: its state, its words, and where it is decided."""

    state: str
    status: str
    words: str
    made: str
    address: str


@dataclass(frozen=True)
class Standing:
    """A sentence that the branch remains responsible, and the ticket it speaks of."""

    words: str
    number: str


@dataclass(frozen=True)
class ReportPanel:
    lines: list[ReportLine]
    standing: list[Standing]
    note: str


@dataclass(frozen=True)
class DifficultPanel:
    entry: DifficultCustomer


def report_panel(complaint: Complaint, person: Person, now: dt.datetime) -> ReportPanel | None:
    """How the reports of this ticket stand. None where there is none, here or before it."""
    reports = reports_of(complaint)
    standing = [_answers_for(report) for report in reported_before(complaint, person)]
    for report in reports:
        if report.state == ReportState.CONSENTED:
            standing += [_gone_to(later) for later in gone_outside_since(report, complaint, person)]
    if not reports and not standing:
        return None
    consented = any(report.state == ReportState.CONSENTED for report in reports)
    note = _("branch still responsible") if consented or standing else ""
    return ReportPanel([_line(report) for report in reports], standing, note)


def _line(report: DissatisfiedReport) -> ReportLine:
    state = ReportState(report.state)
    made = _("%(name)s, %(at)s") % {"name": report.made_by, "at": moment(report.made_at)}
    address = report.request.get_absolute_url() if report.request else ""
    return ReportLine(str(state.label), TONES[state], report.words, made, address)


def _answers_for(report: Before) -> Standing:
    words = _(
        "Reported as dissatisfied by %(unit)s on %(day)s and gone outside since: that branch is still responsible."
    )
    return Standing(words % {"unit": report.unit, "day": moment(report.ended_at)}, report.number)


def _gone_to(later: Complaint) -> Standing:
    words = _("The customer has gone outside since (%(channel)s, %(day)s): the branch is still responsible.")
    channel = later.get_channel_display()  # type: ignore[attr-defined]
    return Standing(words % {"channel": channel, "day": moment(later.received_at)}, later.number)


def difficult_panel(complaint: Complaint, person: Person, now: dt.datetime) -> DifficultPanel | None:
    """Beside the ticket for those with the right to the list."""
    entry = difficult_entry(complaint, person, on=localdate(now))
    return None if entry is None else DifficultPanel(entry)
