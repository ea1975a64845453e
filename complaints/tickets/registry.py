"""What other subjects add to a ticket: who follows its acts, what closing waits for, parts of its page.

Subjects downstream of the ticket register here when the app is ready (complaints/apps.py names them),
so that the ticket needs to know none of them and everything they add stands in one list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from complaints.tickets.choices import EventKind, ReopenReason
from complaints.tickets.clocks import Clock, clock_of
from complaints.tickets.models import Complaint, ComplaintEvent

if TYPE_CHECKING:
    from org.calendar.rules import WorkingTime
    from org.people.models import Person

Follower = Callable[[Complaint, ComplaintEvent], None]
ManyFollower = Callable[[Sequence[tuple[Complaint, ComplaintEvent]]], None]
Gate = Callable[[Complaint, str], Iterable[str]]


@dataclass(frozen=True)
class Act:
    """Something that may be done now; the first one is what the ticket waits for. An urgent one comes before all."""

    label: str
    icon: str
    address: str
    posts: bool = False
    grave: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Panel:
    """A part of the ticket's page: `content(complaint, person, now)` is what `template` shows as `panel`.

    None hides it. Panels of the main column belong to the page; those beside it come in one fragment after it.
    """

    title: str | Promise
    template: str
    content: Callable[[Complaint, Person, dt.datetime], Any | None]


Offering = Callable[[Complaint, "Person"], Iterable[Act]]
EntryLines = Callable[[dict[str, Any]], list[str]]
Promises = Callable[[dt.datetime, "WorkingTime", str], dt.datetime | None]
"""When a ticket received at a moment, in working time, of a grade, is due; raises YearNotLoaded."""


@dataclass(frozen=True)
class KeptList:
    """Tickets that a figure once counted: their ids as a query, and what the figure is called."""

    ids: Any
    words: str

    def __str__(self) -> str:
        return self.words


NumberTeller = Callable[[str, "Person", dt.datetime], Iterable[str]]

_followers: dict[EventKind, list[Follower]] = {}
_of_many: dict[Follower, ManyFollower] = {}
_gates: list[Gate] = []
_offerings: list[Offering] = []
_anew: list[Callable[[Complaint], bool]] = []
_proposals: list[Callable[[Complaint], ReopenReason | None]] = []
_promises: list[Callable[[], Promises]] = []
_times: list[Callable[[Complaint, dt.datetime], Clock | None]] = []
_renewals: list[Callable[[list[int]], None]] = []
_tellers: list[NumberTeller] = []
_keepers: list[Callable[[Person, str], KeptList | None]] = []
_lines: dict[EventKind, EntryLines] = {}
_main: dict[int, Panel] = {}
_beside: dict[int, Panel] = {}


def follow(kind: EventKind, follower: Follower, *, many: ManyFollower | None = None) -> None:
    """Call `follower` inside the transaction of every act that leaves an event of `kind`.

    A follower that raises takes the act back with it. `many` does the same for all tickets of one act at once.
    """
    followers = _followers.setdefault(kind, [])
    if follower not in followers:
        followers.append(follower)
    if many is not None:
        _of_many[follower] = many


def is_followed(kind: EventKind) -> bool:
    return kind in _followers


def followed(complaint: Complaint, event: ComplaintEvent) -> None:
    """Tell everybody who follows this kind of event."""
    for follower in _followers.get(EventKind(event.kind), ()):
        follower(complaint, event)


def followed_many(kind: EventKind, steps: Sequence[tuple[Complaint, ComplaintEvent]]) -> None:
    """Tell everybody who follows this kind of the events of many tickets, those who can of all at once."""
    for follower in _followers.get(kind, ()):
        if follower in _of_many:
            _of_many[follower](steps)
        else:
            for complaint, event in steps:
                follower(complaint, event)


def promise_by(load: Callable[[], Promises]) -> None:
    """`load()` reads what tickets are promised, once for as many as are asked of it."""
    _promises[:] = [load]


def promises() -> Promises:
    """What tickets are promised now. LookupError if no subject says so."""
    if not _promises:
        raise LookupError("no subject promises anything")
    return _promises[0]()


def say_time_by(words: Callable[[Complaint, dt.datetime], Clock | None]) -> None:
    """`words(complaint, now)` stands in the ticket's head instead of its due time; None leaves that."""
    if words not in _times:
        _times.append(words)


def time_said(complaint: Complaint, now: dt.datetime) -> Clock:
    """How long the ticket has, in words; asked again of the same row at the same moment it is not looked up again."""
    known: tuple[dt.datetime, Clock] | None = complaint.__dict__.get("_time_said")
    if known is None or known[0] != now:
        said = next((said for words in _times if (said := words(complaint, now))), None)
        known = now, said or clock_of(complaint.state, complaint.due_at, complaint.closed_at, now=now)
        complaint.__dict__["_time_said"] = known
    return known[1]


def follow_renewals(follower: Callable[[list[int]], None]) -> None:
    """`follower(ids)` is called in the transaction in which a later sheet tells tickets anew, which leaves no act."""
    if follower not in _renewals:
        _renewals.append(follower)


def renewed(ids: list[int]) -> None:
    for follower in _renewals:
        follower(ids)


def closing_waits_for(gate: Gate) -> None:
    """`gate(complaint, outcome)` gives a sentence for each thing that must be done before closing so."""
    if gate not in _gates:
        _gates.append(gate)


def missing_before_closing(complaint: Complaint, outcome: str) -> list[str]:
    return [sentence for gate in _gates for sentence in gate(complaint, outcome)]


def begins_anew_when(asked: Callable[[Complaint], bool]) -> None:
    """Where `asked(complaint)` holds, a ticket that is still open may be reopened: its round starts again."""
    if asked not in _anew:
        _anew.append(asked)


def begins_anew(complaint: Complaint) -> bool:
    return any(asked(complaint) for asked in _anew)


def propose_reopening(proposal: Callable[[Complaint], ReopenReason | None]) -> None:
    """`proposal(complaint)` gives the reason that what happened to the ticket speaks for."""
    if proposal not in _proposals:
        _proposals.append(proposal)


def proposed_reason(complaint: Complaint) -> ReopenReason | None:
    """The first reason that a subject proposes for reopening the ticket."""
    return next((reason for proposal in _proposals if (reason := proposal(complaint))), None)


def tell_of_number(teller: NumberTeller) -> None:
    """`teller(phone_digest, person, now)` gives sentences about a customer's number while a ticket is typed."""
    if teller not in _tellers:
        _tellers.append(teller)


def told_of_number(phone_digest: str, person: Person, now: dt.datetime) -> list[str]:
    return [sentence for teller in _tellers for sentence in teller(phone_digest, person, now)]


def keep_lists(keeper: Callable[[Person, str], KeptList | None]) -> None:
    """`keeper(person, words)` gives the tickets of a kept figure by its name; None for what the person may not see."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def kept_list(person: Person, words: str) -> KeptList | None:
    return next((found for keeper in _keepers if (found := keeper(person, words))), None)


def offer(offering: Offering) -> None:
    """`offering(complaint, person)` gives acts for the ticket's head, the most urgent first."""
    if offering not in _offerings:
        _offerings.append(offering)


def offered(complaint: Complaint, person: Person) -> list[Act]:
    acts = [act for offering in _offerings for act in offering(complaint, person)]
    return sorted(acts, key=lambda act: not act.urgent)


def tell_in_lines(kind: EventKind, lines: EntryLines) -> None:
    """`lines(data)` says the particulars of an event of `kind` in the history, a short sentence each."""
    _lines[kind] = lines


def lines_of(kind: EventKind, data: dict[str, Any]) -> list[str]:
    return _lines[kind](data) if kind in _lines else []


def show_in_main(place: int, panel: Panel) -> None:
    """A panel of the main column, in the order of `place`."""
    _main[place] = panel


def show_beside(place: int, panel: Panel) -> None:
    """A panel beside the ticket, in the order of `place`."""
    _beside[place] = panel


def main_panels() -> list[Panel]:
    return [_main[place] for place in sorted(_main)]


def beside_panels() -> list[Panel]:
    return [_beside[place] for place in sorted(_beside)]
