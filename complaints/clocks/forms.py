"""What is typed about clocks and their rules."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.clocks.choices import PROOF_NEEDED, ClockKind, Counting, PauseReason
from complaints.clocks.models import ClockRule
from complaints.clocks.rules import PAUSE_MOST
from complaints.tickets.choices import Grade
from complaints.tickets.filters import units_for
from core.fields import WholeNumberField
from org.access.choices import Right
from org.people.models import Person
from org.units.models import Unit

AMOUNT_MOST = 365
MINUTES_MOST = 60 * 24 * 60
YEARS_TRIED = range(2000, 2100)
_SELECT = {"class": "form-select"}
_INPUT = {"class": "form-control"}
_MINUTES = re.compile(r"[\s,，、;；]+")
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
GRADES = [("", _("All grades")), *Grade.choices]


class MomentField(forms.DateTimeField):
    """A moment in the branch's time, written 2011-01-31 09:00."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local", **_INPUT}, format=FORMATS[0])
        super().__init__(input_formats=FORMATS, widget=widget, **more)


class DayField(forms.DateField):
    """A day, written 2011-01-31."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput({"type": "date", **_INPUT}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **more)


class WarningsField(forms.CharField):
    """Minutes before the deadline, separated by commas: `240, 60, 0`."""

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        words = [word for word in _MINUTES.split(super().clean(value)) if word]
        wrong = [word for word in words if not re.fullmatch(r"[0-9]{1,6}", word) or int(word) > MINUTES_MOST]
        if wrong:
            raise ValidationError(_("Whole minutes separated by commas, such as 240, 60, 0."), code="invalid")
        return sorted({int(word) for word in words}, reverse=True)


class PauseForm(forms.Form):
    """Why a clock stands still, until when, and what attests it."""

    reason = forms.ChoiceField(label=_("Reason"), choices=PauseReason.choices, widget=forms.Select(_SELECT))
    note = forms.CharField(label=_("What it waits for"), max_length=300, widget=forms.Textarea({**_INPUT, "rows": 2}))
    resume_at = MomentField(
        label=_("Goes on"), help_text=_("By itself at this moment, unless somebody lets it go on earlier.")
    )
    upload = forms.FileField(
        label=_("Proof"), required=False, widget=forms.FileInput(_INPUT), help_text=_("Needed for: %(reasons)s.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        needed = "、".join(str(reason.label) for reason in PauseReason if reason in PROOF_NEEDED)
        upload = self.fields["upload"]
        upload.help_text = upload.help_text % {"reasons": needed}


class RuleForm(forms.Form):
    """What a clock promises from a day on."""

    kind = forms.ChoiceField(label=_("Clock"), choices=ClockKind.choices, widget=forms.Select(_SELECT))
    grade = forms.ChoiceField(label=_("Grade"), choices=GRADES, required=False, widget=forms.Select(_SELECT))
    amount = WholeNumberField(
        label=_("Within"), min_value=1, max_value=AMOUNT_MOST, widget=forms.NumberInput({**_INPUT, "min": 1})
    )
    counting = forms.ChoiceField(label=_("counted in"), choices=Counting.choices, widget=forms.Select(_SELECT))
    warn_minutes = WarningsField(
        label=_("Warn before, in minutes"),
        required=False,
        max_length=60,
        widget=forms.TextInput({**_INPUT, "placeholder": "240, 60, 0", "autocomplete": "off"}),
        help_text=_("Counted as the clock counts; 0 is the deadline itself. Empty: no warning."),
    )
    valid_from = DayField(label=_("In force from"))
    source = forms.CharField(
        label=_("Decided by, written where"), max_length=120, widget=forms.TextInput({**_INPUT, "autocomplete": "off"})
    )

    def as_rule(self) -> ClockRule:
        """The rule that these words would make."""
        said = self.cleaned_data
        return ClockRule(kind=said["kind"], amount=said["amount"], counting=said["counting"], source=said["source"])


class TryForm(forms.Form):
    """A moment and a rule, or numbers of one's own."""

    received = MomentField(label=_("Received"))
    kind = forms.ChoiceField(label=_("Clock"), choices=ClockKind.choices, widget=forms.Select(_SELECT))
    grade = forms.ChoiceField(label=_("Grade"), choices=GRADES, required=False, widget=forms.Select(_SELECT))
    unit = forms.ChoiceField(label=_("Unit"), required=False, widget=forms.Select(_SELECT))
    paused_from = MomentField(label=_("Paused from"), required=False)
    paused_until = MomentField(label=_("until"), required=False)

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        self._units = {unit.code: unit for unit in units_for(person, Right.COMPLAINT_VIEW)}
        named = [(unit.code, f"{unit.name} · {unit.code}") for unit in self._units.values()]
        self.fields["unit"].choices = [("", _("By the standard calendar")), *named]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit | None:
        return self._units.get(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("paused_from"), said.get("paused_until")
        if bool(first) != bool(last) or (first and last and last <= first):
            self.add_error("paused_until", _("A pause has a beginning and a later end."))
        elif first and last and last - first > PAUSE_MOST:
            self.add_error("paused_until", _("A pause lasts a year at most."))
        return said

    def clean_received(self) -> dt.datetime:
        received: dt.datetime = self.cleaned_data["received"]
        if received.year not in YEARS_TRIED:
            words = _("Choose a year from %(first)s to %(last)s.")
            raise ValidationError(words, params={"first": YEARS_TRIED[0], "last": YEARS_TRIED[-1]}, code="invalid")
        return received


def an_example(now: dt.datetime) -> dict[str, Any]:
    """What the form shows before anybody asks."""
    return {"received": timezone.localtime(now), "kind": ClockKind.HANDLING}
