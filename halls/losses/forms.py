from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from halls.checks.choices import CheckKind


class NoSuchKind(Refusal):
    """The address names a kind of check that there is none of."""

    status = 400


class KindForm(forms.Form):
    """Mystery visits where nothing is said: the table of S0 1.2 is theirs."""

    kind = forms.ChoiceField(choices=CheckKind.choices, required=False)

    @property
    def chosen(self) -> str:
        """Raises NoSuchKind for words that name none: figures of another kind would be no answer."""
        if not self.is_valid():
            raise NoSuchKind(_("There is no such kind of check."))
        return str(self.cleaned_data["kind"] or CheckKind.MYSTERY.value)
