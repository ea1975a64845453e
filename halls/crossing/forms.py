"""What is typed about a round of cross inspection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.checks.models import CheckTemplate
from halls.crossing.selectors import Candidate
from halls.crossing.services import WHY_MOST
from org.units.models import Unit

TEXT = {"class": "form-control", "autocomplete": "off"}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}))


def _ticks(label: Any, choices: Iterable[tuple[str, str]]) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    return forms.MultipleChoiceField(label=label, choices=list(choices), widget=widget)


class RoundForm(forms.Form):
    """Everybody and every hall are ticked to begin with: a round is usually of all."""

    name = forms.CharField(label=_("Name of the round"), max_length=60, widget=forms.TextInput(attrs=TEXT))
    template = forms.ChoiceField(label=_("Check sheet"), widget=forms.Select(attrs={"class": "form-select"}))
    opens_on = _day(_("First day"))
    due_on = _day(pgettext_lazy("round", "Last day"))

    def __init__(
        self, data: Any = None, *, templates: list[CheckTemplate], people: list[Candidate], halls: list[Unit]
    ) -> None:
        initial = {"halls": [hall.code for hall in halls], "inspectors": [one.key for one in people]}
        super().__init__(data, initial=initial)
        self._templates = {str(one.pk): one for one in templates}
        self._people = {one.key: one for one in people}
        self._halls = {hall.code: hall for hall in halls}
        self.fields["template"].choices = [(key, one.name) for key, one in self._templates.items()]  # type: ignore[attr-defined]
        self.fields["inspectors"] = _ticks(
            _("Who inspects"), ((one.key, f"{one.person.name} · {one.home.name}") for one in people)
        )
        self.fields["halls"] = _ticks(_("Halls to be inspected"), ((hall.code, hall.name) for hall in halls))

    def clean_template(self) -> CheckTemplate:
        return self._templates[self.cleaned_data["template"]]

    def clean_inspectors(self) -> list[Candidate]:
        return [self._people[key] for key in self.cleaned_data["inspectors"]]

    def clean_halls(self) -> list[Unit]:
        return [self._halls[code] for code in self.cleaned_data["halls"]]


class _AsRead(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class TellForm(_AsRead):
    pass


class WhyForm(_AsRead):
    why = forms.CharField(label=_("Why"), max_length=WHY_MOST, widget=forms.TextInput(attrs=TEXT))


class AnotherForm(WhyForm):
    candidate = forms.ChoiceField(label=_("Who goes instead"), widget=forms.Select(attrs={"class": "form-select"}))

    field_order = ("candidate", "why")

    def __init__(self, data: Any = None, *, people: list[Candidate], **more: Any) -> None:
        super().__init__(data, **more)
        self._people = {one.key: one for one in people}
        self.fields["candidate"].choices = [(one.key, f"{one.person.name} · {one.home.name}") for one in people]  # type: ignore[attr-defined]

    def clean_candidate(self) -> Candidate:
        return self._people[self.cleaned_data["candidate"]]
