from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.categories.rules import may_have_children

_CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", _("A code has letters, digits, dashes and dots."))


def _input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs})


class NewCategoryForm(forms.Form):
    """A category under one of its tree, or on top."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=_input())
    code = forms.CharField(label=_("Category code"), max_length=40, validators=[_CODE], widget=_input())
    parent = forms.ChoiceField(label=_("Under"), required=False, widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, data: Any = None, *, tree: Tree, **more: Any) -> None:
        super().__init__(data, **more)
        rows = [row for row in Category.objects.of(tree).offered() if may_have_children(tree, row.level)]
        self._parents = {row.code: row for row in rows}
        choices = [(row.code, "\N{EM SPACE}" * (row.level - 1) + row.name) for row in rows]
        self.fields["parent"].choices = [("", _("On top")), *choices]  # type: ignore[attr-defined]

    def clean_parent(self) -> Category | None:
        return self._parents.get(self.cleaned_data["parent"])


class OfferForm(forms.Form):
    """What the button of a row says: offered from now on or no longer, of the row as it was read."""

    offered = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda one: one == "1")
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class RenameForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80, widget=_input())

    def __init__(self, data: Any = None, *, category: Category) -> None:
        super().__init__(data, initial={"name": category.name, "version": category.version})
