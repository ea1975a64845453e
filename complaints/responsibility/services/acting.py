"""What every act upon a finding shares: its refusals, the one way a finding changes, its step and its notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.responsibility.choices import FindingAct, FindingState
from complaints.responsibility.models import Finding, Share
from complaints.responsibility.rules import plain
from complaints.tickets.choices import EventKind, State, Validity
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal

if TYPE_CHECKING:
    from complaints.casework.models import Casework
    from org.people.models import Person

WORDS_MOST = 4000

NOTICED, DECIDED, WITHDRAWN, OBJECTED = (f"finding.{kind}" for kind in ("noticed", "decided", "withdrawn", "objected"))
declare(NOTICED, sentence=_("You are named in a finding on ticket %(number)s. Read it and answer by %(until)s."))
declare(DECIDED, sentence=_("The finding on ticket %(number)s is decided: %(decision)s"))
declare(WITHDRAWN, sentence=_("The finding on ticket %(number)s was withdrawn: %(reason)s"))
declare(OBJECTED, sentence=_("%(by)s answered the finding on ticket %(number)s: %(answer)s"))


class CannotPrepare(Refusal):
    """Something that a finding needs is missing, or does not add up (C17)."""


class CannotGiveNotice(Refusal):
    pass


class CannotAnswer(Refusal):
    pass


class CannotDecide(Refusal):
    pass


class CannotWithdrawFinding(Refusal):
    pass


class MayNotDecideFinding(Refusal):
    """Four eyes: who made the finding or is named in it does not decide on it, nor takes it back or rewrites it."""

    status: ClassVar[int] = 403


def refuse_unready(casework: Casework, refusal: type[Refusal]) -> None:
    """Raises `refusal` where nobody is responsible for anything in this round, or not yet, or no longer."""
    if casework.complaint.state == State.VOID:
        raise refusal(_("This ticket is void; nobody is responsible for anything in it."))
    if not casework.is_current:
        raise refusal(_("The ticket began anew. Find out who is responsible in the round now at work."))
    if not casework.verify_at:
        raise refusal(_("Record what was verified first, then find out who is responsible."))
    if casework.validity != Validity.VALID:
        raise refusal(_("Only what was judged a valid complaint has somebody responsible."))


def refuse_named(finding: Finding, by: Person) -> None:
    """Whoever is named in a finding, a withdrawn one too, neither changes it nor tells others of it. 403."""
    if finding.shares.filter(person=by).exists():
        raise MayNotDecideFinding(_("You are named in this finding, so somebody else works on it."))


def move(finding: Finding, by_state: Mapping[FindingState, dict[str, Any]], otherwise: Refusal) -> None:
    """Change the row only if it is still as it was read; then the object in hand says the same."""
    changes = by_state.get(FindingState(finding.state))
    rows = Finding.objects.filter(pk=finding.pk, state=finding.state, version=finding.version)
    if changes is None or not rows.update(version=finding.version + 1, **changes):
        raise otherwise
    for name, value in {"version": finding.version + 1, **changes}.items():
        setattr(finding, name, value)


def required(text: str, field_name: str, otherwise: Refusal) -> str:
    words = cleaned_within(text, most=WORDS_MOST, field=field_name)
    if not words:
        raise otherwise
    return words


def as_said(finding: Finding) -> list[dict[str, Any]]:
    """The shares as the history keeps them."""
    return [
        {
            "person": share.person.staff_number,
            "post": share.post,
            "cause_post": share.cause_post,
            "percent": plain(share.percent),
            "items": share.items,
        }
        for share in finding.shares.select_related("person").order_by("pk")
    ]


def remember_act(
    finding: Finding, act: FindingAct, *, by: Person | None, now: dt.datetime, text: str = "", **data: Any
) -> None:
    facts = {"act": act.value, "finding": finding.pk, **data}
    remember(EventKind.RESPONSIBILITY, complaint=finding.casework.complaint, by=by, now=now, text=text, data=facts)


def tell(kind: str, share: Share, *, now: dt.datetime, urgent: bool = False, **said: str | Promise) -> None:
    notify(
        kind,
        recipients=[share.person],
        params={"number": share.finding.casework.complaint.number, **said},
        address=reverse("my_findings"),
        key=f"{kind}:{share.pk}:{share.finding.version}",
        now=now,
        urgent=urgent,
    )
