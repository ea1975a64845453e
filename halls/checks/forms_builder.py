"""A template's draft as a form: sections and their items in the order in which they stand on the page.

One form holds the whole draft. A button that adds, moves or removes something saves what was typed as well, so that
the page works without a script.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from halls.checks import rules
from halls.checks.choices import (
    Averages,
    CheckKind,
    CriticalPolicy,
    Dimension,
    FixedPolicy,
    NaPolicy,
    Scoring,
    When,
)
from halls.checks.models import TemplateVersion
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.selectors import as_drafts, with_items
from org.units.models import Unit

SELECT = {"class": "form-select"}
TEXT = {"class": "form-control", "autocomplete": "off"}
TICK = {"class": "form-check-input"}


def _points(label: Any, *, most: Decimal, required: bool = False, help_text: Any = "") -> forms.DecimalField:
    widget = forms.NumberInput(attrs={**TEXT, "inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=most,
        max_digits=6,
        decimal_places=2,
        required=required,
        widget=widget,
        help_text=help_text,
    )


def _choice(label: Any, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.Select(attrs=SELECT))


def _words(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.TextInput(attrs=TEXT), help_text=help_text
    )


class NewTemplateForm(forms.Form):
    unit = _choice(gettext_lazy("Unit that owns it"), ())
    kind = _choice(gettext_lazy("Kind of check"), CheckKind.choices)
    name = _words(gettext_lazy("Name of the sheet"), 60)

    def __init__(self, data: Any = None, *, units: list[Unit]) -> None:
        super().__init__(data)
        self._units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in units]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class LineForm(forms.Form):
    unit = _choice(gettext_lazy("Unit that owns it"), ())
    kind = _choice(gettext_lazy("Kind of check"), CheckKind.choices)
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    )
    line = _points(
        gettext_lazy("Named below"),
        most=rules.FULL,
        required=True,
        help_text=gettext_lazy("A hall whose score is less is a named finding; exactly this score is not."),
    )
    source = _words(gettext_lazy("Wording of the source"), 200, required=False)

    def __init__(self, data: Any = None, *, units: list[Unit], today: dt.date) -> None:
        super().__init__(data, initial={"kind": CheckKind.MYSTERY, "valid_from": today})
        self._units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in units]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class SettingsForm(forms.Form):
    scoring = _choice(gettext_lazy("Scoring"), Scoring.choices)
    full_points = _points(
        gettext_lazy("All points together"),
        most=Decimal(1000),
        required=True,
        help_text=gettext_lazy("By deduction it is always 100."),
    )
    na_policy = _choice(gettext_lazy("What does not apply"), NaPolicy.choices)
    critical_policy = _choice(gettext_lazy("When a critical item fails"), CriticalPolicy.choices)
    fixed_policy = _choice(gettext_lazy("What was fixed on the spot"), FixedPolicy.choices)
    averages = _choice(gettext_lazy("Average over several checks"), Averages.choices)
    pass_line = _points(
        gettext_lazy("Passed from"), most=rules.FULL, help_text=gettext_lazy("Left empty, no check passes or fails.")
    )
    hides_score = forms.BooleanField(
        label=gettext_lazy("Hide the score until it is sent"),
        required=False,
        widget=forms.CheckboxInput(attrs=TICK),
    )
    note = _words(gettext_lazy("What changed"), 200, required=False)

    def __init__(self, data: Any = None, *, version: TemplateVersion) -> None:
        super().__init__(data, initial={name: getattr(version, name) for name in self.base_fields})


class SectionForm(forms.Form):
    name = _words(gettext_lazy("Section"), 40)
    dimension = _choice(gettext_lazy("Dimension"), [("", gettext_lazy("None")), *Dimension.choices], required=False)
    pass_line = _points(gettext_lazy("Passed from"), most=rules.FULL)


class ItemForm(forms.Form):
    words = _words(gettext_lazy("What is looked at"), rules.WORDS_MOST)
    weight = _points(gettext_lazy("Points"), most=Decimal(1000))
    is_critical = forms.BooleanField(
        label=gettext_lazy("Critical item"), required=False, widget=forms.CheckboxInput(attrs=TICK)
    )
    allows_zero = forms.BooleanField(
        label=gettext_lazy("A finding may cost nothing"), required=False, widget=forms.CheckboxInput(attrs=TICK)
    )
    photo = _choice(gettext_lazy("Photo"), When.choices)
    note = _choice(gettext_lazy("Note"), When.choices)
    action = _choice(gettext_lazy("Corrective action"), [one for one in When.choices if one[0] != When.ALWAYS.value])
    code = forms.RegexField(
        r"\A[a-z0-9][a-z0-9_-]{0,23}\Z",
        label=pgettext_lazy("check", "Code"),
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=gettext_lazy("The same in every version and sheet: by it losses are compared."),
    )
    source = _words(gettext_lazy("Wording of the source"), 200, required=False)


@dataclass(frozen=True)
class Part:
    """A section with its items, as forms."""

    at: int
    form: SectionForm
    items: list[ItemForm]


class DraftForm:
    """The whole draft, unbound from its version or bound to what was posted."""

    def __init__(self, version: TemplateVersion, data: QueryDict | None = None) -> None:
        self.version = version
        self.settings = SettingsForm(data, version=version)
        self.parts = self._posted(data) if data is not None else self._kept()
        self.seen = _whole(data.get("seen", "")) if data is not None else version.version
        self.wrong: list[str] = []

    def _kept(self) -> list[Part]:
        drafts = as_drafts(with_items(self.version))
        return [
            Part(
                at,
                SectionForm(initial=vars(draft), prefix=f"s{at}"),
                [ItemForm(initial=vars(item), prefix=f"s{at}i{n}") for n, item in enumerate(draft.items)],
            )
            for at, draft in enumerate(drafts)
        ]

    def _posted(self, data: QueryDict) -> list[Part]:
        sections = min(_whole(data.get("sections", "")) or 0, rules.MOST_SECTIONS)
        return [
            Part(
                at,
                SectionForm(data, prefix=f"s{at}"),
                [ItemForm(data, prefix=f"s{at}i{n}") for n in range(_count(data, at))],
            )
            for at in range(sections)
        ]

    def is_valid(self) -> bool:
        forms_shown: list[forms.Form] = [self.settings]
        for part in self.parts:
            forms_shown += [part.form, *part.items]
        # All of them, so that every field says what is wrong with it.
        found = [form.is_valid() for form in forms_shown]
        return all(found)

    def sections(self) -> list[SectionDraft]:
        return [
            SectionDraft(**{**part.form.cleaned_data, "items": [ItemDraft(**item.cleaned_data) for item in part.items]})
            for part in self.parts
        ]

    @property
    def total(self) -> Decimal:
        """The points of all items as they were saved."""
        drafts = as_drafts(with_items(self.version))
        return sum((item.weight or rules.ZERO for one in drafts for item in one.items), rules.ZERO)


def _count(data: QueryDict, at: int) -> int:
    return min(_whole(data.get(f"s{at}-items", "")) or 0, rules.MOST_ITEMS)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def rearranged(sections: list[SectionDraft], do: str) -> list[SectionDraft]:
    """What a button asks for: `add-section`, `add-item:0`, `up-item:0:2`, `remove-section:1`; else nothing changes."""
    verb, *places = do.split(":")
    at = [_whole(place) for place in places]
    if verb == "add-section":
        return [*sections, SectionDraft(_("New section"))]
    if not at or at[0] is None or at[0] >= len(sections):
        return sections
    if verb.endswith("-section"):
        return _moved(sections, at[0], verb.removesuffix("-section"))
    section = sections[at[0]]
    if verb == "add-item":
        items = [*section.items, ItemDraft(_("New item"), None)]
    elif len(at) == 2 and at[1] is not None and at[1] < len(section.items):
        items = _moved(section.items, at[1], verb.removesuffix("-item"))
    else:
        return sections
    return [*sections[: at[0]], replace(section, items=items), *sections[at[0] + 1 :]]


def _moved(rows: list[Any], at: int, verb: str) -> list[Any]:
    if verb == "remove":
        return [*rows[:at], *rows[at + 1 :]]
    to = {"up": at - 1, "down": at + 1}.get(verb, at)
    if not 0 <= to < len(rows):
        return rows
    kept = list(rows)
    kept[at], kept[to] = kept[to], kept[at]
    return kept
