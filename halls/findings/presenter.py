"""Wait findings in words: halls of a month, and the page of one finding."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.periods.rules import Month
from core.ui.choices import Status
from halls.findings import rules
from halls.findings.choices import Cause, Certainty, MeasureGroup
from halls.findings.selectors import actions_of, findings_of, months_of
from improvement.actions.rules import standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from halls.findings.models import WaitFinding
    from halls.findings.rules import Node, Remedy
    from halls.findings.selectors import CauseMonth, MonthFigures
    from improvement.actions.models import Action
    from improvement.actions.rules import Standing


@dataclass(frozen=True)
class HallMonth:
    """A hall in the list of a month: its share, and the finding if somebody has written one."""

    figures: MonthFigures
    finding: WaitFinding | None
    causes: str
    status: str
    words: str


def hall_months(figures: Sequence[MonthFigures], month: Month) -> list[HallMonth]:
    """Halls over their line first, the largest share in front."""
    found = findings_of([one.premises for one in figures], month)
    lines = [_hall_month(one, found.get(one.premises.pk)) for one in figures]
    return sorted(lines, key=lambda line: (not line.figures.is_finding, -(line.figures.share or Decimal(0))))


def _hall_month(figures: MonthFigures, finding: WaitFinding | None) -> HallMonth:
    causes = "、".join(str(Cause(one.cause).label) for one in finding.causes.all()) if finding else ""
    if finding is not None:
        status, words = Status.DONE, _("Causes written down")
    elif figures.is_finding:
        status, words = Status.LATE, _("Above the line, causes to be found")
    elif not figures.has_limit:
        status, words = Status.PAUSED, _("No wait limit, so nothing is measured")
    elif not figures.tickets:
        status, words = Status.PAUSED, pgettext("hall", "Nobody came")
    else:
        status, words = Status.ONTIME, _("Within the line")
    return HallMonth(figures, finding, causes, status, words)


@dataclass(frozen=True)
class CauseLine:
    """A cause as it was chosen: where it stands in the tree, how sure that is, and when it was found before."""

    node: Node
    above: str
    certainty: str
    note: str
    months: list[CauseMonth]


@dataclass(frozen=True)
class ActionLine:
    action: Action
    standing: Standing


@dataclass(frozen=True)
class FindingPage:
    month: str
    share: Decimal
    causes: list[CauseLine]
    worst: list[dict[str, Any]]
    actions: list[ActionLine]
    measures: list[tuple[str, list[Remedy]]]


def finding_page(finding: WaitFinding, *, now: dt.datetime) -> FindingPage:
    today, months = timezone.localdate(now), months_of(finding)
    return FindingPage(
        month=Month.from_number(finding.month).words,
        share=Decimal(finding.overtime) / finding.tickets,
        causes=[_cause(one.cause, one.note, months[one.cause]) for one in finding.causes.all()],
        worst=[{"words": words, "tickets": tickets, "overtime": over} for words, tickets, over in finding.worst],
        actions=[ActionLine(one, standing_of(one.state, one.due_on, today=today)) for one in actions_of(finding)],
        measures=measures(),
    )


def measures() -> list[tuple[str, list[Remedy]]]:
    """The measures of the source by their groups."""
    return [(str(group.label), [one for one in rules.MEASURES if one.group == group]) for group in MeasureGroup]


def _cause(code: str, note: str, months: list[CauseMonth]) -> CauseLine:
    node = rules.NODES[Cause(code)]
    above = " › ".join(one.label for one in rules.chain_of(node.cause)[:-1])
    certainty = str(Certainty(node.grouping).label)
    return CauseLine(node, above, certainty, note, months)
