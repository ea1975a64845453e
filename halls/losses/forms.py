from __future__ import annotations

from django import forms

from halls.checks.choices import CheckKind


class KindForm(forms.Form):
    """Mystery visits where nothing, or nothing known, is said: the table of S0 1.2 is theirs."""

    kind = forms.ChoiceField(choices=CheckKind.choices, required=False)

    @property
    def chosen(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("kind") or CheckKind.MYSTERY.value)
