"""Making a finding of responsibility, giving notice of it, and taking it back (S2 3.4, rule book 11.4).

Facts only: what they cost anybody is worked out elsewhere. Every act leaves its step in the ticket's history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.responsibility.choices import FindingAct, FindingState
from complaints.responsibility.models import CauseWeight, Finding, Share
from complaints.responsibility.rules import Part, wrong_sums
from complaints.responsibility.selectors import delivered_refund
from complaints.responsibility.services.acting import (
    NOTICED,
    WITHDRAWN,
    CannotGiveNotice,
    CannotPrepare,
    CannotWithdrawFinding,
    as_said,
    move,
    refuse_named,
    refuse_unready,
    remember_act,
    required,
    tell,
)
from complaints.tickets.choices import Validity

if TYPE_CHECKING:
    from complaints.casework.models import Casework
    from complaints.tickets.models import Complaint, ComplaintEvent
    from org.people.models import Person


MONEY_MOST = Decimal("99999999.99")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Named:
    """One person's part: the post then held, the cause, per cent of the whole, and the fault items."""

    person: Person
    post: str
    cause_post: str
    percent: Decimal
    items: int = 1
    items_words: str = ""


@dataclass(frozen=True)
class Found:
    """What was found. `weights` are the customer's, by cause, where there are several; amounts are yuan."""

    cause_words: str
    shares: Sequence[Named]
    is_attitude: bool = False
    business: str = ""
    refund_amount: Decimal | None = None
    service_amount: Decimal | None = None
    is_mixed: bool = False
    weights: Mapping[str, Decimal] = field(default_factory=dict)


@transaction.atomic
def prepare_finding(
    *, casework: Casework, found: Found, by: Person, now: dt.datetime, version: int | None = None
) -> Finding:
    """Write the round's finding, or change its draft (`version` as read); a withdrawn one may be made anew.

    Raises CannotPrepare: before the facts are verified and judged valid, when shares or weights do not add
    up, for the preparer's own name, and once the persons are informed; MayNotDecideFinding to whoever is
    named in what stands there.
    """
    refuse_unready(casework, CannotPrepare)
    words = required(found.cause_words, "cause_words", CannotPrepare(_("Say what went wrong."), field="cause_words"))
    _refuse_wrong(found, by)
    facts = {
        "cause_words": words,
        "is_attitude": found.is_attitude,
        "business": found.business,
        "refund_amount": _refund(casework, found.refund_amount),
        "service_amount": _money(found.service_amount, "service_amount"),
        "is_mixed": found.is_mixed,
    }
    finding, is_new = _written(casework, facts, version=version, by=by, now=now)
    finding.shares.all().delete()
    finding.weights.all().delete()
    Share.objects.bulk_create(Share(finding=finding, **vars(named)) for named in found.shares)
    if found.is_mixed:
        CauseWeight.objects.bulk_create(
            CauseWeight(finding=finding, cause_post=cause, percent=percent) for cause, percent in found.weights.items()
        )
    act = FindingAct.PREPARED if is_new else FindingAct.REVISED
    remember_act(finding, act, by=by, now=now, shares=as_said(finding))
    return finding


@transaction.atomic
def give_notice(*, finding: Finding, answer_by: dt.date, by: Person, now: dt.datetime) -> Finding:
    """Tell everybody named what is found, with the last day to answer (rule book 11.4).

    Raises CannotGiveNotice, and MayNotDecideFinding to whoever is named.
    """
    refuse_named(finding, by)
    refuse_unready(finding.casework, CannotGiveNotice)
    if answer_by <= timezone.localdate(now):
        raise CannotGiveNotice(_("Leave at least until tomorrow to answer."), field="answer_by")
    until = timezone.make_aware(dt.datetime.combine(answer_by, dt.time(23, 59, 59)))
    sentence = _("The persons are informed already, or the finding was withdrawn.")
    move(
        finding,
        {FindingState.DRAFT: {"state": FindingState.NOTICED, "noticed_at": now, "answer_by": until}},
        CannotGiveNotice(sentence),
    )
    remember_act(finding, FindingAct.NOTICED, by=by, now=now, answer_by=answer_by.isoformat())
    for share in finding.shares.select_related("person"):
        tell(NOTICED, share, now=now, until=answer_by.isoformat(), urgent=True)
    return finding


@transaction.atomic
def withdraw_finding(*, finding: Finding, reason: str, by: Person, now: dt.datetime) -> Finding:
    """Take back a finding that is not decided; who was informed is told why.

    Raises CannotWithdrawFinding, and MayNotDecideFinding to whoever is named.
    """
    refuse_named(finding, by)
    asked = CannotWithdrawFinding(_("Say why the finding is withdrawn."), field="reason")
    why = required(reason, "reason", asked)
    _take_back(finding, why, by=by, now=now)
    return finding


def withdraw_undecided(complaint: Complaint, event: ComplaintEvent) -> None:
    """A ticket that is void, or begins anew, leaves nobody waiting for a decision that cannot come any more."""
    why = str(_("The ticket is void or began anew."))
    _end_undecided(complaint, why, by=event.by, now=event.at)


def withdraw_if_invalid(complaint: Complaint, event: ComplaintEvent) -> None:
    """Nobody is responsible for what was no valid complaint."""
    if event.data.get("validity") == Validity.INVALID:
        _end_undecided(complaint, str(_("The ticket was judged invalid.")), by=event.by, now=event.at)


def _end_undecided(complaint: Complaint, why: str, *, by: Person | None, now: dt.datetime) -> None:
    undecided = Finding.objects.filter(state__in=[FindingState.DRAFT, FindingState.NOTICED])
    for finding in undecided.filter(casework__complaint=complaint).select_related("casework__complaint"):
        _take_back(finding, why, by=by, now=now)


def _take_back(finding: Finding, why: str, *, by: Person | None, now: dt.datetime) -> None:
    was_told = finding.state == FindingState.NOTICED
    changes = {"state": FindingState.WITHDRAWN}
    sentence = _("It is decided or withdrawn already, or somebody changed it meanwhile.")
    move(finding, {FindingState.DRAFT: changes, FindingState.NOTICED: changes}, CannotWithdrawFinding(sentence))
    remember_act(finding, FindingAct.WITHDRAWN, by=by, now=now, text=why, shares=as_said(finding))
    for share in finding.shares.select_related("person") if was_told else ():
        tell(WITHDRAWN, share, now=now, reason=why[:80])


def _refuse_wrong(found: Found, by: Person) -> None:
    parts = [Part(named.cause_post, named.percent) for named in found.shares]
    if wrong := wrong_sums(parts, is_mixed=found.is_mixed, weights=found.weights):
        raise CannotPrepare(" ".join(str(sentence) for sentence in wrong))
    if any(named.person.pk == by.pk for named in found.shares):
        raise CannotPrepare(_("You are concerned yourself, so somebody else finds out who is responsible."))
    if len({(named.person.pk, named.post) for named in found.shares}) < len(found.shares):
        raise CannotPrepare(_("A person stands there twice in the same post."))


def _refund(casework: Casework, typed: Decimal | None) -> Decimal | None:
    """What was paid back; where the remedy says it, nothing else is typed."""
    delivered = delivered_refund(casework)
    if delivered is not None and typed not in (None, delivered):
        sentence = _("The refund carried out was %(amount)s yuan. Leave the field empty to take it.")
        raise CannotPrepare(sentence % {"amount": delivered}, field="refund_amount")
    return delivered if delivered is not None else _money(typed, "refund_amount")


def _money(amount: Decimal | None, field_name: str) -> Decimal | None:
    if amount is None:
        return None
    if not amount.is_finite() or not 0 <= amount <= MONEY_MOST or amount != amount.quantize(CENT):
        raise CannotPrepare(_("An amount is zero or more, with at most two decimals."), field=field_name)
    return amount


def _written(
    casework: Casework, facts: dict[str, Any], *, version: int | None, by: Person, now: dt.datetime
) -> tuple[Finding, bool]:
    """The row with these facts, as a draft; and whether it is a new one."""
    stale = CannotPrepare(_("Somebody else worked on this finding meanwhile. Look at it again."))
    finding = Finding.objects.filter(casework=casework).select_related("casework__complaint").first()
    if finding is None:
        try:
            with transaction.atomic():
                path = casework.complaint.unit_path
                return Finding.objects.create(casework=casework, unit_path=path, made_by=by, made_at=now, **facts), True
        except IntegrityError as error:
            raise stale from error
    refuse_named(finding, by)
    if finding.state in (FindingState.NOTICED, FindingState.DECIDED):
        raise CannotPrepare(_("The persons are informed already. Withdraw the finding to make it anew."))
    if finding.version != version:
        raise stale
    anew = {"made_by": by, "made_at": now, "noticed_at": None, "answer_by": None, "state": FindingState.DRAFT}
    is_new = finding.state == FindingState.WITHDRAWN
    changes = facts | (anew if is_new else {})
    move(finding, {FindingState(finding.state): changes}, stale)
    return finding, is_new
