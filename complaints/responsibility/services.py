"""The acts of a finding of responsibility (S2 3.4, rule book 11.4: notice, statement, objection, decision).

Facts only: what they cost anybody is worked out elsewhere. Every act leaves its step in the ticket's history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.rules import open_now
from complaints.casework.services import dispose
from complaints.responsibility.choices import Answer, Decision, FindingAct, FindingState
from complaints.responsibility.models import CauseWeight, Finding, Share
from complaints.responsibility.rules import Part, plain, wrong_sums
from complaints.responsibility.selectors import delivered_refund, is_ripe, makers_of
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
MONEY_MOST = Decimal("99999999.99")
CENT = Decimal("0.01")

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
    """Four eyes: who made the finding or is named in it does not decide on it."""

    status: ClassVar[int] = 403


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
    up, for the preparer's own name, and once the persons are informed.
    """
    _refuse_unready(casework)
    words = _said(found.cause_words, "cause_words", CannotPrepare(_("Say what went wrong."), field="cause_words"))
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
    _remember(finding, act, by=by, now=now, shares=_as_said(finding))
    return finding


@transaction.atomic
def give_notice(*, finding: Finding, answer_by: dt.date, by: Person, now: dt.datetime) -> Finding:
    """Tell everybody named what is found, with the last day to answer (rule book 11.4). Raises CannotGiveNotice."""
    if answer_by <= timezone.localdate(now):
        raise CannotGiveNotice(_("Leave at least until tomorrow to answer."), field="answer_by")
    until = timezone.make_aware(dt.datetime.combine(answer_by, dt.time(23, 59, 59)))
    sentence = _("The persons are informed already, or the finding was withdrawn.")
    _move(
        finding,
        {FindingState.DRAFT: {"state": FindingState.NOTICED, "noticed_at": now, "answer_by": until}},
        CannotGiveNotice(sentence),
    )
    _remember(finding, FindingAct.NOTICED, by=by, now=now, answer_by=answer_by.isoformat())
    for share in finding.shares.select_related("person"):
        _tell(NOTICED, share, now=now, until=answer_by.isoformat(), urgent=True)
    return finding


@transaction.atomic
def read_notice(*, share: Share, by: Person, now: dt.datetime) -> Share:
    """The person has read the notice; the first time counts."""
    if Share.objects.filter(pk=share.pk, person=by, read_at=None).update(read_at=now):
        share.read_at = now
        _remember(share.finding, FindingAct.READ, by=by, now=now)
    return share


@transaction.atomic
def answer_finding(*, share: Share, answer: str, by: Person, now: dt.datetime, words: str = "") -> Share:
    """What the person named says, once and in time: accepts, has something to say, or objects.

    Whoever prepared the finding is told. Raises CannotAnswer.
    """
    chosen = Answer(answer)
    finding = share.finding
    if finding.state != FindingState.NOTICED:
        raise CannotAnswer(_("This finding no longer waits for answers."))
    if finding.answer_by is None or now > finding.answer_by:
        raise CannotAnswer(_("The time to answer is over. Speak to whoever decides."))
    said = cleaned_within(words, most=WORDS_MOST, field="words")
    if chosen != Answer.ACCEPTS and not said:
        raise CannotAnswer(_("Say what you want to be taken into account."), field="words")
    changes: dict[str, Any] = {"accepted_at": now} if chosen == Answer.ACCEPTS else {}
    if said:
        changes |= {"statement": said, "statement_at": now, "objects_to_it": chosen == Answer.OBJECTS}
    # The finding's version moves too, so that nobody decides on it without this answer before their eyes.
    waiting = Finding.objects.filter(pk=finding.pk, state=FindingState.NOTICED).update(version=F("version") + 1)
    unsaid = Share.objects.filter(pk=share.pk, person=by, accepted_at=None, statement_at=None)
    if not waiting or not unsaid.update(read_at=share.read_at or now, **changes):
        raise CannotAnswer(_("You have answered already."))
    share.refresh_from_db()
    _remember(finding, FindingAct.ANSWERED, by=by, now=now, answer=chosen.value)
    number = finding.casework.complaint.number
    notify(
        OBJECTED,
        recipients=[finding.made_by],
        params={"by": str(by), "number": number, "answer": str(chosen.label)},
        address=reverse("finding", args=[number]),
        key=f"{OBJECTED}:{share.pk}",
        now=now,
    )
    return share


@transaction.atomic
def decide_finding(
    *,
    finding: Finding,
    decision: str,
    words: str,
    by: Person,
    now: dt.datetime,
    percents: Mapping[int, Decimal | None] | None = None,
) -> Finding:
    """Let it stand, change its shares, or say that nobody is responsible.

    `percents` are the changed shares by their ids, None for a person taken out; what was found before is
    kept with the step. Marks the case's step of dealing with the person where it waits for nothing else.
    Raises MayNotDecideFinding (four eyes), CannotDecide before everybody has answered or the time is over,
    and what does not add up.
    """
    chosen = Decision(decision)
    _refuse_own(finding, by)
    if not is_ripe(finding, now=now):
        raise CannotDecide(_("Not everybody named has answered, and there is still time to."))
    said = _said(words, "words", CannotDecide(_("Give the reasons for the decision."), field="words"))
    before = _as_said(finding)
    decided = {
        "state": FindingState.DECIDED,
        "decision": chosen,
        "decision_words": said,
        "decided_by": by,
        "decided_at": now,
    }
    sentence = _("Somebody else worked on this finding meanwhile. Look at it again.")
    _move(finding, {FindingState.NOTICED: decided}, CannotDecide(sentence))
    people = list(finding.shares.select_related("person"))
    if chosen == Decision.CHANGED:
        _change_shares(finding, people, percents or {})
    data = {"decision": chosen.value, "shares_before": before, "shares": _as_said(finding)}
    marked = _mark_disposal(finding, said, by=by, now=now)
    _remember(finding, FindingAct.DECIDED, by=by, now=now, text="" if marked else said, **data)
    left = set(finding.shares.values_list("pk", flat=True))
    for share in people:
        _tell(DECIDED, share, now=now, decision=str((chosen if share.pk in left else Decision.LIFTED).label))
    return finding


@transaction.atomic
def withdraw_finding(*, finding: Finding, reason: str, by: Person, now: dt.datetime) -> Finding:
    """Take back a finding that is not decided; who was informed is told why. Raises CannotWithdrawFinding."""
    asked = CannotWithdrawFinding(_("Say why the finding is withdrawn."), field="reason")
    why = _said(reason, "reason", asked)
    was_told = finding.state == FindingState.NOTICED
    changes = {"state": FindingState.WITHDRAWN}
    sentence = _("It is decided or withdrawn already, or somebody changed it meanwhile.")
    _move(finding, {FindingState.DRAFT: changes, FindingState.NOTICED: changes}, CannotWithdrawFinding(sentence))
    _remember(finding, FindingAct.WITHDRAWN, by=by, now=now, text=why, shares=_as_said(finding))
    for share in finding.shares.select_related("person") if was_told else ():
        _tell(WITHDRAWN, share, now=now, reason=why[:80])
    return finding


def _refuse_unready(casework: Casework) -> None:
    if casework.complaint.state == State.VOID:
        raise CannotPrepare(_("This ticket is void; nobody is responsible for anything in it."))
    if not casework.verify_at:
        raise CannotPrepare(_("Record what was verified first, then find out who is responsible."))
    if casework.validity != Validity.VALID:
        raise CannotPrepare(_("Only what was judged a valid complaint has somebody responsible."))


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
    if finding.state in (FindingState.NOTICED, FindingState.DECIDED):
        raise CannotPrepare(_("The persons are informed already. Withdraw the finding to make it anew."))
    if finding.version != version:
        raise stale
    anew = {"made_by": by, "made_at": now, "noticed_at": None, "answer_by": None, "state": FindingState.DRAFT}
    is_new = finding.state == FindingState.WITHDRAWN
    changes = facts | (anew if is_new else {})
    _move(finding, {FindingState(finding.state): changes}, stale)
    return finding, is_new


def _move(finding: Finding, by_state: Mapping[FindingState, dict[str, Any]], otherwise: Refusal) -> None:
    """Change the row only if it is still as it was read; then the object in hand says the same."""
    changes = by_state.get(FindingState(finding.state))
    rows = Finding.objects.filter(pk=finding.pk, state=finding.state, version=finding.version)
    if changes is None or not rows.update(version=finding.version + 1, **changes):
        raise otherwise
    for name, value in {"version": finding.version + 1, **changes}.items():
        setattr(finding, name, value)


def _refuse_own(finding: Finding, by: Person) -> None:
    if by.pk in makers_of(finding):
        raise MayNotDecideFinding(_("You prepared this finding, so somebody else decides on it."))
    if finding.shares.filter(person=by).exists():
        raise MayNotDecideFinding(_("You are named in this finding, so somebody else decides on it."))


def _change_shares(finding: Finding, shares: Sequence[Share], percents: Mapping[int, Decimal | None]) -> None:
    """Other shares among those who were heard; nobody new, since nobody is decided on unheard."""
    if not any(share.statement for share in shares):
        raise CannotDecide(_("Nobody stated or objected to anything, so there is nothing to change."), field="decision")
    kept = [(share, percents.get(share.pk, share.percent)) for share in shares]
    left = [(share, percent) for share, percent in kept if percent]
    weights = dict(finding.weights.values_list("cause_post", "percent"))
    parts = [Part(share.cause_post, percent) for share, percent in left]
    if wrong := wrong_sums(parts, is_mixed=finding.is_mixed, weights=weights):
        raise CannotDecide(" ".join(str(sentence) for sentence in wrong))
    finding.shares.exclude(pk__in=[share.pk for share, _percent in left]).delete()
    for share, percent in left:
        Share.objects.filter(pk=share.pk).update(percent=percent)


def _mark_disposal(finding: Finding, words: str, *, by: Person, now: dt.datetime) -> bool:
    """S4 5.1: after solving, the responsible person is dealt with; the decision says how, if that is next."""
    casework = finding.casework
    if casework.complaint.state != State.OPEN or Step.DISPOSAL not in open_now(casework.standing()):
        return False
    said = {"nobody": words} if finding.decision == Decision.LIFTED else {"words": words}
    dispose(casework=casework, by=by, now=now, **said)
    return True


def _as_said(finding: Finding) -> list[dict[str, Any]]:
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


def _said(text: str, field_name: str, otherwise: Refusal) -> str:
    words = cleaned_within(text, most=WORDS_MOST, field=field_name)
    if not words:
        raise otherwise
    return words


def _remember(finding: Finding, act: FindingAct, *, by: Person, now: dt.datetime, text: str = "", **data: Any) -> None:
    facts = {"act": act.value, "finding": finding.pk, **data}
    remember(EventKind.RESPONSIBILITY, complaint=finding.casework.complaint, by=by, now=now, text=text, data=facts)


def _tell(kind: str, share: Share, *, now: dt.datetime, urgent: bool = False, **said: str | Promise) -> None:
    notify(
        kind,
        recipients=[share.person],
        params={"number": share.finding.casework.complaint.number, **said},
        address=reverse("my_findings"),
        key=f"{kind}:{share.pk}:{share.finding.version}",
        now=now,
        urgent=urgent,
    )
