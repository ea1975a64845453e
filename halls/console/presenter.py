"""The screen of a counter: the number that is with it, what may be done now, who waits, and the own day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from core.ui.words import no_data, span_words
from halls.console import selectors
from halls.console.forms import ActForm, HoldForm, PauseForm, ServiceForm, TransferForm
from halls.console.rules import calls_missing, next_act
from halls.queue.choices import VisitState
from halls.queue.rules import seconds_between
from halls.queue.selectors import CounterNow, counters_now, fingerprint, held_in, session_of, visit_at

if TYPE_CHECKING:
    from django import forms

    from halls.premises.models import Premises
    from halls.queue.models import CounterSession, SessionPause, Visit
    from org.people.models import Person

QUEUE_SHOWN = 12
Form = TypeVar("Form", bound=ActForm)


@dataclass(frozen=True)
class Line:
    """A number that somebody may call or resume: in words, how long it has waited or been on hold, what was noted."""

    visit: Visit
    waited: str
    note: str = ""


@dataclass(frozen=True)
class Desk:
    """What is with the counter. `stand` differs whenever that changes, by whomever."""

    session: CounterSession
    visit: Visit | None
    pause: SessionPause | None
    next_act: str
    clocks: list[str]
    said: str
    services: list[str]
    missing_calls: int
    forms: dict[str, forms.Form]

    @property
    def is_called(self) -> bool:
        return self.visit is not None and self.visit.state == VisitState.CALLED

    @property
    def stand(self) -> str:
        return f"{self.session.pk}.{self.session.version}.{self.visit.version if self.visit else 0}"


@dataclass(frozen=True)
class Side:
    """What stands beside it: the queue in turn, those on hold, the own day."""

    queue: list[Line]
    waiting: int
    held: list[Line]
    served: int
    mean: str
    mark: str

    @property
    def more(self) -> int:
        return self.waiting - len(self.queue)


def desk_of(session: CounterSession, *, now: dt.datetime, typed: ActForm | None = None) -> Desk:
    """The counter as it stands; `typed` is a form that was refused, which stays open with what was typed."""
    visit = visit_at(session)
    pause = None if visit else selectors.resting(session)
    premises = session.counter.premises
    called = visit is not None and visit.state == VisitState.CALLED
    asked = selectors.calls_asked(premises, visit.business_day) if visit and called else 0
    return Desk(
        session=session,
        visit=visit,
        pause=pause,
        next_act=next_act(visit.state if visit else "", is_resting=pause is not None),
        clocks=_clocks(visit, pause, now),
        said=selectors.said_of(visit) if visit else "",
        services=selectors.services_of(visit) if visit else [],
        missing_calls=calls_missing(visit.calls, asked=asked) if visit and called else 0,
        forms=_forms(premises, visit, typed),
    )


def side_of(session: CounterSession, *, now: dt.datetime) -> Side:
    premises = session.counter.premises
    queue = selectors.queue_of(session.counter, now=now)
    day = selectors.own_day(session.staff, premises, now=now)
    return Side(
        queue=_lines(queue[:QUEUE_SHOWN], now),
        waiting=queue.count(),
        held=[
            Line(one.visit, minutes_words(seconds_between(one.since, now)), one.note)
            for one in held_in(premises, now=now)
        ],
        served=day.served,
        mean=no_data() if day.mean_seconds is None else minutes_words(round(day.mean_seconds)),
        mark=mark_of(premises, now),
    )


def mark_of(premises: Premises, now: dt.datetime) -> str:
    """What stands beside the counter changes with the queue, and each minute with the waits."""
    return f"{fingerprint(premises)}-{now:%H%M}"


@dataclass(frozen=True)
class Seats:
    """Counters to sit down at; `elsewhere` is where somebody sits already, in another hall."""

    counters: list[CounterNow]
    elsewhere: CounterSession | None


def seats_of(premises: Premises, person: Person, *, now: dt.datetime) -> Seats:
    return Seats(counters_now(premises, now=now), session_of(person))


def minutes_words(seconds: int) -> str:
    """A time on this screen, in whole minutes: it changes once a minute and not with every look."""
    whole = dt.timedelta(minutes=seconds // 60)
    return span_words(whole) if whole else _("less than a minute")


def _lines(visits: object, now: dt.datetime) -> list[Line]:
    return [Line(one, minutes_words(seconds_between(one.arrived_at, now))) for one in visits]  # type: ignore[attr-defined]


def _clocks(visit: Visit | None, pause: SessionPause | None, now: dt.datetime) -> list[str]:
    if pause is not None:
        return [_("resting for %(time)s") % {"time": minutes_words(seconds_between(pause.started_at, now))}]
    if visit is None:
        return []
    said = [_("waited %(time)s") % {"time": minutes_words(visit.wait_seconds or 0)}]
    if visit.state == VisitState.SERVING:
        started = selectors.since(visit) or now
        return [*said, _("being served for %(time)s") % {"time": minutes_words(seconds_between(started, now))}]
    called = visit.last_called_at or now
    said.append(_("called %(time)s ago") % {"time": minutes_words(seconds_between(called, now))})
    return [*said, _("%(count)d calls") % {"count": visit.calls}] if visit.calls > 1 else said


def _forms(premises: Premises, visit: Visit | None, typed: ActForm | None) -> dict[str, forms.Form]:
    """The forms that ask for something, for the acts that can be done now."""

    def asked(form: type[Form], auto_id: str) -> Form:
        if type(typed) is form:
            typed.auto_id = auto_id
            return typed
        return form(premises=premises, auto_id=auto_id)

    if visit is None:
        return {"pause": asked(PauseForm, "pause_%s")}
    found: dict[str, forms.Form] = {}
    transfer = asked(TransferForm, "transfer_%s").leave_out(visit.service)
    if transfer.offers_any:
        found["transfer"] = transfer
    if visit.state == VisitState.SERVING:
        found["hold"] = asked(HoldForm, "hold_%s")
        found["add_service"] = asked(ServiceForm, "add_%s")
    return found
