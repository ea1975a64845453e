"""Which steps of a ticket other systems may hear of, and the little they hear: where it is, never what was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.webhooks.registry import event
from core.webhooks.selectors import is_heard
from core.webhooks.services import Fact, publish_many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.tickets.models import Complaint

TITLES = {
    "complaint.registered": _("Complaint registered"),
    "complaint.assigned": _("Complaint given to a handler"),
    "complaint.closed": _("Complaint closed"),
    "complaint.reopened": _("Complaint reopened"),
    "complaint.voided": _("Complaint voided"),
    "complaint.graded": _("Complaint graded"),
    "complaint.verified": _("Facts of a complaint verified"),
    "complaint.judged": _("Validity of a complaint judged"),
    "complaint.approval": _("Something in a complaint approved"),
    "complaint.remedy": _("Remedy carried out"),
    "complaint.letter": _("Letter signed or sent"),
    "complaint.escalated": _("Complaint went up the chain, or came down"),
    "complaint.tagged": _("Zero-tolerance tag put on a complaint"),
    "complaint.promise": _("Promise to a customer broken"),
    "complaint.reported": _("Dissatisfied report asked for, consented to or refused"),
    "complaint.responsibility": _("Responsibility decided"),
    "complaint.followed_up": _("Follow-up call ended"),
    "complaint.batch": _("Complaint joined a batch"),
}
"""Events are called like the verbs of the trail."""

LEAVES: Mapping[str, frozenset[str]] = {
    "complaint.approval": frozenset({"approved"}),
    "complaint.remedy": frozenset({"delivered"}),
    "complaint.letter": frozenset({"signed", "sent"}),
    "complaint.escalated": frozenset({"raised", "lowered"}),
    "complaint.tagged": frozenset({"put"}),
    "complaint.promise": frozenset({"broken"}),
    "complaint.reported": frozenset({"asked", "consented", "refused"}),
    "complaint.responsibility": frozenset({"decided"}),
    "complaint.batch": frozenset({"joined"}),
}
"""Of a verb with several acts, those that leave this house; the message names the act."""

for verb, title in TITLES.items():
    event(verb, title=title)


def publish_step(verb: str, *, complaint: Complaint, now: dt.datetime, data: Mapping[str, Any]) -> None:
    """Leave the step for the webhooks of the ticket's unit and those above, inside the act's transaction."""
    if verb in TITLES:
        _publish(verb, [(complaint, data)], now)


def publish_steps(verb: str, *, steps: Iterable[tuple[Complaint, Mapping[str, Any]]], now: dt.datetime) -> None:
    """As `publish_step` for each with its data; one question where no system listens to this step at all."""
    if verb in TITLES and is_heard(verb):
        _publish(verb, steps, now)


def _publish(verb: str, steps: Iterable[tuple[Complaint, Mapping[str, Any]]], now: dt.datetime) -> None:
    facts = [fact for complaint, data in steps if (fact := _fact(verb, complaint, data))]
    if facts:
        publish_many(verb, facts=facts, now=now)


def _fact(verb: str, complaint: Complaint, data: Mapping[str, Any]) -> Fact | None:
    """What leaves of a step, None for one that stays in this house."""
    fact = Fact.numbered(complaint, page="complaint", api="api_complaint")
    if verb not in LEAVES:
        return fact
    # A promise's event says its state, the others' their act: a word of ours, never one of a person.
    act = str(data.get("act") or data.get("state") or "")
    if act not in LEAVES[verb] or data.get("zero_tolerance") is False:
        return None
    return replace(fact, data={**fact.data, "act": act})
