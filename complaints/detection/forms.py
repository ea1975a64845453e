"""What a reviewer says of an entry."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.detection.choices import Verdict
from complaints.detection.services import WORDS_MOST


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )
    words = forms.CharField(
        label=_("What you looked at and found"),
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )
