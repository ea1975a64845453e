"""What is typed or pressed at a machine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy


class PairForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("pairing", "Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "form-control pair-code", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class TakeForm(forms.Form):
    """One press: which service, and a number of its own, so that sending it again gives the same ticket."""

    service = forms.ChoiceField()
    press = forms.UUIDField()

    def __init__(self, data: Any = None, *, services: dict[str, Any]) -> None:
        super().__init__(data)
        self._services = services
        self.fields["service"].choices = [(prefix, prefix) for prefix in services]  # type: ignore[attr-defined]

    def clean_service(self) -> Any:
        return self._services[self.cleaned_data["service"]]
