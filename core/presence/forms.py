"""What a page says of itself."""

from __future__ import annotations

from django import forms


class BeatForm(forms.Form):
    writing = forms.BooleanField(required=False)
    left = forms.DateTimeField(required=False)
    """The moment that the page which is left was told it was seen at."""
