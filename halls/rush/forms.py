"""What is typed about emergencies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.rush import rules
from halls.rush.choices import StepKind, StepState
from halls.rush.models import RushPlan, RushRule
from halls.rush.services import Wanted

TEXT = {"class": "form-control", "autocomplete": "off"}
MOST_MINUTES = 600


def _words(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=TEXT)
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _long(label: Any, most: int, *, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 3})
    return forms.CharField(label=label, max_length=most, widget=widget, help_text=help_text)


def _whole(label: Any, most: int, *, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, required=False, widget=widget, help_text=help_text
    )


class OpenForm(forms.Form):
    words = _words(
        _("What is going on"), rules.WORDS_MOST, help_text=_("For instance: pay day, the system is slow, two are ill.")
    )


class StepForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What about it"),
        choices=StepState.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    note = _words(_("Note"), rules.NOTE_MOST, required=False, help_text=_("A step that is left out needs one."))


class NoteForm(forms.Form):
    text = _long(_("What happened"), rules.RESULT_MOST)


class CloseForm(forms.Form):
    result = _long(pgettext_lazy("of an emergency", "Outcome"), rules.RESULT_MOST)


class ReviewForm(forms.Form):
    review = _long(_("What helped and what did not"), rules.RESULT_MOST)


class RushRuleForm(forms.Form):
    """Every number may stay empty: what is empty opens, ends or tells nothing."""

    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    )
    share_tickets = _whole(
        _("Opens when the share over the wait limit passes the allowed one, from so many numbers a day"),
        9999,
        help_text=_("S0-Q1: more than 10 per cent is a finding. No source says from how many numbers on it counts."),
    )
    queue_length = _whole(_("Opens when so many wait"), 999)
    longest_minutes = _whole(_("Opens when somebody waits longer than so many minutes"), MOST_MINUTES)
    calm_minutes = _whole(
        _("Ends when it has been calm for so many minutes"),
        MOST_MINUTES,
        help_text=_("Empty: it is ended by hand. One that was opened by hand always is."),
    )
    escalate_minutes = _whole(_("Service managers are told when it lasts so many minutes"), MOST_MINUTES)
    note = _words(_("Why"), rules.WORDS_MOST, required=False)

    def __init__(self, data: Any = None, *, rule: RushRule | None = None, today: dt.date | None = None) -> None:
        names = [name for name in self.base_fields if name not in ("valid_from", "note")]
        kept = {name: getattr(rule, name) for name in names} if rule else {}
        super().__init__(data, initial=kept | {"valid_from": today})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        names = Wanted.__dataclass_fields__
        rest = {name: value for name, value in said.items() if name not in names}
        return rest | {"wanted": Wanted(**{name: said.get(name) for name in names})}


class PlanForm(forms.Form):
    """Rows of place, step and words; a row without a place is left out."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, plan: RushPlan | None, steps: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"version": plan.version if plan else None})
        for row in range(1, rules.STEPS_MOST + 1):
            kind, words = steps[row - 1] if row <= len(steps) else ("", "")
            self._add(row, kind, words, place=row if kind else None)

    def _add(self, row: int, kind: str, words: str, *, place: int | None) -> None:
        select = forms.Select(attrs={"class": "form-select"})
        self.fields |= {
            f"place_{row}": forms.IntegerField(
                label=pgettext_lazy("in an order", "Place"),
                required=False,
                min_value=1,
                max_value=99,
                initial=place,
                widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
            ),
            f"kind_{row}": forms.ChoiceField(
                label=_("Step"), required=False, choices=[("", "—"), *StepKind.choices], initial=kind, widget=select
            ),
            f"words_{row}": _words(_("What exactly"), rules.WORDS_MOST, required=False),
        }
        self.fields[f"words_{row}"].initial = words

    @property
    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each row, as the page sets them."""
        return [
            (self[f"place_{row}"], self[f"kind_{row}"], self[f"words_{row}"]) for row in range(1, rules.STEPS_MOST + 1)
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        wanted = []
        for row in range(1, rules.STEPS_MOST + 1):
            place, kind, words = (said.get(f"{name}_{row}") for name in ("place", "kind", "words"))
            if place and not kind:
                self.add_error(f"kind_{row}", _("Choose what is done in this place."))
            elif place:
                wanted.append((place, row, kind, words or ""))
        return {
            "version": said.get("version"),
            "steps": [(kind, words) for _place, _row, kind, words in sorted(wanted)],
        }
