"""What the forms of this app share: refusals shown where they belong, dates, units, weekly hours."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal, refused_in
from org.units.models import Unit, UnitQuerySet
from org.units.rules import depth, end_words

_WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*[-~–—至到]\s*(\d{1,2}):(\d{2})")


class ActForm(forms.Form):
    """A form before an act: what the act refuses is shown beside the field it speaks of."""

    def refuse(self, refusal: Refusal) -> None:
        refused_in(self, refusal)


class DayField(forms.DateField):
    """A day, written 2011-01-31."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **kwargs)


class UnitField(forms.ModelChoiceField):
    """A unit among `units`, by its code, shown indented as it stands in the tree."""

    def __init__(self, units: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(units.in_tree_order(), to_field_name="code", **kwargs)

    def to_python(self, value: Any) -> Any:
        ProhibitNullCharactersValidator()(value)
        return super().to_python(value)

    def label_from_instance(self, unit: Unit) -> str:
        return "\u3000" * depth(unit.path) + f"{unit.name} · {unit.code}"


class WeekForm(ActForm):
    """Windows of time for each weekday, written "08:30-12:00 13:30-17:30"; an empty day has none.

    What is wrong with a day is said beside that day.
    """

    to_midnight = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS.items():
            self.fields[f"day_{weekday}"] = forms.CharField(
                label=name,
                required=False,
                max_length=120,
                widget=forms.TextInput({"placeholder": "08:30-12:00 13:30-17:30", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["week"] = {}
        for weekday in range(7):
            try:
                windows = read_windows(cleaned.get(f"day_{weekday}", ""), to_midnight=self.to_midnight)
            except ValueError:
                self.add_error(f"day_{weekday}", _("Write windows as 08:30-12:00, with blanks between them."))
                continue
            spans = sorted(windows)
            if any(starts >= ends for starts, ends in spans):
                self.add_error(f"day_{weekday}", _("Each window ends after it starts."))
            elif any(earlier[1] > later[0] for earlier, later in itertools.pairwise(spans)):
                self.add_error(f"day_{weekday}", _("Windows of one day must not overlap."))
            cleaned["week"][weekday] = windows
        return cleaned


class HoursForm(WeekForm):
    """Opening hours, which may last until 24:00."""

    to_midnight = True


def read_windows(text: str, *, to_midnight: bool = False) -> list[tuple[dt.time, dt.time]]:
    """The windows written in `text`; with `to_midnight` one may end at 24:00, which is kept as the last moment of the
    day. Raises ValueError for anything that is no window."""
    plain = unicodedata.normalize("NFKC", text)
    if re.sub(r"[\s,;、，；]", "", _WINDOW.sub("", plain)):
        raise ValueError(text)
    return [
        (dt.time(int(hour), int(minute)), _end(int(to_hour), int(to_minute), to_midnight=to_midnight))
        for hour, minute, to_hour, to_minute in _WINDOW.findall(plain)
    ]


def _end(hour: int, minute: int, *, to_midnight: bool) -> dt.time:
    return dt.time.max if to_midnight and (hour, minute) == (24, 0) else dt.time(hour, minute)


def written_week(windows: list[tuple[int, dt.time, dt.time]]) -> dict[str, str]:
    """Windows (weekday, from, to) as a WeekForm shows them."""
    week: dict[str, list[str]] = {}
    for weekday, starts, ends in windows:
        week.setdefault(f"day_{weekday}", []).append(f"{starts:%H:%M}-{end_words(ends)}")
    return {day: " ".join(spans) for day, spans in week.items()}
