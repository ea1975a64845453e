"""Which visits and which days counted by hand a page shows: filters that stand in its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.intake.choices import Channel
from halls.intake.models import DayTotal, DayTotalQuerySet
from halls.intake.selectors import last_day_in
from halls.premises.models import Premises, Service
from halls.queue.choices import Origin, Outcome
from halls.queue.models import Visit, VisitQuerySet
from halls.waiting.rules import HALF_HOURS, half_hour_words
from halls.waiting.selectors import arrived_in, limit_seconds, limits_of
from org.access.choices import Right
from org.units.models import Unit

if TYPE_CHECKING:
    from halls.waiting.rules import Limits
    from org.people.models import Person

MOST_DAYS = 31
SELECT = {"class": "form-select"}
DAY = {"class": "form-control", "type": "date"}
ALL = ("", _("All"))
OVER = [
    ("yes", _("Over the limit")),
    ("waited", _("Waited at all")),
    ("counted", _("Counts for its day")),
    ("marked", _("Kept, not counted")),
]


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs=SELECT))


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))


class VisitFilter(forms.Form):
    """One hall, or all below a unit, and at most a month of days, since halls have millions of visits; the last day
    that has any at first.

    What is no value of its kind is told beside its field, and nothing is listed then.
    """

    hall = forms.ChoiceField(label=_("Hall"), required=False, widget=forms.Select(attrs=SELECT))
    since = _day(_("From day"))
    until = _day(_("Until day"))
    service = _choice(_("Service"))
    outcome = _choice(_("Outcome"))
    origin = _choice(_("Origin"))
    over = _choice(_("Wait"))
    weekday = _choice(pgettext_lazy("broken down by", "Weekday"))
    half_hour = _choice(pgettext_lazy("broken down by", "Half-hour"))

    def __init__(self, data: Mapping[str, str], *, person: Person) -> None:
        self.halls = {
            one.unit.code: one
            for one in Premises.objects.visible_to(person).select_related("unit").order_by("unit__path")
        }
        self.code = code = data.get("hall", "")
        self.premises, self.above = self.halls.get(code), None
        if code and self.premises is None:
            self.above = Unit.objects.where(person, Right.HALL_VIEW).filter(code=code).first()
        elif self.premises is None:
            self.premises = next(iter(self.halls.values()), None)
            self.code = self.premises.unit.code if self.premises else ""
        self.chosen = [self.premises] if self.premises else self._below(self.above)
        self.is_known = not code or bool(self.chosen)
        self.run = run if (run := data.get("import", "")).isdecimal() and len(run) < 18 else ""
        super().__init__(data)
        halls = [(code, one.unit.name) for code, one in self.halls.items()]
        if self.above and self.chosen:
            halls.insert(0, (code, str(self.place)))
        self._choose("hall", halls)
        self._choose("service", [ALL, *self._services()])
        self._choose("outcome", [ALL, *Outcome.choices])
        self._choose("origin", [ALL, *Origin.choices])
        self._choose("over", [ALL, *OVER])
        self._choose("weekday", [ALL, *((str(place), name) for place, name in WEEKDAYS.items())])
        self._choose("half_hour", [ALL, *((str(place), half_hour_words(place)) for place in range(HALF_HOURS))])
        self.is_valid()
        self.is_whole_sheet = bool(self.run) and not (self.said("since") or self.said("until"))
        self.first, self.last = self._days()

    def _below(self, unit: Unit | None) -> list[Premises]:
        return [one for one in self.halls.values() if unit and one.unit.path.startswith(unit.path)]

    def _services(self) -> list[tuple[str, str]]:
        """A hall's by the letters of their numbers; those of several halls by what they are called too."""
        if self.premises:
            return [(one.prefix, str(one)) for one in self.premises.services.all()]
        rows = Service.objects.filter(premises__in=self.chosen).order_by("prefix", "name")
        return [(name, name) for name in dict.fromkeys(str(one) for one in rows)]

    @property
    def place(self) -> str:
        """What is listed: a hall, or all of a unit's."""
        if self.above:
            return _("%(unit)s, all halls") % {"unit": self.above.name}
        return str(self.premises or "")

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return _in_order(self, super().clean() or self.cleaned_data)

    def said(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None

    def _days(self) -> tuple[dt.date, dt.date]:
        last = self.said("until") or self.said("since") or last_day_in(self.chosen, run=self.run)
        first = self.said("since") or last
        if self.is_whole_sheet:
            first = dt.date.min
        elif (last - first).days >= MOST_DAYS:
            first = last - dt.timedelta(days=MOST_DAYS - 1)
        return first, last

    @cached_property
    def limits(self) -> dict[int, list[Limits]]:
        """By premises, what a hall is measured by on each of the days."""
        return limits_of(self.chosen, self.first, self.last)

    @property
    def limit_minutes(self) -> list[int]:
        """The wait limits that hold in any of the halls on any of the days."""
        return sorted({one.minutes for some in self.limits.values() for one in some if one.minutes is not None})

    @property
    def is_narrowed(self) -> bool:
        names = ("service", "outcome", "origin", "over", "weekday", "half_hour")
        return any(self.said(name) for name in names) or bool(self.run)

    def rows(self) -> VisitQuerySet:
        """The visits that fit, in no order; none where the address says what is no value."""
        if not self.chosen or self.errors:
            return Visit.objects.none()
        rows = Visit.objects.filter(premises__in=self.chosen)
        if self.run:
            rows = rows.filter(import_run=int(self.run))
        if not self.is_whole_sheet:
            rows = rows.filter(business_day__range=(self.first, self.last))
        if service := self.said("service"):
            prefix, _blank, name = service.partition(" ")
            rows = rows.filter(service__prefix=prefix, **({"service__name": name} if name else {}))
        if outcome := self.said("outcome"):
            rows = rows.filter(outcome=outcome)
        if origin := self.said("origin"):
            rows = rows.filter(origin=origin)
        if place := self.said("weekday"):
            rows = rows.filter(business_day__iso_week_day=int(place) + 1)
        if place := self.said("half_hour"):
            rows = arrived_in(rows, self.chosen, int(place))
        return self._by_wait(rows)

    def _by_wait(self, rows: VisitQuerySet) -> VisitQuerySet:
        """Those over the limit of their own day are exactly the ones that the analysis of waits counts."""
        if self.said("over") == "marked":
            return rows.filter(is_counted=False)
        if self.said("over") == "counted":
            return rows.counted()
        if self.said("over") == "waited":
            return rows.counted().filter(wait_seconds__gt=0)
        if self.said("over") == "yes":
            limit = limit_seconds(self.limits)
            return rows.counted().filter(wait_seconds__gt=limit) if limit is not None else rows.none()
        return rows


def _in_order(form: forms.Form, said: dict[str, Any]) -> dict[str, Any]:
    """A span of days whose end is before its beginning is told, not turned round."""
    since, until = said.get("since"), said.get("until")
    if since and until and until < since:
        form.add_error("until", _("This day is before the first one."))
    return said


class TotalFilter(forms.Form):
    """All of it may be left out; what is no value of its kind is told beside its field, and nothing is listed then."""

    hall = _choice(_("Hall"))
    channel = _choice(_("Counted at"))
    since = _day(_("From day"))
    until = _day(_("Until day"))
    versions = _choice(_("Versions"))

    def __init__(self, data: Mapping[str, str], *, person: Person) -> None:
        super().__init__(data)
        self._person = person
        halls = Premises.objects.visible_to(person).order_by("unit__path").values_list("unit__code", "unit__name")
        self._choose("hall", [ALL, *halls])
        self._choose("channel", [ALL, *Channel.choices])
        self._choose("versions", [("", _("The last word")), ("all", _("Also what was corrected"))])
        self.is_valid()

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return _in_order(self, super().clean() or self.cleaned_data)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values()) or bool(self.errors)

    def rows(self) -> DayTotalQuerySet:
        if self.errors:
            return DayTotal.objects.none()
        said = self.cleaned_data
        rows = DayTotal.objects.visible_to(self._person)
        if said.get("versions") != "all":
            rows = rows.current()
        wanted = Q()
        for name, column in (
            ("hall", "premises__unit__code"),
            ("channel", "channel"),
            ("since", "business_day__gte"),
            ("until", "business_day__lte"),
        ):
            if said.get(name):
                wanted &= Q(**{column: said[name]})
        return rows.filter(wanted)
