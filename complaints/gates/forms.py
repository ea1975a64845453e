"""What a person types at a gate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.gates.services.reports import WORDS_MOST


class ReportForm(forms.Form):
    words = forms.CharField(
        label=_("What was done, and why the customer stays dissatisfied"),
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )
