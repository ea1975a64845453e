"""What is typed about a check: which ones are looked for, answers, and what a reviewer says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.checks import rules
from halls.checks.choices import CheckKind, RunState
from halls.checks.models import Answer
from halls.checks.services import CannotAnswer, Said

SELECT = {"class": "form-select"}
TEXT = {"class": "form-control"}
MOST_DIGITS = 8


class RunFilter(forms.Form):
    """All of it may be left out; what is no value of its kind is left out too."""

    kind = forms.ChoiceField(label=_("Kind of check"), required=False, widget=forms.Select(attrs=SELECT))
    state = forms.ChoiceField(label=_("State"), required=False, widget=forms.Select(attrs=SELECT))
    hall = forms.ChoiceField(label=_("Hall"), required=False, widget=forms.Select(attrs=SELECT))
    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    )
    until = forms.DateField(
        label=_("Until day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    )

    def __init__(self, data: Any, *, halls: list[tuple[str, str]]) -> None:
        super().__init__(data)
        everything = [("", _("All"))]
        self.fields["kind"].choices = [*everything, *CheckKind.choices]  # type: ignore[attr-defined]
        self.fields["state"].choices = [*everything, *RunState.choices]  # type: ignore[attr-defined]
        self.fields["hall"].choices = [*everything, *halls]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class WordsForm(forms.Form):
    """What a reviewer says; needed where the act asks for a reason."""

    words = forms.CharField(
        label=_("What you say about it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
    )


def said_in(post: Mapping[str, str], answer: Answer) -> Said | None:
    """One answer out of the posted form, where each item's fields begin with its key; None where it is not in it.

    Raises CannotAnswer for points or a version that are no numbers.
    """
    name = f"a{answer.pk}"
    if f"{name}-seen" not in post:
        return None
    seen = post[f"{name}-seen"]
    return Said(
        verdict=post.get(f"{name}-verdict", ""),
        lost=_points(post.get(f"{name}-lost", ""), answer),
        note=post.get(f"{name}-note", "")[: rules.NOTE_MOST],
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= MOST_DIGITS else None,
    )


def _points(text: str, answer: Answer) -> Decimal | None:
    tidy = text.strip()
    if not tidy:
        return None
    try:
        return Decimal(tidy)
    except InvalidOperation:
        raise CannotAnswer(_("“%(text)s” is no number of points.") % {"text": tidy}, field=str(answer.pk)) from None
