"""What a person types about a ticket, checked for its shape; whether it is allowed the acts decide."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets import rules
from complaints.tickets.choices import (
    Business,
    Channel,
    CustomerClass,
    CustomerLevel,
    ErrorSide,
    Grade,
    Outcome,
    Process,
    ReopenReason,
    Tendency,
    Validity,
)
from complaints.tickets.filters import units_for
from complaints.tickets.models import Complaint
from complaints.tickets.services.details import gaps_of
from core.phones.rules import NotAPhone, normalise
from org.access.choices import Right
from org.people.models import Person
from org.units.models import Unit, UnitQuerySet
from org.units.rules import chain

if TYPE_CHECKING:
    from collections.abc import Iterable

INDENT = "\N{EM SPACE}"
NONE = ("", "—")
SCOPED = ("unit", "error_unit", "handler", "duplicate_of")
"""Fields whose choices depend on who asks: a foreign value there is something that does not exist (C03)."""


def unit_choices(units: UnitQuerySet) -> list[tuple[str, str]]:
    """Codes with names, those below stepped in. No instances: a branch has hundreds of units."""
    listed = [(code, name, len(chain(path))) for code, name, path in units.values_list("code", "name", "path")]
    top = min((depth for _code, _name, depth in listed), default=1)
    return [(code, f"{INDENT * (depth - top)}{name}") for code, name, depth in listed]


def category_choices(tree: Tree, *, offered_only: bool = False) -> list[tuple[str, str]]:
    """Codes with names of one tree, those below stepped in."""
    rows = Category.objects.of(tree).offered() if offered_only else Category.objects.of(tree).order_by("path")
    return [(row.code, f"{INDENT * (row.level - 1)}{row.name}") for row in rows]


def handlers_for(complaint: Complaint) -> list[Person]:
    """Those who may handle tickets of the unit of `complaint`, by name."""
    above = Unit.objects.filter(path__in=chain(complaint.unit_path))
    posted = Person.objects.filter(is_active=True, postings__unit__in=above).distinct().order_by("name")
    return [one for one in posted.prefetch_related("postings__unit") if one.may(Right.COMPLAINT_EDIT, at=complaint)]


def is_foreign(form: forms.Form) -> bool:
    """Whether a choice was posted that this person was never offered (C02, C03)."""
    return any(
        error.code == "invalid_choice"
        for name in SCOPED
        if name in form.errors
        for error in form.errors[name].as_data()
    )


def _text(label: Any, *, most: int, required: bool = False, help_text: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _long(
    label: Any, *, most: int, required: bool = False, rows: int = 4, help_text: Any = "", **attrs: Any
) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows, **attrs})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _select(label: Any, choices: Iterable[tuple[str, Any]] = (), *, required: bool = False) -> forms.ChoiceField:
    listed = list(choices) if required else [NONE, *choices]
    return forms.ChoiceField(
        label=label, choices=listed, required=required, widget=forms.Select(attrs={"class": "form-select"})
    )


def _date(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"}),
    )


class TicketForm(forms.Form):
    """Everything a person may say of a ticket; units and categories by their codes."""

    channel = _select(_("Channel"), Channel.choices, required=True)
    unit = _select(_("Unit"), required=True)
    phone = _text(_("Phone"), most=40, type="tel", inputmode="tel")
    customer_name = _text(_("Customer"), most=80)
    customer_level = _select(_("Customer level"), CustomerLevel.choices, required=True)
    customer_class = _select(_("Customer class"), CustomerClass.choices, required=True)
    on_behalf = forms.BooleanField(
        label=_("On behalf of somebody"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    place = _text(_("Place"), most=120)
    subject = _text(
        _("Subject"),
        most=rules.SUBJECT_MOST,
        help_text=_("Left empty, the first sentence of what the customer says. One of the two is needed."),
    )
    text = _long(_("What the customer says"), most=rules.TEXT_MOST, rows=5)
    remedy_sought = _text(_("Remedy sought"), most=200)
    incident_on = _date(_("Happened on"))
    grade = _select(_("Grade"), Grade.choices)
    tendency = _select(_("Escalation tendency"), Tendency.choices)
    process = _select(_("Service process"), Process.choices)
    product = _select(_("Product"))
    phenomenon = _select(_("Phenomenon"))
    cause = _select(_("Cause"))
    business = _select(_("Business"), Business.choices)
    error_side = _select(_("Error"), ErrorSide.choices)
    error_unit = _select(_("Unit of the error"))
    validity = _select(_("Validity"), Validity.choices)
    validity_reason = _text(_("Why valid or not"), most=300)
    upstream_number = _text(_("Group ticket number"), most=60)
    regulator_number = _text(_("Regulator's number"), most=60)
    appeal_number = _text(_("Appeal number"), most=60)

    right = Right.COMPLAINT_EDIT
    FOUND_LATER: tuple[str, ...] = ()
    CALLING = ("subject", "text", "error_side", "error_unit", "validity", "validity_reason")
    ONE_OF = {"subject": ("text",), "error_side": ("error_unit",), "error_unit": ("error_side",)}
    """What may stand for what: where that is wrong already, nothing more is asked."""

    def __init__(self, data: Any = None, *, person: Person, **more: Any) -> None:
        super().__init__(data, **more)
        for name in self.FOUND_LATER:
            del self.fields[name]
        self._units = units_for(person, self.right)
        self._seen = units_for(person, Right.COMPLAINT_VIEW)
        units = unit_choices(self._units)
        self._offer("unit", units, empty=len(units) != 1)
        if "error_unit" in self.fields:
            self._offer("error_unit", unit_choices(self._seen))
        self._categories = {
            tree: {row.code: row for row in Category.objects.of(tree).offered()}
            for tree in Tree
            if tree.value in self.fields
        }
        for tree, rows in self._categories.items():
            self._offer(tree.value, [(row.code, f"{INDENT * (row.level - 1)}{row.name}") for row in rows.values()])

    def _offer(self, name: str, choices: list[tuple[str, str]], *, empty: bool = True) -> None:
        self.fields[name].choices = [NONE, *choices] if empty else choices  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units.get(code=self.cleaned_data["unit"])

    def clean_error_unit(self) -> Unit | None:
        code = self.cleaned_data["error_unit"]
        return self._seen.get(code=code) if code else None

    def clean_product(self) -> Category | None:
        return self._categories[Tree.PRODUCT].get(self.cleaned_data["product"])

    def clean_phenomenon(self) -> Category | None:
        return self._categories[Tree.PHENOMENON].get(self.cleaned_data["phenomenon"])

    def clean_cause(self) -> Category | None:
        return self._categories[Tree.CAUSE].get(self.cleaned_data["cause"])

    def clean_phone(self) -> str:
        try:
            return normalise(self.cleaned_data["phone"])
        except NotAPhone as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        """What is left open is told together with what is wrong, not one after the other."""
        said = super().clean() or self.cleaned_data
        ticket = Complaint(**{name: said[name] for name in self.CALLING if said.get(name)})
        ticket.subject = ticket.subject or ticket.text
        for gap in gaps_of(ticket):
            if gap.field in self.fields and not self.errors.keys() & {gap.field, *self.ONE_OF.get(gap.field, ())}:
                self.add_error(gap.field, str(gap))
        return said

    def details(self) -> dict[str, Any]:
        """What the acts take; only what this form has."""
        return {name: self.cleaned_data[name] for name in TicketForm.base_fields if name in self.cleaned_data}


class NewTicketForm(TicketForm):
    """Intake: what is known while the customer talks, and nothing that only the handling can find."""

    received_at = forms.DateTimeField(
        label=_("Received earlier, at"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"class": "form-control", "type": "datetime-local"}),
        help_text=_("Leave empty for now. The clock runs from the moment of entry."),
    )
    backdate_reason = _text(_("Why entered later"), most=200)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    again = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    """The number of the ticket that says the same and was just registered, once a second one is wanted."""

    right = Right.COMPLAINT_CREATE
    FOUND_LATER = ("validity", "validity_reason", "error_side", "error_unit", "cause", "customer_class")

    def __init__(self, data: Any = None, *, person: Person, **more: Any) -> None:
        super().__init__(data, person=person, **more)
        if not person.may(Right.COMPLAINT_BACKDATE):
            del self.fields["received_at"], self.fields["backdate_reason"]

    def arrival(self) -> dict[str, Any]:
        """When it came and by which sending of the form."""
        said = self.cleaned_data
        return {
            "received_at": said.get("received_at"),
            "backdate_reason": said.get("backdate_reason", ""),
            "form_key": said["form_key"],
        }


class EditTicketForm(TicketForm):
    """All fields but those that the steps of handling decide; the number stays unless a new one is typed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    BY_STEPS = ("grade", "validity", "validity_reason")
    NO_LONGER_OFFERED = ("product", "phenomenon", "cause")

    def __init__(self, data: Any = None, *, person: Person, complaint: Complaint, **more: Any) -> None:
        super().__init__(data, person=person, initial=_said(complaint), **more)
        for name in self.BY_STEPS:
            del self.fields[name]
        if not person.may(Right.DIFFICULT_VIEW, at=complaint):
            del self.fields["customer_class"]
        for name in self.NO_LONGER_OFFERED:
            current = getattr(complaint, name)
            if current is not None and current.code not in self._categories[Tree(name)]:
                self._categories[Tree(name)][current.code] = current
                self.fields[name].choices = [*self.fields[name].choices, (current.code, current.name)]  # type: ignore[attr-defined]
        if complaint.phone_masked:
            self.fields["phone"].widget.attrs["placeholder"] = complaint.phone_masked
            self.fields["phone"].help_text = _("Leave empty to keep the number.")

    def details(self) -> dict[str, Any]:
        said = super().details()
        return said if said["phone"] else {name: value for name, value in said.items() if name != "phone"}


def _said(complaint: Complaint) -> dict[str, Any]:
    initial: dict[str, Any] = {"version": complaint.version}
    for name in TicketForm.base_fields:
        if name == "phone":
            continue
        value = getattr(complaint, name)
        initial[name] = value.code if isinstance(value, Unit | Category) else value
    return initial


class NoteForm(forms.Form):
    """The composer under the timeline: a note, or a call with what belongs to it."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("note", _("Note")), ("call", _("Call"))], initial="note", widget=forms.RadioSelect
    )
    text = _long(_("Note"), most=4000, required=True, rows=2, placeholder=_("Write a note"))
    reached = forms.BooleanField(
        label=_("Customer reached"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=0,
        max_value=600,
        required=False,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )
    recording = _text(_("Recording number"), most=60)

    def __init__(self, data: Any = None, *, calls_only: bool = False, **more: Any) -> None:
        super().__init__(data, **more)
        if calls_only:
            self.fields["kind"].choices = [("call", _("Call"))]  # type: ignore[attr-defined]
            self.fields["kind"].initial = "call"


class CloseForm(forms.Form):
    """`twins` are the customer's other tickets, one of which a duplicate repeats."""

    outcome = _select(_("Outcome"), Outcome.choices, required=True)
    duplicate_of = _select(_("Repeats the ticket"))
    note = _long(
        _("What was done"),
        most=4000,
        required=True,
        help_text=_(
            "Facts a colleague understands next month: what was found, what was given, what the customer said."
        ),
    )

    def __init__(self, data: Any = None, *, twins: Iterable[Complaint] = (), **more: Any) -> None:
        super().__init__(data, **more)
        self._twins = {one.number: one for one in twins}
        listed = [(number, f"{number} · {one.subject}") for number, one in self._twins.items()]
        self.fields["duplicate_of"].choices = [NONE, *listed]  # type: ignore[attr-defined]
        self.fields["duplicate_of"].help_text = _("Only for a duplicate.")
        if not self._twins:
            del self.fields["duplicate_of"]

    def clean_duplicate_of(self) -> Complaint | None:
        return self._twins.get(self.cleaned_data["duplicate_of"])


class ReopenForm(forms.Form):
    reason = _select(_("Reason"), ReopenReason.choices, required=True)
    note = _long(_("What happened"), most=4000)


class VoidForm(forms.Form):
    reason = _long(
        _("Reason"),
        most=4000,
        required=True,
        rows=3,
        help_text=_("The ticket stays readable but counts nowhere. This cannot be undone."),
    )


class RevealForm(forms.Form):
    reason = _text(_("Why you need the full number"), most=200, required=True)


class AssignForm(forms.Form):
    handler = _select(_("Handler"), required=True)

    def __init__(self, data: Any = None, *, handlers: list[Person], **more: Any) -> None:
        super().__init__(data, **more)
        self._handlers = {one.staff_number: one for one in handlers}
        choices = [(number, f"{one.name} · {number}") for number, one in self._handlers.items()]
        self.fields["handler"].choices = choices  # type: ignore[attr-defined]

    def clean_handler(self) -> Person:
        return self._handlers[self.cleaned_data["handler"]]
