"""The filter panel: the same names as the address, with the choices a person has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.categories.choices import Tree
from complaints.tags.selectors import offered as tags
from complaints.tickets.choices import Channel, Due, Grade, State
from complaints.tickets.filters import ERRORS, FILTER_NAMES, MINE, NOT_FILLED, units_for
from complaints.tickets.forms import category_choices, unit_choices
from complaints.tickets.models import Complaint
from core.ui.choices import Status
from org.access.choices import Right
from org.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANY = ("", _("Any"))


def handler_choices(person: Person) -> list[tuple[str, str]]:
    """Those who now handle an open ticket that `person` may see."""
    busy = Complaint.objects.visible_to(person).open().exclude(handler=None).values("handler")
    return [(one.staff_number, one.name) for one in Person.objects.filter(pk__in=busy).order_by("name")]


def _select(label: Any, choices: Iterable[tuple[str, Any]] = ()) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[ANY, *choices], widget=forms.Select(attrs={"class": "form-select"})
    )


def _input(label: Any, kind: str, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "type": kind, **attrs})
    return forms.CharField(label=label, required=False, widget=widget)


_NONE = (NOT_FILLED, _("Not filled"))


class FilterPanel(forms.Form):
    q = _input(_("Words"), "search", maxlength="200")
    unit = _select(_("Unit"))
    state = _select(_("State"), [*State.choices, ("all", _("All, void ones too"))])
    channel = _select(_("Channel"), Channel.choices)
    grade = _select(_("Grade"), [*Grade.choices, _NONE])
    product = _select(_("Product"))
    phenomenon = _select(_("Phenomenon"))
    cause = _select(_("Cause"))
    error = _select(_("Error"), ERRORS)
    error_unit = _select(_("Unit of the error"))
    handler = _select(_("Handler"))
    to = _input(_("To month"), "month", pattern=r"\d{4}-\d{2}")
    overdue = _select(Status.LATE.label, [("1", _("Only overdue ones"))])
    due = _select(_("Due"), Due.choices)
    reopened = _select(_("Reopened"), [("1", _("Only reopened ones"))])

    tag = _select(_("Tag"))
    repeat = _select(_("Repeat"), [("1", _("Only repeats of a number"))])
    skip_level = _select(_("Skip-level"), [("1", _("Only skip-level ones"))])

    field_order = (
        "q", "unit", "from", "to", "state", "channel", "grade", "handler", "product", "phenomenon", "cause", "error",
        "error_unit", "overdue", "due", "reopened", "tag", "repeat", "skip_level",
    )  # fmt: skip

    def __init__(self, chosen: Mapping[str, str], *, person: Person) -> None:
        super().__init__(initial={name: chosen.get(name, "") for name in [*self.base_fields, "from"]})
        if chosen.get("month"):
            self.initial.update({"from": chosen["month"], "to": chosen["month"]})
        self.fields["from"] = _input(_("From month"), "month", pattern=r"\d{4}-\d{2}")
        units = unit_choices(units_for(person, Right.COMPLAINT_VIEW))
        self.fields["unit"].choices = self.fields["error_unit"].choices = [ANY, *units]  # type: ignore[attr-defined]
        for tree in Tree:
            self.fields[tree.value].choices = [ANY, _NONE, *category_choices(tree)]  # type: ignore[attr-defined]
        handlers = [(MINE, _("Mine")), _NONE, *handler_choices(person)]
        self.fields["tag"].choices = [ANY, *tags()]  # type: ignore[attr-defined]
        self.fields["handler"].choices = [ANY, *handlers]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)
        self.kept = {
            name: value
            for name, value in chosen.items()
            if value and name in FILTER_NAMES - self.fields.keys() - {"month"}
        }
        """Filters that only a link can set; they stay in force while others are chosen."""
