"""What is found about long waits: the causes of a hall and month, with the figures as they stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal
from core.versions import change_as_read
from halls.findings import rules
from halls.findings.choices import Cause
from halls.findings.models import WaitFinding, WaitFindingCause
from halls.findings.selectors import figures_of, worst_half_hours
from halls.premises.rules import business_day

if TYPE_CHECKING:
    from core.periods.rules import Month
    from halls.premises.models import Premises
    from org.people.models import Person


class CannotFind(Refusal):
    """The month still runs, is not over its line, was found already, or something is missing."""


@transaction.atomic
def make_finding(
    *, premises: Premises, month: Month, causes: Mapping[str, str], words: str, by: Person, now: dt.datetime
) -> WaitFinding:
    """S0-Q1: a month above the hall's line is a finding; `causes` are codes of the tree, each with words or none.

    Raises CannotFind, TextTooLong.
    """
    if business_day(now, premises.time_zone) <= month.last_day:
        raise CannotFind(_("This month is not over yet: its figures still move."))
    figures = figures_of([premises], month, now=now)[0]
    if not figures.has_limit:
        raise CannotFind(_("This hall has no wait limit in that month, so nothing is measured. Set one first."))
    if not figures.is_finding:
        raise CannotFind(_("The overtime share of that month is not above the line, so there is nothing to find."))
    said = _words(words)
    chosen = _chosen(causes)
    worst = worst_half_hours(premises, month, now=now)
    try:
        with transaction.atomic():
            finding = WaitFinding.objects.create(
                premises=premises,
                month=month.number,
                tickets=figures.tickets,
                overtime=figures.overtime,
                share_limit=figures.share_limit,
                worst=worst,
                words=said,
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        raise CannotFind(_("Somebody has written down what was found of this month already.")) from None
    _set(finding, chosen)
    data = {"month": month.words, "causes": sorted(chosen), "overtime": figures.overtime, "tickets": figures.tickets}
    record("wait_finding.made", by=by, now=now, about=finding, data=data)
    return finding


@transaction.atomic
def change_finding(
    *,
    finding: WaitFinding,
    causes: Mapping[str, str],
    words: str,
    version: int | None,
    by: Person,
    now: dt.datetime,
) -> WaitFinding:
    """Other causes or words; the figures stay those of the day it was found.

    Raises CannotFind, ChangedMeanwhile, TextTooLong.
    """
    said, chosen = _words(words), _chosen(causes)
    before = _told(finding.words, dict(finding.causes.values_list("cause", "note")))
    change_as_read(finding, version=version, words=said)
    finding.causes.all().delete()
    _set(finding, chosen)
    data = {"before": before, "after": _told(said, chosen)}
    record("wait_finding.changed", by=by, now=now, about=finding, data=data)
    return finding


def _told(words: str, causes: Mapping[str, str]) -> dict[str, Any]:
    """A finding as the trail keeps it: the causes by their codes, and the line beside each in the same order."""
    return {"words": words, "causes": sorted(causes), "notes": [causes[cause] for cause in sorted(causes)]}


def _set(finding: WaitFinding, chosen: Mapping[str, str]) -> None:
    WaitFindingCause.objects.bulk_create(
        WaitFindingCause(finding=finding, cause=cause, note=note) for cause, note in chosen.items()
    )


def _words(text: str) -> str:
    said = cleaned_within(text, most=rules.WORDS_MOST, field="words")
    if not said:
        raise CannotFind(_("Write down what was found."), field="words")
    return said


def _chosen(causes: Mapping[str, str]) -> dict[str, str]:
    """In the order of the tree."""
    if not causes:
        raise CannotFind(_("Choose at least one cause of the tree."), field="causes")
    return {
        cause.value: cleaned_within(causes[cause], most=rules.NOTE_MOST, field="causes")
        for cause in Cause
        if cause in causes
    }
