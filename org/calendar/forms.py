"""What is typed about working days and deadlines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import PlainNumberField
from org.access.choices import Right
from org.calendar.choices import DayKind
from org.calendar.models import WorkCalendar
from org.forms import ActForm, UnitField, WeekForm
from org.people.models import Person
from org.units.models import Unit

MOST_DAYS = 250
MOST_HOURS = Decimal(2000)


class CalendarFilter(forms.Form):
    """Which year of which calendar is shown."""

    year = forms.IntegerField(required=False, min_value=1900, max_value=2200)
    calendar = forms.ModelChoiceField(WorkCalendar.objects.order_by("-is_default", "name"), required=False)


class DayForm(ActForm):
    """What a day becomes, and why."""

    kind = forms.ChoiceField(
        label=_("Counts as"),
        required=False,
        choices=[("", _("An ordinary day, by its weekday")), *DayKind.choices],
    )
    name = forms.CharField(
        label=_("Name of the day"), required=False, max_length=60, help_text=_("Such as the holiday it belongs to.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=120, help_text=_("Notice, number and date: whoever asks later finds it here.")
    )


class NewCalendarForm(WeekForm):
    """A name and a week."""

    name = forms.CharField(label=_("Calendar name"), max_length=60)


class Measure(forms.ChoiceField):
    """Days or hours."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("days", _("working days")), ("hours", _("working hours"))]
        super().__init__(choices=choices, **kwargs)


class DeadlineForm(ActForm):
    """When something was received and how long it may take."""

    received = forms.DateTimeField(
        label=_("Received"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    amount = PlainNumberField(label=_("May take"), min_value=0, max_digits=7, decimal_places=2)
    measure = Measure(label=_("counted in"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.CALENDAR_VIEW)
        self.fields["unit"] = UnitField(
            places, label=_("Unit"), required=False, empty_label=_("By the standard calendar")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        amount, measure = cleaned.get("amount"), cleaned.get("measure")
        if amount is None or measure is None:
            return cleaned
        if measure == "days" and (amount != amount.to_integral_value() or amount > MOST_DAYS):
            self.add_error("amount", _("Working days are whole, and at most %(most)s.") % {"most": MOST_DAYS})
        elif amount > MOST_HOURS:
            self.add_error("amount", _("At most %(most)s working hours.") % {"most": MOST_HOURS})
        return cleaned

    def question(self) -> tuple[dt.datetime, dict[str, Any]]:
        """The moment of receipt, and the amount as WorkingTime.explain takes it."""
        amount = self.cleaned_data["amount"]
        days = self.cleaned_data["measure"] == "days"
        return self.cleaned_data["received"], {"days": int(amount)} if days else {"hours": amount}


def an_example(now: dt.datetime) -> dict[str, object]:
    """What the page asks before anybody typed: two working days (S4-L1) from this minute."""
    return {"received": timezone.localtime(now), "amount": 2, "measure": "days"}
