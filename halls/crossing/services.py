"""The acts of a round: drawn, drawn again with a reason, told; somebody else goes; a hall is inspected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import Telling, notify_many
from core.refusals import Refusal
from core.versions import change_as_read
from halls.checks.choices import RunState
from halls.checks.services import start_run
from halls.crossing import rules
from halls.crossing.choices import RoundState
from halls.crossing.models import CrossInspector, CrossPair, CrossRound
from halls.crossing.selectors import Candidate, candidates_in, last_pairs, newest_of

if TYPE_CHECKING:
    from halls.checks.models import CheckRun, CheckTemplate
    from org.people.models import Person
    from org.units.models import Unit

TOLD, CHANGED, RELIEVED = "cross.told", "cross.changed", "cross.relieved"
WHY_MOST = 200

declare(TOLD, sentence=_("Cross inspection “%(round)s”: you look at %(halls)s, until %(due)s"))
declare(CHANGED, sentence=_("Cross inspection “%(round)s”: you now look at %(halls)s, until %(due)s"))
declare(RELIEVED, sentence=_("Cross inspection “%(round)s”: you need not look at %(halls)s any more"))

SAID: dict[str, str | Promise] = {
    rules.NOBODY: _("Choose who inspects and which halls are inspected."),
    rules.TOO_FEW: _("All who inspect are at home in one unit. Choose somebody from another one."),
    rules.NO_WAY: _(
        "There is no way to draw these: two would inspect each other, or somebody would see the hall of the last "
        "round again. Choose more people or more halls."
    ),
}


class CannotDraw(Refusal):
    """The round cannot be drawn from these people and halls."""


class CannotInspect(Refusal):
    """This person does not look at this hall, or not now."""


class NotSent(CannotInspect):
    """Somebody else looks at this hall."""

    status = 403


@transaction.atomic
def make_round(
    *,
    unit: Unit,
    template: CheckTemplate,
    name: str,
    opens_on: dt.date,
    due_on: dt.date,
    inspectors: Sequence[Candidate],
    halls: Sequence[Unit],
    seed: int,
    by: Person,
    now: dt.datetime,
) -> CrossRound:
    """A round with its pairs drawn, to be looked at before anybody is told. Raises CannotDraw."""
    if due_on < opens_on:
        raise CannotDraw(_("A round ends on the day it begins or later."), field="due_on")
    made = CrossRound.objects.create(
        unit=unit,
        template=template,
        name=name.strip(),
        opens_on=opens_on,
        due_on=due_on,
        seed=seed,
        made_at=now,
        made_by=by,
    )
    CrossInspector.objects.bulk_create(
        CrossInspector(round_of=made, person=one.person, home=one.home) for one in inspectors
    )
    _draw(made, inspectors, list(halls))
    record("cross.drawn", by=by, now=now, about=unit, data={"round": made.name, "seed": seed, "halls": len(halls)})
    return made


@transaction.atomic
def draw_again(*, round_of: CrossRound, why: str, seed: int, version: int, by: Person, now: dt.datetime) -> CrossRound:
    """Draw once more, with a reason that stays. Raises CannotDraw, ChangedMeanwhile."""
    said = _reason(why)
    _need_draft(round_of)
    halls = [pair.hall for pair in round_of.pairs.select_related("hall")]
    taking_part = set(round_of.inspectors.values_list("person", flat=True))
    people = candidates_in(round_of.unit, on=timezone.localdate(now))
    change_as_read(round_of, version=version, seed=seed, draws=round_of.draws + 1, drawn_why=said)
    round_of.pairs.all().delete()
    _draw(round_of, [one for one in people if one.person.pk in taking_part], halls)
    data = {"round": round_of.name, "seed": seed, "reason": said}
    record("cross.drawn_again", by=by, now=now, about=round_of.unit, data=data)
    return round_of


@transaction.atomic
def tell_round(*, round_of: CrossRound, version: int, by: Person, now: dt.datetime) -> CrossRound:
    """From now on the pairs hold, and each inspector is told. Raises CannotDraw, ChangedMeanwhile."""
    _need_draft(round_of)
    change_as_read(round_of, version=version, state=RoundState.TOLD, told_at=now)
    notify_many(TOLD, tellings=_each(TOLD, round_of), now=now)
    record("cross.told", by=by, now=now, about=round_of.unit, data={"round": round_of.name})
    return round_of


@transaction.atomic
def cancel_round(*, round_of: CrossRound, why: str, version: int, by: Person, now: dt.datetime) -> CrossRound:
    """No more inspections in this round; those made stay. Raises CannotDraw, ChangedMeanwhile."""
    said = _reason(why)
    if round_of.state == RoundState.CANCELLED:
        raise CannotDraw(_("This round is cancelled already."))
    was_told = round_of.state == RoundState.TOLD
    change_as_read(round_of, version=version, state=RoundState.CANCELLED)
    if was_told:
        notify_many(RELIEVED, tellings=_each(RELIEVED, round_of), now=now)
    record("cross.cancelled", by=by, now=now, about=round_of.unit, data={"round": round_of.name, "reason": said})
    return round_of


@transaction.atomic
def send_another(
    *, pair: CrossPair, candidate: Candidate, why: str, version: int, by: Person, now: dt.datetime
) -> CrossPair:
    """Somebody else looks at the hall, within the rules of the draw. Raises CannotInspect, ChangedMeanwhile."""
    said = _reason(why)
    one, former = pair.round_of, pair.person
    if one.state == RoundState.CANCELLED:
        raise CannotInspect(_("This round is cancelled already."))
    if pair.run_id is not None:
        raise CannotInspect(_("This hall is being inspected already."))
    if candidate.person.pk == former.pk:
        raise CannotInspect(_("%(name)s looks at this hall.") % {"name": former}, field="candidate")
    _may_go(pair, candidate, on=timezone.localdate(now))
    change_as_read(pair, version=version, person=candidate.person, home=candidate.home, changed_why=said)
    if one.state == RoundState.TOLD:
        names = [pair.hall.name]
        notify_many(CHANGED, tellings=[_telling(CHANGED, one, candidate.person, names, pair)], now=now)
        notify_many(RELIEVED, tellings=[_telling(RELIEVED, one, former, names, pair)], now=now)
    data = {"round": one.name, "hall": pair.hall.name, "inspector": str(candidate.person), "reason": said}
    record("cross.inspector_changed", by=by, now=now, about=one.unit, data=data)
    return pair


@transaction.atomic
def inspect(*, pair: CrossPair, by: Person, now: dt.datetime) -> CheckRun:
    """Begin the check of the hall, or go on with the one begun. Raises CannotInspect, CannotStart (H18)."""
    one = pair.round_of
    if pair.person_id != by.pk:
        raise NotSent(_("%(name)s looks at this hall.") % {"name": pair.person})
    if one.state != RoundState.TOLD:
        raise CannotInspect(_("This round has not begun, or it is cancelled."))
    begun = pair.run
    if begun is not None and begun.state != RunState.DISCARDED:
        pair.run = newest_of([begun])[begun.pk]
        return pair.run
    if timezone.localdate(now) < one.opens_on:
        raise CannotInspect(_("This round begins on %(day)s.") % {"day": one.opens_on.isoformat()})
    run = start_run(unit=pair.hall, template=one.template, by=by, now=now)
    # Pressed twice, the second finds the check of the first: what it began itself is undone with its transaction.
    if not CrossPair.objects.filter(pk=pair.pk, run=begun).update(run=run):
        raise CannotInspect(_("This check has been begun already; open it from the round."))
    pair.run = run
    return run


def _draw(one: CrossRound, people: Sequence[Candidate], halls: list[Unit]) -> None:
    before = last_pairs(one.unit, before=one)
    last = [
        rules.Pair(candidate.person.pk, hall)
        for candidate in people
        for home, hall in before
        if candidate.home.pk == home
    ]
    try:
        pairs = rules.draw(
            [rules.Inspector(candidate.person.pk, candidate.own) for candidate in people],
            [rules.Hall(hall.pk, hall.path) for hall in halls],
            last=last,
            seed=one.seed,
        )
    except rules.NoDraw as no:
        raise CannotDraw(_why_not(no, halls)) from None
    by_key = {candidate.person.pk: candidate for candidate in people}
    CrossPair.objects.bulk_create(
        CrossPair(
            round_of=one,
            hall_id=pair.hall,
            person=by_key[pair.inspector].person,
            home=by_key[pair.inspector].home,
        )
        for pair in pairs
    )


def _why_not(no: rules.NoDraw, halls: list[Unit]) -> str | Promise:
    if no.why != rules.ONLY_OWN:
        return SAID[no.why]
    name = next(hall.name for hall in halls if hall.pk == no.hall)
    return _(
        "Nobody of those chosen may inspect %(hall)s: it is their own, or they saw it in the last round. Choose "
        "somebody else too."
    ) % {"hall": name}


def _may_go(pair: CrossPair, candidate: Candidate, *, on: dt.date) -> None:
    one = pair.round_of
    if pair.hall.path.startswith(candidate.own):
        raise CannotInspect(_("Nobody inspects a hall of their own."), field="candidate")
    if (candidate.home.pk, pair.hall_id) in last_pairs(one.unit, before=one):
        raise CannotInspect(_("%(home)s looked at this hall in the last round.") % {"home": candidate.home.name})
    own = {other.person.pk: other.own for other in candidates_in(one.unit, on=on)}
    for other in one.pairs.exclude(pk=pair.pk).select_related("hall", "home"):
        theirs = own.get(other.person_id, (other.home.path,))
        if pair.hall.path.startswith(theirs) and other.hall.path.startswith(candidate.own):
            raise CannotInspect(
                _("Two would inspect each other: %(other)s looks at %(hall)s.")
                % {"other": other.home.name, "hall": other.hall.name},
                field="candidate",
            )


def _each(kind: str, one: CrossRound) -> list[Telling]:
    """To each inspector of a round, with all halls of theirs of which no check was begun."""
    theirs: dict[Person, list[str]] = {}
    for pair in one.pairs.filter(run=None).select_related("hall", "person"):
        theirs.setdefault(pair.person, []).append(pair.hall.name)
    return [_telling(kind, one, person, names) for person, names in theirs.items()]


def _telling(kind: str, one: CrossRound, person: Person, halls: list[str], pair: CrossPair | None = None) -> Telling:
    key = f"{kind}:{one.pk}" if pair is None else f"{kind}:{pair.pk}:{pair.version}"
    params = {"round": one.name, "halls": "、".join(halls), "due": one.due_on.isoformat()}
    return Telling([person], params, reverse("cross_round", args=[one.pk]), key, False)


def _need_draft(one: CrossRound) -> None:
    if one.state != RoundState.DRAFT:
        raise CannotDraw(_("The inspectors of this round have been told. Let somebody else go instead."))


def _reason(why: str) -> str:
    said = why.strip()[:WHY_MOST]
    if not said:
        raise CannotDraw(_("Say why."), field="why")
    return said
