"""What is typed where the daily book's rule is set."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.book import rules
from halls.book.choices import DueDays
from halls.book.models import BookRule
from halls.checks.choices import CheckKind
from halls.checks.models import CheckTemplate, TemplateVersion
from org.units.models import Unit

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
LIST_AT = dt.time(9)
"""What the form proposes for the missing list; like the meeting it holds only once somebody has saved it."""


def _time(label: Any, *, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={**TEXT, "type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget, help_text=help_text)


class BookRuleForm(forms.Form):
    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    )
    template = forms.ModelChoiceField(
        label=_("Sheet of the daily book"),
        queryset=CheckTemplate.objects.none(),
        required=False,
        empty_label=_("None: nothing is due"),
        widget=forms.Select(attrs=SELECT),
    )
    meeting_at = _time(
        _("Morning meeting at"),
        help_text=_("Until it is set no book is late or missing."),
    )
    days = forms.ChoiceField(label=_("Due on"), choices=DueDays.choices, widget=forms.Select(attrs=SELECT))
    remind_minutes = forms.IntegerField(
        label=_("Hall managers are reminded so many minutes before"),
        required=False,
        min_value=1,
        max_value=rules.REMIND_MOST,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
        help_text=_("Empty: nobody is reminded."),
    )
    missing_at = _time(
        _("Missing list at"), help_text=_("District and service managers are told then. Empty: nobody is told.")
    )
    note = forms.CharField(
        label=_("Why"),
        max_length=rules.NOTE_MOST,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Needed for days that are over."),
    )

    def __init__(self, data: Any = None, *, unit: Unit, rule: BookRule | None, today: dt.date) -> None:
        names = ("template", "meeting_at", "days", "remind_minutes", "missing_at")
        known = {name: getattr(rule, name) for name in names} if rule else {"missing_at": LIST_AT}
        super().__init__(data, initial={**known, "valid_from": today})
        published = TemplateVersion.objects.published().values("template")
        sheets = CheckTemplate.objects.holding_at(unit).filter(kind=CheckKind.DAILY, pk__in=published)
        self.fields["template"].queryset = sheets  # type: ignore[attr-defined]
