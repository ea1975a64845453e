"""What is typed about long waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.findings import rules
from halls.findings.choices import Cause, Certainty
from halls.findings.models import WaitFinding


class FindingForm(forms.Form):
    """A tick and a line for each cause of the tree, then words."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    causes = forms.MultipleChoiceField(
        label=pgettext_lazy("of long waits", "Causes"),
        choices=Cause.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose at least one cause of the tree.")},
    )
    words = forms.CharField(
        label=pgettext_lazy("of long waits", "Analysis"),
        max_length=rules.WORDS_MOST,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )

    def __init__(self, data: Any = None, *, finding: WaitFinding | None = None) -> None:
        known = {one.cause: one.note for one in finding.causes.all()} if finding else {}
        initial = {"version": finding.version, "words": finding.words, "causes": list(known)} if finding else {}
        super().__init__(data, initial=initial)
        for cause in Cause:
            attrs = {"class": "form-control", "autocomplete": "off", "aria-label": str(cause.label)}
            self.fields[f"note_{cause.value}"] = forms.CharField(
                required=False,
                max_length=rules.NOTE_MOST,
                initial=known.get(cause.value, ""),
                widget=forms.TextInput(attrs=attrs | {"placeholder": _("what exactly")}),
            )

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """Each node of the tree with its tick and its line, as the page sets them."""
        chosen = self["causes"].value() or []
        return [
            {
                "node": node,
                "depth": rules.depth_of(node.cause),
                "is_unsure": node.grouping != Certainty.HIGH,
                "is_chosen": node.cause.value in chosen,
                "note": self[f"note_{node.cause.value}"],
            }
            for node in rules.TREE
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for cause in Cause:
            if said.get(f"note_{cause.value}") and cause.value not in said.get("causes", []):
                self.add_error(f"note_{cause.value}", _("Tick this cause too, or delete what is written beside it."))
        causes = {cause: said.get(f"note_{cause}", "") for cause in said.get("causes", [])}
        return {"version": said.get("version"), "words": said.get("words", ""), "causes": causes}
