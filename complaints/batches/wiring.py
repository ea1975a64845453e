"""What batches add to a ticket. Imported when the app is ready."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.batches.choices import FoundBy
from complaints.batches.models import Batch, BatchMember
from complaints.batches.selectors import batch_of
from complaints.tickets import registry
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Panel
from core.audit.registry import call, describe, mean, say
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person

ACTS = {"joined": _("belongs to the batch"), "left": _("taken out of the batch"), "answered": _("customer answered")}


@dataclass(frozen=True)
class BatchPanel:
    """The batch of a ticket; its page opens only for those whose units it lies in."""

    member: BatchMember
    opens: bool


def _panel(complaint: Complaint, person: Person, now: dt.datetime) -> BatchPanel | None:
    member = batch_of(complaint)
    if member is None:
        return None
    return BatchPanel(member, opens=person.may(Right.COMPLAINT_VIEW, at=member.batch))


def _told(data: dict[str, Any]) -> list[str]:
    return [f"{ACTS[data['act']]} {data['batch']}"] if data.get("act") in ACTS else []


registry.tell_in_lines(EventKind.BATCH, _told)
registry.show_beside(45, Panel(_("Batch"), "complaints/batches/_beside.html", _panel))

say("batch.proposed", _("Proposed a batch"))
say("batch.opened", _("Opened a batch"))
say("batch.accepted", _("Accepted a batch"))
say("batch.rejected", _("Found no batch"))
say("batch.planned", _("Wrote the plan of a batch"))
say("batch.closed", _("Closed a batch"))
describe(Batch, of="batch")
for verb in ("batch", "complaint.batch"):
    call("tickets", _("Tickets"), of=verb)
    call("batch", _("Batch"), of=verb)
call("plan", _("one plan for all"), of="batch")
call("title", _("title"), of="batch")
call("reason", _("reason"), of="batch")
call("found_by", _("Found by"), of="batch")
mean("found_by", lambda _values: dict(FoundBy.choices), of="batch")
call("act", _("what was done"), of="complaint.batch")
mean("act", lambda _values: ACTS, of="complaint.batch")
call("escalates", _("Goes up"), of="complaint.batch")
