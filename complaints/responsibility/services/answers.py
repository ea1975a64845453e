"""What the persons named say to a finding, and the decision on it (rule book 11.4: statement, objection, decision)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.rules import open_now
from complaints.casework.services import dispose
from complaints.responsibility.choices import Answer, Decision, FindingAct, FindingState
from complaints.responsibility.models import Finding, Share
from complaints.responsibility.rules import Part, wrong_sums
from complaints.responsibility.selectors import is_ripe, makers_of
from complaints.responsibility.services.acting import (
    DECIDED,
    OBJECTED,
    WORDS_MOST,
    CannotAnswer,
    CannotDecide,
    MayNotDecideFinding,
    as_said,
    move,
    refuse_unready,
    remember_act,
    required,
    tell,
)
from complaints.tickets.choices import State
from complaints.tickets.rules import cleaned_within
from core.notifications.services import notify

if TYPE_CHECKING:
    from org.people.models import Person


@transaction.atomic
def read_notice(*, share: Share, by: Person, now: dt.datetime) -> Share:
    """The person has read the notice; the first time counts."""
    if Share.objects.filter(pk=share.pk, person=by, read_at=None).update(read_at=now):
        share.read_at = now
        remember_act(share.finding, FindingAct.READ, by=by, now=now)
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
    remember_act(finding, FindingAct.ANSWERED, by=by, now=now, answer=chosen.value)
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
    once the round is void, invalid or past, and for what does not add up.
    """
    chosen = Decision(decision)
    _refuse_own(finding, by)
    refuse_unready(finding.casework, CannotDecide)
    if not is_ripe(finding, now=now):
        raise CannotDecide(_("Not everybody named has answered, and there is still time to."))
    said = required(words, "words", CannotDecide(_("Give the reasons for the decision."), field="words"))
    before = as_said(finding)
    decided = {
        "state": FindingState.DECIDED,
        "decision": chosen,
        "decision_words": said,
        "decided_by": by,
        "decided_at": now,
    }
    sentence = _("Somebody else worked on this finding meanwhile. Look at it again.")
    move(finding, {FindingState.NOTICED: decided}, CannotDecide(sentence))
    people = list(finding.shares.select_related("person"))
    if chosen == Decision.CHANGED:
        _change_shares(finding, people, percents or {})
    data = {"decision": chosen.value, "shares_before": before, "shares": as_said(finding)}
    marked = _mark_disposal(finding, said, by=by, now=now)
    remember_act(finding, FindingAct.DECIDED, by=by, now=now, text="" if marked else said, **data)
    left = set(finding.shares.values_list("pk", flat=True))
    for share in people:
        tell(DECIDED, share, now=now, decision=str((chosen if share.pk in left else Decision.LIFTED).label))
    return finding


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
