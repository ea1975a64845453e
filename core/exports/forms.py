"""What is asked before a long or a delicate export."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """With a reason phone numbers are exported whole."""

    reason = forms.CharField(
        label=_("Reason for whole phone numbers"),
        required=False,
        min_length=4,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
