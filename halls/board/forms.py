from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.queue.rules import NOTE_MOST


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=NOTE_MOST, widget=forms.TextInput(attrs={"class": "form-control"})
    )
