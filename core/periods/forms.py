"""What the reader of a report chooses: a range of months."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.periods.rules import NotAPeriod, Period, month, span


class MonthInput(forms.TextInput):
    """What was written is kept where the browser knows no months."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__({"min": "1990-01", "max": "2099-12", "placeholder": "2011-01", "class": "form-control"})


class MonthsForm(forms.Form):
    """Two months from the period menu; `chosen` is the period they name."""

    first = forms.CharField(label=_("From month"), max_length=7, widget=MonthInput)
    last = forms.CharField(label=_("To month"), max_length=7, required=False, widget=MonthInput)

    @classmethod
    def of(cls, query: QueryDict) -> MonthsForm:
        """Bound only where the address chooses months: one that chooses none is no wrong choice."""
        return cls(query if query.keys() & cls.base_fields.keys() else None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first = cleaned.get("first", "")
        if first:
            try:
                cleaned["period"] = span(month(first), month(cleaned.get("last") or first))
            except NotAPeriod as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return cleaned

    @property
    def chosen(self) -> Period:
        return self.cleaned_data["period"]
