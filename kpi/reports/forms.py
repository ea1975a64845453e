"""What the reader of a report chooses: a unit and a range of months."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.periods.rules import NotAPeriod, Period, month, period


class RangeForm(forms.Form):
    """Two months from the period menu; `chosen` is the canonical period they name."""

    first = forms.CharField(label=_("From month"), max_length=7)
    last = forms.CharField(label=_("To month"), max_length=7, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first = cleaned.get("first", "")
        last = cleaned.get("last") or first
        if first:
            try:
                cleaned["period"] = period(first if first == last else f"{month(first).words}..{month(last).words}")
            except NotAPeriod as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return cleaned

    @property
    def chosen(self) -> Period:
        return self.cleaned_data["period"]
