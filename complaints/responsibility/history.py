"""What the ticket's history says of a finding, and what stands beside the ticket. Names of persons stay on its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.responsibility.choices import Answer, Decision, FindingAct, FindingState
from complaints.responsibility.models import Finding
from complaints.responsibility.selectors import (
    finding_in_brief,
    is_named,
    is_ripe,
    makers_of,
    sees_shares,
)
from complaints.tickets.choices import State, Validity
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Act
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


def said(data: dict[str, Any]) -> list[str]:
    """The particulars of a step: what happened, to how many, and what was answered or decided."""
    lines = [str(FindingAct(data["act"]).label)] if data.get("act") in FindingAct.values else []
    if "shares" in data:
        number = len(data["shares"])
        lines.append(ngettext("%(number)s person", "%(number)s persons", number) % {"number": number})
    if data.get("answer_by"):
        lines.append(_("to be answered by %(day)s") % {"day": data["answer_by"]})
    if data.get("answer") in Answer.values:
        lines.append(str(Answer(data["answer"]).label))
    if data.get("decision") in Decision.values:
        lines.append(str(Decision(data["decision"]).label))
    return lines


@dataclass(frozen=True)
class FindingPanel:
    """What stands beside the ticket: `address` is empty for those who do not read who bears what."""

    finding: Finding
    persons: int
    answered: int
    address: str


def panel(complaint: Complaint, person: Person, now: dt.datetime) -> FindingPanel | None:
    found = finding_in_brief(complaint)
    if found is None:
        return None
    shares = list(found.shares.all())
    address = reverse("finding", args=[complaint.number]) if sees_shares(person, complaint) else ""
    return FindingPanel(found, len(shares), sum(share.is_answered for share in shares), address)


def to_earlier_finding(complaint: Complaint, number: int) -> Act:
    """Where the finding of an earlier round is read."""
    label = _("Who was found responsible in this round")
    return Act(label, "users", f"{reverse('finding', args=[complaint.number])}?round={number}")


def offering(complaint: Complaint, person: Person, *, now: dt.datetime) -> Iterator[Act]:
    """What this person may do now about responsibility."""
    may_edit = person.may(Right.RESPONSIBILITY_EDIT, at=complaint)
    may_decide = person.may(Right.RESPONSIBILITY_DECIDE, at=complaint)
    if complaint.state == State.VOID or complaint.validity != Validity.VALID or not (may_edit or may_decide):
        return
    found = finding_in_brief(complaint)
    state = found.state if found else FindingState.WITHDRAWN
    may_edit = may_edit and not (found and is_named(person, found))
    if may_edit and state == FindingState.WITHDRAWN:
        yield _act(_("Find out responsibility"), "users", "finding_edit", complaint)
    if may_edit and state == FindingState.DRAFT:
        yield _act(_("Inform the persons named"), "send", "finding_notice", complaint)
    if found and may_decide and is_ripe(found, now=now) and not _is_concerned(found, person):
        yield _act(_("Decide on responsibility"), "gavel", "finding_decide", complaint)


def _is_concerned(found: Finding, person: Person) -> bool:
    return is_named(person, found) or person.pk in makers_of(found)


def _act(label: str, icon: str, name: str, complaint: Complaint) -> Act:
    return Act(label, icon, reverse(name, args=[complaint.number]))
