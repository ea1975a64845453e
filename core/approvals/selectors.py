"""What waits for whom, whose word is wanted, and a request as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.approvals.choices import Decision, Mode, RequestState, StepState
from core.approvals.models import (
    ApprovalRequest,
    ApprovalRequestQuerySet,
    ApprovalStep,
    ApprovalVoice,
    Substitute,
)
from core.approvals.rules import FactLine, with_changes
from core.ui.choices import Status

MOST_COUNTED = 99


def waiting_for(person: Any, now: dt.datetime) -> ApprovalRequestQuerySet:
    """What the person may decide at `now`, for oneself or as a substitute; one query however it is used on.

    Not what the person asked for or is barred from, nor steps in which the person has already spoken.
    """
    step = ApprovalVoice.objects.filter(step__request=OuterRef("pk"), step__state=StepState.WAITING)
    return (
        ApprovalRequest.objects.waiting()
        .filter(Exists(step.filter(_speaks_for(person, now), decision="")))
        .exclude(asked_by_id=person.pk)
        .exclude(Exists(step.filter(decided_by_id=person.pk)))
        .exclude(barred=person.pk)
    )


def _speaks_for(person: Any, now: dt.datetime) -> Q:
    in_place_of = Substitute.objects.in_force(on=timezone.localdate(now)).filter(substitute_id=person.pk)
    return Q(person_id=person.pk) | Q(person__in=in_place_of.values("person"))


def voice_of(person: Any, step: ApprovalStep, now: dt.datetime) -> ApprovalVoice | None:
    """The voice that the person would give in the step: the own one first, else that of somebody substituted.

    None when there is none left to give. One person speaks once in a step.
    """
    if step.voices.filter(decided_by_id=person.pk).exists():
        return None
    open_to = step.voices.filter(_speaks_for(person, now), decision="").select_related("person")
    return min(open_to, key=lambda voice: (voice.person_id != person.pk, voice.pk), default=None)


def asked_as(request: ApprovalRequest, by: Any) -> Any:
    """As whom `by` has decided on the request: somebody substituted, or the person."""
    voice = ApprovalVoice.objects.filter(step__request=request, decided_by=by).select_related("person").last()
    return voice.person if voice else by


@dataclass(frozen=True)
class SentBack:
    """Who did not let a request pass, and with which words."""

    by: str
    words: str


def sent_back(requests: Iterable[int]) -> dict[int, SentBack]:
    """The last word against each of the requests that were returned or not approved, by their keys; one query."""
    voices = ApprovalVoice.objects.filter(
        step__request__in=requests,
        step__request__state__in=[RequestState.RETURNED, RequestState.REFUSED],
        step__round=F("step__request__round"),
        decision__in=[Decision.RETURN, Decision.REFUSE],
    )
    said = voices.select_related("step", "decided_by").order_by("decided_at", "pk")
    return {voice.step.request_id: SentBack(str(voice.decided_by), voice.comment) for voice in said}


def words_against(request: ApprovalRequest) -> str:
    """With which words it was returned or not approved; empty where it was neither."""
    said = sent_back([request.pk]).get(request.pk)
    return said.words if said else ""


@dataclass(frozen=True)
class StepToDecide:
    """The step that wants the person's word, and in whose place it is given, empty for the own one."""

    pk: int
    in_place_of: str


def step_for(person: Any, request: ApprovalRequest, now: dt.datetime) -> StepToDecide | None:
    """The step of a request in which the person may speak now."""
    if not waiting_for(person, now).filter(pk=request.pk).exists():
        return None
    step = request.steps.filter(state=StepState.WAITING).first()
    voice = voice_of(person, step, now) if step else None
    if step is None or voice is None:
        return None
    return StepToDecide(step.pk, "" if voice.person_id == person.pk else str(voice.person))


def is_asked(person: Any, request: ApprovalRequest, now: dt.datetime, *, step: int | None = None) -> bool:
    """Whether this person, or somebody for whom the person stands in, is or was asked: in `step`, or in any."""
    asked = ApprovalVoice.objects.filter(step__request=request, step__opened_at__isnull=False)
    if step is not None:
        asked = asked.filter(step_id=step)
    return asked.filter(_speaks_for(person, now) | Q(decided_by_id=person.pk)).exists()


def listeners(step: ApprovalStep, now: dt.datetime) -> list[tuple[Any, Any]]:
    """Who is to hear that the step waits, each with whom for: oneself, or the person substituted."""
    request = step.request
    people = [voice.person for voice in step.voices.filter(decision="").select_related("person")]
    heard = [(person, person) for person in people]
    places = Substitute.objects.in_force(on=timezone.localdate(now)).filter(person__in=people)
    heard += [(place.substitute, place.person) for place in places.select_related("person", "substitute")]
    silent = {request.asked_by_id, *request.barred.values_list("pk", flat=True)}
    return [(listener, person) for listener, person in heard if listener.pk not in silent and listener.is_active]


@dataclass(frozen=True)
class VoiceLine:
    """One person's say: `words` what was said or that nothing was; `stand_ins` who may say it in the person's place."""

    name: str
    words: str
    status: str
    comment: str
    at: dt.datetime | None
    stand_ins: str


@dataclass(frozen=True)
class StepLine:
    """A step with its voices; `rule` says in words whose word settles it."""

    position: int
    title: str
    rule: str
    state: str
    words: str
    status: str
    voices: list[VoiceLine]


@dataclass(frozen=True)
class RoundLines:
    """One round of asking: what was decided on, and what was said to it."""

    number: int
    title: str
    facts: list[FactLine]
    steps: list[StepLine]


@dataclass(frozen=True)
class Case:
    """A request as its page shows it: the round in force, and those before, newest first."""

    current: RoundLines
    earlier: list[RoundLines]


def case_of(request: ApprovalRequest, now: dt.datetime) -> Case:
    """Everything said in a request. The caller has loaded it in scope."""
    voices = ApprovalVoice.objects.select_related("person", "decided_by")
    steps = list(request.steps.prefetch_related(Prefetch("voices", queryset=voices)))
    stand_ins = _stand_ins(steps, now)
    told = [*request.earlier, {"title": request.title, "facts": request.facts}]
    rounds = []
    for number, said in enumerate(told, start=1):
        before = told[number - 2]["facts"] if number > 1 else None
        lines = [_step_line(step, stand_ins) for step in steps if step.round == number]
        rounds.append(RoundLines(number, said["title"], with_changes(said["facts"], before), lines))
    return Case(rounds[-1], rounds[-2::-1])


def _stand_ins(steps: Iterable[ApprovalStep], now: dt.datetime) -> dict[int, list[str]]:
    """Names of those who stand in today, by the person asked, for the steps that still ask."""
    asked = {voice.person_id for step in steps if step.state in _OPEN for voice in step.voices.all()}
    found: dict[int, list[str]] = {}
    if asked:
        places = Substitute.objects.in_force(on=timezone.localdate(now)).filter(person_id__in=asked)
        for place in places.select_related("substitute").order_by("pk"):
            found.setdefault(place.person_id, []).append(str(place.substitute))
    return found


_OPEN = (StepState.WAITING, StepState.AHEAD)


def _step_line(step: ApprovalStep, stand_ins: dict[int, list[str]]) -> StepLine:
    state = StepState(step.state)
    voices = list(step.voices.all())
    return StepLine(
        step.position,
        step.title,
        _rule_words(step, len(voices)),
        state.value,
        str(state.label),
        state.status,
        [_voice_line(voice, state, stand_ins) for voice in voices],
    )


def _rule_words(step: ApprovalStep, voices: int) -> str:
    if voices == 1:
        return ""
    if step.mode == Mode.PERCENT:
        needed = -(-step.percent * voices // 100)
        return _("%(needed)s of %(voices)s must approve") % {"needed": needed, "voices": voices}
    return str(Mode(step.mode).label)


_STATUS_OF = {Decision.APPROVE: Status.ONTIME, Decision.REFUSE: Status.LATE, Decision.RETURN: Status.PAUSED}
_PAST = {
    Decision.APPROVE: StepState.APPROVED.label,
    Decision.REFUSE: StepState.REFUSED.label,
    Decision.RETURN: StepState.RETURNED.label,
}


def _voice_line(voice: ApprovalVoice, state: StepState, stand_ins: dict[int, list[str]]) -> VoiceLine:
    if not voice.decision:
        asked = state in _OPEN
        shown = ", ".join(stand_ins.get(voice.person_id, [])) if asked else ""
        words = _("has not decided yet") if state == StepState.WAITING else ""
        return VoiceLine(str(voice.person), words, Status.SOON, "", None, shown)
    decision = Decision(voice.decision)
    name = str(voice.decided_by)
    if voice.is_by_substitute:
        name = _("%(substitute)s (for %(person)s)") % {"substitute": voice.decided_by, "person": voice.person}
    return VoiceLine(name, str(_PAST[decision]), _STATUS_OF[decision], voice.comment, voice.decided_at, "")


@dataclass(frozen=True)
class RequestPage:
    """A page of a list; `next` is the place to go on from, None on the last page."""

    rows: list[ApprovalRequest]
    next: int | None


def page_of(requests: ApprovalRequestQuerySet, *, after: int | None, oldest_first: bool, size: int = 50) -> RequestPage:
    """The `size` requests after number `after`, newest or oldest first."""
    rows = requests.select_related("asked_by").order_by("pk" if oldest_first else "-pk")
    if after is not None:
        rows = rows.filter(pk__gt=after) if oldest_first else rows.filter(pk__lt=after)
    found = list(rows[: size + 1])
    return RequestPage(found[:size], found[size - 1].pk if len(found) > size else None)


def capped_count(requests: ApprovalRequestQuerySet) -> str:
    """How many there are, up to `99+`; empty for none, so that a badge does not show."""
    number = requests.order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")


def living(about: Any, kind: str) -> ApprovalRequest | None:
    """The request of `kind` about a thing that may still come to a decision, if there is one."""
    return (
        ApprovalRequest.objects.filter(
            kind=kind,
            about_type=about._meta.label_lower,
            about_id=about.pk,
            state__in=[RequestState.WAITING, RequestState.RETURNED],
        )
        .order_by("-pk")
        .first()
    )


def requests_about(about: Any) -> ApprovalRequestQuerySet:
    """Every request about a thing, oldest first. The caller has loaded the thing in scope."""
    return ApprovalRequest.objects.filter(about_type=about._meta.label_lower, about_id=about.pk).order_by("pk")
