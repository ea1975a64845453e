"""The days that a page of halls looks at: one, or a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.periods.rules import Month, NotAPeriod, month

DAY, MONTH = "day", "month"


@dataclass(frozen=True)
class Span:
    """From `first` to `last`, both counted; `kind` is day or month."""

    first: dt.date
    last: dt.date
    kind: str = MONTH

    @property
    def words(self) -> str:
        """As it stands in an address: `2011-01-17` or `2011-01`."""
        return self.first.isoformat() if self.kind == DAY else Month.of(self.first).words

    @property
    def month(self) -> str:
        return Month.of(self.first).words

    @property
    def before(self) -> Span:
        return day_span(self.first - dt.timedelta(days=1)) if self.kind == DAY else month_span(self._month.plus(-1))

    @property
    def after(self) -> Span:
        return day_span(self.last + dt.timedelta(days=1)) if self.kind == DAY else month_span(self._month.plus(1))

    @property
    def query(self) -> str:
        """What leads to it: `day=2011-01-17` or `month=2011-01`."""
        return f"{self.kind}={self.words}"

    @property
    def other(self) -> Span:
        """The same time looked at the other way: a day's month, or the first day of a month."""
        return month_span(self._month) if self.kind == DAY else day_span(self.first)

    @property
    def _month(self) -> Month:
        return Month.of(self.first)


def day_span(day: dt.date) -> Span:
    return Span(day, day, DAY)


def month_span(of: Month) -> Span:
    return Span(of.first_day, of.last_day)


def asked_span(params: Mapping[str, str], *, usual: dt.date) -> Span:
    """The day or the month that an address names; the month of `usual` if it names none. Raises NotAPeriod."""
    if day := params.get(DAY, ""):
        try:
            return day_span(dt.date.fromisoformat(day))
        except ValueError:
            raise NotAPeriod(_("A day is written like 2011-01-17.")) from None
    if words := params.get(MONTH, ""):
        return month_span(month(words))
    return month_span(Month.of(usual))


def span_in(request: HttpRequest, latest: dt.date | None) -> Span:
    """What the address asks for; the month of the latest day on which anything was recorded, else this one.

    Raises Http404 for words that name no day and no month: nothing stands at such an address.
    """
    try:
        return asked_span(request.GET, usual=latest or timezone.localdate())
    except NotAPeriod as refusal:
        raise Http404(str(refusal)) from None
