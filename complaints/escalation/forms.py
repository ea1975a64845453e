"""What is typed about the chain: reasons, a copy's name, a rung, the month of a trial."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.escalation.choices import Counted, Occasion, Trigger
from complaints.escalation.models import Rung
from complaints.escalation.rules import FIRST, LAST
from complaints.tickets import rules as ticket_rules
from complaints.tickets.choices import Grade
from org.people.choices import Role

HOURS_MOST = 24 * 60
NOBODY = (Role.MYSTERY_SHOPPER, Role.FINANCE, Role.HR_LEGAL, Role.ADMINISTRATOR)
"""Roles that do not see complaints; telling them of one would lead them to a closed door."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"class": "form-control", "rows": 3})
    )


class RaiseForm(ReasonForm):
    """The level that the page showed goes along: of two who see the same, one lifts the ticket."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, level: int) -> None:
        super().__init__(data, initial={"seen": level})


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the copy"),
        max_length=80,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )


class TrialForm(forms.Form):
    """Which month a plan is tried on; the last one where nothing is chosen."""

    month = forms.CharField(
        label=_("Month"),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "month", "pattern": r"\d{4}-\d{2}"}),
    )

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        last = today.replace(day=1) - dt.timedelta(days=1)
        self._last = last.year * 100 + last.month
        super().__init__(data, initial={"month": f"{last:%Y-%m}"})

    def clean_month(self) -> int:
        words = self.cleaned_data["month"]
        try:
            return ticket_rules.month_number(words) if words else self._last
        except ticket_rules.NotAMonth as refusal:
            raise forms.ValidationError(str(refusal)) from None


def _select(label: Any, choices: Any, *, required: bool = True, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=help_text,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


def _ticks(label: Any, choices: Any, *, required: bool = True, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


def _tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget, help_text=help_text)


class RemoveForm(forms.Form):
    """The rung as it was read, which is the one that goes."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class RungForm(forms.Form):
    """One rung; what its trigger does not know must stay empty, as the table demands.

    A change carries the version that was read.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    level = _select(_("Level"), [(level, level) for level in range(FIRST, LAST + 1)])
    trigger = _select(_("Goes up"), Trigger.choices)
    occasion = _select(_("Event"), [("", "—"), *Occasion.choices], required=False)
    hours = forms.DecimalField(
        label=_("How many hours"),
        required=False,
        min_value=0,
        max_value=HOURS_MOST,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "form-control", "step": "0.25", "inputmode": "decimal"}),
        help_text=_("The source names no times. Without a rung by time nothing goes up by itself at this level."),
    )
    counted = _select(_("Counted from"), [("", "—"), *Counted.choices], required=False)
    grades = _ticks(
        _("Only for grades"),
        [(grade.value, grade.value) for grade in Grade],
        required=False,
        help_text=_("None ticked means all."),
    )
    roles = _ticks(_("Tell"), [(role.value, role.label) for role in Role if role not in NOBODY])
    liaison_form = _tick(_("With a liaison form"))
    urgent = _tick(_("At once"), _("Else it comes with the next digest."))

    def __init__(self, data: Any = None, *, rung: Rung | None = None) -> None:
        super().__init__(data, initial=_said(rung) if rung else {"level": 2, "trigger": Trigger.TIME})

    def clean_grades(self) -> str:
        return "".join(sorted(self.cleaned_data["grades"]))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        trigger = said.get("trigger")
        if trigger == Trigger.EVENT and not said.get("occasion"):
            self.add_error("occasion", _("Say which event."))
        if trigger == Trigger.TIME:
            if said.get("hours") is None and "hours" not in self.errors:
                self.add_error("hours", _("Say after or before how many hours."))
            if not said.get("counted"):
                self.add_error("counted", _("Say what the hours are counted from."))
        return said

    def columns(self) -> dict[str, Any]:
        """What `set_rung` takes: only what belongs to the trigger."""
        said = self.cleaned_data
        by_time, by_event = said["trigger"] == Trigger.TIME, said["trigger"] == Trigger.EVENT
        return {
            "level": int(said["level"]),
            "trigger": said["trigger"],
            "occasion": said["occasion"] if by_event else "",
            "counted": said["counted"] if by_time else "",
            "offset_minutes": int(said["hours"] * 60) if by_time else None,
            "grades": said["grades"] if by_time else "",
            "roles": said["roles"],
            "liaison_form": said["liaison_form"],
            "urgent": said["urgent"],
        }


def _said(rung: Rung) -> dict[str, Any]:
    hours = None if rung.offset_minutes is None else f"{rung.offset_minutes / 60:g}"
    return {
        "version": rung.version,
        "level": rung.level,
        "trigger": rung.trigger,
        "occasion": rung.occasion,
        "hours": hours,
        "counted": rung.counted,
        "grades": list(rung.grades),
        "roles": rung.roles,
        "liaison_form": rung.liaison_form,
        "urgent": rung.urgent,
    }
