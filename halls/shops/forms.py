"""What is typed about mystery rounds, visits and appeals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.checks.models import Answer, CheckTemplate
from halls.shops import rules
from halls.shops.choices import Crowd, DayPart, Verdict
from halls.shops.models import AppealItem
from halls.shops.services import Claim, Decided
from org.people.models import Person
from org.units.models import Unit

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = forms.Select(attrs={"class": "form-select"})


def _day(label: Any, *, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def _words(label: Any, *, most: int = rules.WORDS_MOST, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={**TEXT, "rows": 3})
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


def _number(label: Any, *, least: int = 1, most: int = 365, help_text: Any = "", **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs=TEXT)
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, widget=widget, **more)


class RuleForm(forms.Form):
    """What peers do stands in the fields as a proposal; how long a hall may appeal nobody has said yet."""

    valid_from = _day(_("Valid from"))
    revision_hours = _number(_("Hours for a revision"), most=24 * 30, initial=24)
    outlier_line = forms.DecimalField(
        label=_("Looked at twice up to"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=70,
        widget=forms.NumberInput(attrs=TEXT),
        help_text=_("A score of this or less is accepted by somebody who did not look at it first."),
    )
    revisit_days = _number(_("Days until a re-visit is proposed"), initial=15)
    appeal_days = _number(_("Days for an appeal"), help_text=_("Counted from the day after publication."))
    source = forms.CharField(
        label=_("Where these figures come from"), max_length=200, widget=forms.TextInput(attrs=TEXT)
    )


class RoundForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"), max_length=rules.NAME_MOST, widget=forms.TextInput(attrs=TEXT)
    )
    template = forms.ChoiceField(label=_("What is looked at"), widget=SELECT)
    opens_on = _day(_("From day"))
    due_on = _day(_("Until day"))

    def __init__(self, data: Any = None, *, templates: list[CheckTemplate]) -> None:
        super().__init__(data)
        self._templates = {str(one.pk): one for one in templates}
        self.fields["template"].choices = [(key, one.name) for key, one in self._templates.items()]  # type: ignore[attr-defined]

    def clean_template(self) -> CheckTemplate:
        return self._templates[self.cleaned_data["template"]]


class AsReadForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class NoticeForm(AsReadForm):
    notice_on = _day(_("Staff were told on"), help_text=_("Before the round begins; when shoppers come is not told."))
    notice_words = _words(
        _("What the staff were told"),
        most=rules.TASK_MOST,
        help_text=_(
            "That mystery visits may take place, what for, who reads the results, and that nobody is disciplined "
            "for one visit."
        ),
    )


class EndForm(AsReadForm):
    words = _words(_("Why"), required=False)


class WordsForm(forms.Form):
    words = _words(pgettext_lazy("mystery shopping", "Words"), required=False)


class AssignForm(forms.Form):
    hall = forms.ChoiceField(label=_("Hall"), widget=SELECT)
    shopper = forms.ChoiceField(label=_("Shopper"), widget=SELECT)
    nickname = forms.CharField(
        label=_("Nickname"),
        max_length=20,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Stands for the shopper wherever others read of this visit."),
    )
    day_part = forms.ChoiceField(label=_("Part of the day"), choices=DayPart.choices, widget=SELECT)
    crowd = forms.ChoiceField(label=_("Busy or quiet"), choices=Crowd.choices, widget=SELECT)
    task = _words(
        pgettext_lazy("mystery visit", "Task"),
        most=rules.TASK_MOST,
        help_text=_("Who the shopper is, what to ask for, what to pay attention to."),
    )

    def __init__(self, data: Any = None, *, halls: list[Unit], shoppers: list[Person], **more: Any) -> None:
        super().__init__(data, **more)
        self._halls = {hall.code: hall for hall in halls}
        self._shoppers = {one.staff_number: one for one in shoppers}
        self.fields["hall"].choices = [(key, hall.name) for key, hall in self._halls.items()]  # type: ignore[attr-defined]
        self.fields["shopper"].choices = [(key, f"{one.name} · {key}") for key, one in self._shoppers.items()]  # type: ignore[attr-defined]

    def clean_hall(self) -> Unit:
        return self._halls[self.cleaned_data["hall"]]

    def clean_shopper(self) -> Person:
        return self._shoppers[self.cleaned_data["shopper"]]


class AppealForm(forms.Form):
    """Words and a file for each finding; those left empty are not appealed."""

    def __init__(self, data: Any = None, files: Any = None, *, findings: Iterable[Answer]) -> None:
        super().__init__(data, files)
        self._answers = {one.pk: one for one in findings}
        for key in self._answers:
            self.fields[f"a{key}"] = _words(_("Why this is not right"), required=False)
            self.fields[f"a{key}-file"] = forms.FileField(label=_("Photo or document"), required=False)

    def lines(self) -> list[tuple[Answer, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"a{key}"], self[f"a{key}-file"]) for key, one in self._answers.items()]

    def clean(self) -> dict[str, Any]:
        claims = []
        for key in self._answers:
            words, upload = self.cleaned_data.get(f"a{key}", ""), self.cleaned_data.get(f"a{key}-file")
            if upload and not words:
                self.add_error(f"a{key}", _("Say why, beside the file."))
            elif words:
                claims.append(Claim(key, words, [upload] if upload else []))
        return {"claims": claims}


def _points(label: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={**TEXT, "step": "0.01"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=100, max_digits=6, decimal_places=2, widget=widget
    )


class DecideForm(forms.Form):
    """For each item a decision, what it costs from now on, and why."""

    def __init__(self, data: Any = None, *, items: Iterable[AppealItem]) -> None:
        super().__init__(data)
        self._items = {one.pk: one for one in items}
        choices = [(one.value, one.label) for one in (Verdict.GRANTED, Verdict.REFUSED)]
        for key, item in self._items.items():
            self.fields[f"i{key}"] = forms.ChoiceField(
                label=pgettext_lazy("appeal", "Decision"), choices=choices, widget=SELECT
            )
            self.fields[f"i{key}-lost"] = _points(_("Points it loses from now on"))
            self.fields[f"i{key}-words"] = _words(_("Why"))
            self.initial[f"i{key}-lost"] = Decimal(0) if item.lost_before else item.lost_before

    def lines(self) -> list[tuple[AppealItem, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (item, self[f"i{key}"], self[f"i{key}-lost"], self[f"i{key}-words"]) for key, item in self._items.items()
        ]

    def clean(self) -> dict[str, Any]:
        said: Mapping[str, Any] = self.cleaned_data
        decided = {
            key: Decided(said.get(f"i{key}", ""), said.get(f"i{key}-words", ""), said.get(f"i{key}-lost"))
            for key in self._items
        }
        return {"decided": decided}


class CorrectForm(forms.Form):
    """What each finding costs; what is left as it was does not change."""

    reason = _words(_("Why the score changes"))

    def __init__(self, data: Any = None, *, findings: Iterable[Answer]) -> None:
        super().__init__(data)
        self._answers = {one.pk: one for one in findings}
        for key, answer in self._answers.items():
            self.fields[f"a{key}"] = _points(answer.words)
            self.initial[f"a{key}"] = answer.lost

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        lost = {
            key: said[f"a{key}"]
            for key, answer in self._answers.items()
            if said.get(f"a{key}") is not None and said[f"a{key}"] != answer.lost
        }
        return {"lost": lost, "reason": said.get("reason", "")}
