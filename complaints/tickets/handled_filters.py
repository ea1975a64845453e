"""Filters by how a ticket was handled: what the cells of the complaint reports open.

A period in an address is written as the reports write it: 2011-01, 2011-Q1, 2011 or 2011-01..2011-03. Names that
only make sense together (`clock`, `clock_result`, `clock_ended`) are answered once, by the first that is given.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.tickets import rules
from complaints.tickets.choices import Channel, EventKind, Outcome, ReopenReason, State
from complaints.tickets.models import Complaint, ComplaintEvent
from core.periods.rules import NotAPeriod, Period
from core.periods.rules import period as read_period
from core.refusals import Refusal
from org.units.models import Unit

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

IN_TIME, LATE, NO_DUE, NO_CLOSING = "in_time", "late", "no_due", "no_closing"
TIMELY = [
    (IN_TIME, _("Closed in time")),
    (LATE, _("Closed late")),
    (NO_DUE, _("Closed without a deadline")),
    (NO_CLOSING, _("Closed, nobody knows when")),
]
MET, MISSED, ENDED = "met", "missed", "ended"
HANDLING, CALL_BACK = "handling", "call_back"
CLOCK_RESULTS = [(MET, _("Met in time")), (MISSED, _("Met late")), (ENDED, _("Has ended"))]
CLOCKS = [
    (HANDLING, _("Handling")),
    ("regulator", _("Answer to the regulator")),
    ("consumer_body", _("Answer to the consumer association")),
    ("appeal", _("Reply to an appeal")),
    ("first_contact", _("First contact with the customer")),
    ("verification", _("Verification")),
    ("approval", _("Approval")),
    (CALL_BACK, _("Call-back")),
]
CALLS = [
    ("asked", _("Follow-up calls asked for")),
    ("waiting", _("To be called")),
    ("not_reached", _("Not reached, given up")),
    ("reached", _("Reached")),
    ("satisfied", _("Satisfied")),
    ("dissatisfied", _("Dissatisfied")),
    ("unrated", _("Gave no rating")),
    ("scored", _("Gave a score")),
    ("1-4", _("1 to 4 points")),
    ("5-6", _("5 to 6 points")),
    ("7-8", _("7 to 8 points")),
    ("9-10", _("9 to 10 points")),
]


def period_bounds(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of the period in the branch's time, and the first after it."""
    starts = rules.month_starts(period.first.number)
    return starts, rules.month_starts(rules.month_after(period.last.number))


def within(field: str, period: Period | None) -> Q:
    """Rows whose moment `field` lies in the period; all without one."""
    if period is None:
        return Q()
    first, beyond = period_bounds(period)
    return Q(**{f"{field}__gte": first, f"{field}__lt": beyond})


class OnSiteNotSet(Refusal):
    """Nobody has said how soon a solution counts as one on site (rule book 8.5 gives no number)."""

    def __init__(self) -> None:
        super().__init__(_("How many hours count as solved on site is not set."))


def on_site_hours() -> int:
    """Hours from receipt in which a solution counts as one on site. Raises OnSiteNotSet."""
    hours: int | None = settings.COMPLAINT_ON_SITE_HOURS
    if hours is None:
        raise OnSiteNotSet
    return hours


AT_THE_COUNTER = Q(channel=Channel.COUNTER)
"""What was received on site, so that it could be solved there."""


def solved_on_site(hours: int) -> Q:
    """Received at a counter, solved within `hours`, and never come back (C_SITE: solved on site ÷ received)."""
    quickly = Q(closed_at__lte=F("received_at") + dt.timedelta(hours=hours))
    return AT_THE_COUNTER & quickly & Q(state=State.CLOSED, outcome=Outcome.SOLVED, reopened_count=0)


def timely(result: str) -> Q:
    """Closed tickets by the promise that stood when they were closed."""
    known = Q(closed_at__isnull=False)
    return {
        IN_TIME: known & Q(due_at__isnull=False, closed_at__lte=F("due_at")),
        LATE: known & Q(closed_at__gt=F("due_at")),
        NO_DUE: known & Q(due_at__isnull=True),
        NO_CLOSING: Q(state=State.CLOSED, closed_at__isnull=True),
    }[result]


def clock_ended(result: str, prefix: str = "") -> Q:
    """Clocks with a due time that ended in this way."""
    states = [MET, MISSED] if result == ENDED else [result]
    return Q(**{f"{prefix}state__in": states, f"{prefix}due_at__isnull": False})


def handled_without_clock(result: str, period: Period | None) -> Q:
    """Tickets closed in the period that have no handling clock, since nothing but their sheet ever moved them.

    Their handling ran from the receipt, is due when the ticket is, and ended with it (complaints/clocks `unstored`).
    """
    stored = Complaint.objects.filter(clocks__kind=HANDLING).order_by()
    result_of = {MET: timely(IN_TIME), MISSED: timely(LATE), ENDED: Q(closed_at__isnull=False, due_at__isnull=False)}
    return result_of[result] & within("closed_at", period) & ~Q(pk__in=stored.values("pk"))


def called_back(result: str) -> Q:
    """Calls with a due time at which the customer was reached in this way: the promise to call back has no clock."""
    within_time = {MET: Q(done_at__lte=F("due_at")), MISSED: Q(done_at__gt=F("due_at")), ENDED: Q()}
    return Q(state="done", due_at__isnull=False) & within_time[result]


SATISFIED, DISSATISFIED = Q(satisfaction="satisfied"), Q(satisfaction="dissatisfied")
ASKED, _DONE = Q(state__in=["waiting", "done", "given_up"]), Q(state="done")
# Said of states that count, not as a negation: of a related row Django reads that as "and none that is cancelled".

CALL_RANKS: dict[str, tuple[Q, Q | None]] = {
    "asked": (ASKED, None),
    "reached": (_DONE, None),
    "not_reached": (Q(state="given_up"), _DONE),
    "waiting": (Q(state="waiting"), Q(state__in=["done", "given_up"])),
    "dissatisfied": (_DONE & DISSATISFIED, None),
    "satisfied": (_DONE & SATISFIED, _DONE & DISSATISFIED),
    "unrated": (_DONE, _DONE & (SATISFIED | DISSATISFIED)),
    "scored": (_DONE & Q(score__isnull=False), None),
    "1-4": (_DONE & Q(score__lte=4), None),
    "5-6": (_DONE & Q(score__lte=6), _DONE & Q(score__lte=4)),
    "7-8": (_DONE & Q(score__lte=8), _DONE & Q(score__lte=6)),
    "9-10": (_DONE & Q(score__lte=10), _DONE & Q(score__lte=8)),
}
"""Which calls of the period make a ticket count so, and which keep it from it: the worst answer wins."""


class PeriodField(forms.CharField):
    def clean(self, value: Any) -> Period | None:
        words = super().clean(value)
        try:
            return read_period(words) if words else None
        except NotAPeriod as refusal:
            raise forms.ValidationError(str(refusal)) from None


class PeriodFilter(django_filters.Filter):
    field_class = PeriodField


class HandledForm(forms.Form):
    """What the filters by handling need beyond choices."""

    person: Person

    def clean_on_site(self) -> str:
        chosen = self.cleaned_data["on_site"]
        if chosen and settings.COMPLAINT_ON_SITE_HOURS is None:
            raise forms.ValidationError(str(OnSiteNotSet()))
        return chosen

    def clean_team(self) -> Unit | None:
        """A unit whose people handle tickets; outside one's units as far as a ticket that one may see is theirs."""
        code = self.cleaned_data["team"]
        if not code:
            return None
        found = Unit.objects.filter(code=code).first()
        theirs = Complaint.objects.visible_to(self.person).filter(handler__postings__unit=found)
        if found is None or not theirs.exists():
            raise forms.ValidationError(_("There is no unit “%(code)s” here."), params={"code": code})
        return found


def _choice(method: str, choices: Any, label: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(method=method, choices=choices, label=label)


def _period(method: str, label: Any) -> PeriodFilter:
    return PeriodFilter(method=method, label=label)


def _ended(kind: str, result: str, period: Period | None) -> Q:
    """Tickets with a promise of this kind (of any, if empty) that ended so in the period; calls keep their own."""
    found = Q()
    if kind != CALL_BACK:
        conditions = Q(kind=kind) if kind else Q(), clock_ended(result), within("ended_at", period)
        found |= Q(pk__in=_of_relation(Complaint.objects.all(), "clocks__", *conditions).values("pk"))
    if kind in ("", HANDLING):
        found |= handled_without_clock(result, period)
    if kind in ("", CALL_BACK):
        calls = called_back(result), within("done_at", period)
        found |= Q(pk__in=_of_relation(Complaint.objects.all(), "rounds__call_backs__", *calls).values("pk"))
    return found


def _of_relation(rows: ComplaintQuerySet, prefix: str, *conditions: Q) -> ComplaintQuerySet:
    """Tickets with one related row that meets every condition, whose names get `prefix`."""
    found = Complaint.objects.filter(*(prefixed(one, prefix) for one in conditions)).order_by()
    return rows.filter(pk__in=found.values("pk"))


def prefixed(condition: Q, prefix: str) -> Q:
    """The same condition asked of a related row, and columns that it names of the same row."""

    def of_row(value: Any) -> Any:
        return F(f"{prefix}{value.name}") if isinstance(value, F) else value  # type: ignore[attr-defined]

    parts: list[Any] = [
        prefixed(one, prefix) if isinstance(one, Q) else (f"{prefix}{one[0]}", of_row(one[1]))  # type: ignore[index]
        for one in condition.children
    ]
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)


class HandledFilters(django_filters.FilterSet):
    form: Any
    now: dt.datetime

    closed = _period("closed_in", _("Closed in"))
    timely = _choice("by_timeliness", TIMELY, _("Deadline kept"))
    paused = _choice("paused_only", [("1", _("Clock was paused"))], _("Clock was paused"))
    clock = _choice("by_clock", CLOCKS, _("Clock"))
    clock_result = _choice("by_clock", CLOCK_RESULTS, _("Clock's end"))
    clock_ended = _period("by_clock", _("Clock ended in"))
    call = _choice("by_call", CALLS, _("Follow-up call"))
    called = _period("by_call", _("Follow-up call asked for in"))
    on_site = _choice("on_site_only", [("1", _("Solved on site"))], _("Solved on site"))
    reopened_in = _period("by_reopening", _("Reopened in"))
    reopen_reason = _choice("by_reopening", ReopenReason.choices, _("Why reopened"))
    phenomenon_exact = _choice("as_said", [("1", _("Without finer phenomena"))], _("Without finer phenomena"))
    team = django_filters.CharFilter(method="of_team", max_length=60, label=_("Handler serves at"))

    def as_said(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        """For names that only say how another filter is meant."""
        return rows

    def closed_in(self, rows: ComplaintQuerySet, _name: str, period: Period) -> ComplaintQuerySet:
        return rows.filter(within("closed_at", period))

    def by_timeliness(self, rows: ComplaintQuerySet, _name: str, result: str) -> ComplaintQuerySet:
        return rows.filter(timely(result))

    def paused_only(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        return _of_relation(rows, "clocks__intervals__", Q(kind="pause"))

    def by_clock(self, rows: ComplaintQuerySet, name: str, _value: str) -> ComplaintQuerySet:
        """`met` are tickets with such a promise that ended in time, and none that ended late."""
        said = self._once(name, "clock_ended", "clock_result", "clock")
        if said is None:
            return rows
        kind, result, period = said["clock"] or "", said["clock_result"] or ENDED, said["clock_ended"]
        found = rows.filter(_ended(kind, result, period))
        return found.exclude(_ended(kind, MISSED, period)) if result == MET else found

    def by_call(self, rows: ComplaintQuerySet, name: str, _value: str) -> ComplaintQuerySet:
        said = self._once(name, "called", "call")
        if said is None:
            return rows
        wanted, hindered = CALL_RANKS[said["call"] or "asked"]
        period = within("made_at", said["called"])
        found = _of_relation(rows, "rounds__call_backs__", wanted, period)
        if hindered is None:
            return found
        worse = _of_relation(Complaint.objects.all(), "rounds__call_backs__", hindered, period)
        return found.exclude(pk__in=worse.values("pk"))

    def on_site_only(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        return rows.filter(solved_on_site(on_site_hours()))

    def by_reopening(self, rows: ComplaintQuerySet, name: str, _value: str) -> ComplaintQuerySet:
        said = self._once(name, "reopened_in", "reopen_reason")
        if said is None:
            return rows
        events = ComplaintEvent.objects.filter(within("at", said["reopened_in"]), kind=EventKind.REOPENED)
        if said["reopen_reason"]:
            events = events.filter(data__reason=said["reopen_reason"])
        return rows.filter(pk__in=events.order_by().values("complaint"))

    def of_team(self, rows: ComplaintQuerySet, _name: str, unit: Unit) -> ComplaintQuerySet:
        return rows.filter(handler__in=serving_at(unit, on=self.now))

    def _once(self, name: str, *names: str) -> dict[str, Any] | None:
        """What was said under all of `names`, for the first that was given; None for the others."""
        said = {one: self.form.cleaned_data.get(one) for one in names}
        return said if name == next(one for one in names if said[one]) else None


def serving_at(unit: Unit, *, on: dt.datetime) -> Any:
    """Ids of those who serve at `unit` itself on the branch's day of `on`."""
    day = on.astimezone(rules.BRANCH_TIME).date()
    return unit.postings.in_force(on=day).order_by().values("person_id")
