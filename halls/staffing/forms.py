"""What is asked before seats are proposed; the same words come with the plan that is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.desks.forms import TEXT, date, per_cent
from halls.staffing.services import NOTE_MOST, SEATS_A_HALL_MOST

SEAT = "seat-"
"""A half-hour's own number of seats is typed as `seat-21`."""

FACTS = (
    "day",
    "is_one_day",
    "looked_from",
    "looked_until",
    "goal_share",
    "use_from",
    "use_until",
    "shrinkage",
)


class PlanForm(forms.Form):
    day = date(_("For the weekday of"), help_text=_("The plan holds for this weekday from that day on."))
    is_one_day = forms.BooleanField(
        label=_("For this day alone"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    looked_from = date(_("Visits looked at from"))
    looked_until = date(_("Visits looked at until"))
    goal_share = per_cent(
        _("Share to be served within the limit, in per cent"),
        required=False,
        help_text=_("No source gives one: left empty, Erlang C proposes nothing."),
    )
    use_from = per_cent(_("Utilisation from, in per cent"), required=False)
    use_until = per_cent(
        _("Utilisation up to, in per cent"),
        required=False,
        help_text=_("At first the saturated band of the hall, where bands are set."),
    )
    shrinkage = per_cent(
        _("Shrinkage, in per cent"), required=False, most=90, help_text=_("Leave, breaks, training: of those rostered.")
    )
    at = forms.TimeField(
        label=_("How many seats at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={**TEXT, "type": "time", "step": "1800"}),
        help_text=_("Left empty, the busiest half-hour."),
    )
    note = forms.CharField(label=_("Note"), max_length=NOTE_MOST, required=False, widget=forms.TextInput(attrs=TEXT))

    @property
    def facts(self) -> dict[str, Any]:
        """What the act is told; an empty shrinkage is none."""
        said = {name: self.cleaned_data[name] for name in FACTS}
        return said | {"shrinkage": said["shrinkage"] or 0}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["seats"] = self._seats()
        return cleaned

    def _seats(self) -> dict[int, int]:
        """Numbers typed for half-hours."""
        found = {}
        for name, words in self.data.items():
            slot, typed = name.removeprefix(SEAT), str(words).strip()
            if not name.startswith(SEAT) or not typed:
                continue
            if not (slot.isascii() and slot.isdigit() and typed.isascii() and typed.isdigit()):
                raise forms.ValidationError(_("Seats are whole numbers."))
            if len(typed) > 3 or int(typed) > SEATS_A_HALL_MOST:
                raise forms.ValidationError(_("A half-hour has between 0 and 200 seats."))
            found[int(slot[:3])] = int(typed)
        return found
