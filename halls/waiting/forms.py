"""What a reader chooses of an analysis: the base, and by what it is broken down."""

from __future__ import annotations

from django import forms

from halls.waiting.choices import Base, By


class ChoiceForm(forms.Form):
    base = forms.ChoiceField(choices=Base.choices, required=False)
    by = forms.ChoiceField(choices=By.choices, required=False)

    @property
    def chosen_base(self) -> Base:
        """All tickets where nothing, or nothing known, is said: the headline."""
        return Base(self.cleaned_data.get("base") or Base.ALL)

    @property
    def chosen_by(self) -> By:
        return By(self.cleaned_data.get("by") or By.HALL)
