"""What is typed about a tag."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.tags.models import Tag
from complaints.tags.selectors import offered


def _words(label: Any, most: int, *, required: bool = True, rows: int = 0) -> forms.CharField:
    attrs = {"class": "form-control", "autocomplete": "off"}
    widget = forms.Textarea(attrs=attrs | {"rows": rows}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)


def _tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget, help_text=help_text)


class PutForm(forms.Form):
    tag = forms.ChoiceField(label=_("Tag"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["tag"].choices = offered()  # type: ignore[attr-defined]


class OffForm(forms.Form):
    reason = _words(_("Reason"), 300, rows=3)


class TagForm(forms.Form):
    """All of a tag; a change carries the version that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.SlugField(label=_("Tag code"), max_length=30, widget=forms.TextInput(attrs={"class": "form-control"}))
    name = _words(_("Name"), 40)
    definition = _words(_("What it means"), 2000, required=False, rows=3)
    source = _words(_("Where it comes from"), 120, required=False)
    is_zero_tolerance = _tick(_("Zero tolerance"), _("Putting it alarms the escalation chain at once."))
    is_offered = _tick(_("Offered"))

    def __init__(self, data: Any = None, *, tag: Tag | None = None) -> None:
        known = {name: getattr(tag, name) for name in self.base_fields} if tag else {"is_offered": True}
        super().__init__(data, initial=known)
