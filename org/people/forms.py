"""What is typed about people. A password is never typed for somebody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from org.access.choices import Right
from org.forms import ActForm, DayField, UnitField
from org.people.choices import Language, Role
from org.people.models import Person, PersonQuerySet
from org.people.selectors import SIZES, search
from org.units.models import Unit

number_shape = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", _("Letters, digits, dots and hyphens only."))


class PeopleFilter(forms.Form):
    """Which people are listed; anything else in the address is ignored."""

    q = forms.CharField(label=_("Staff number or name"), required=False, max_length=60)
    unit = forms.CharField(required=False, max_length=40)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Every role")), *Role.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("active", _("Serving")), ("left", _("Has left"))]
    )
    size = forms.TypedChoiceField(required=False, coerce=int, choices=[(size, size) for size in SIZES])
    after = forms.CharField(required=False, max_length=32)
    before = forms.CharField(required=False, max_length=32)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.PERSON_VIEW)
        self.fields["unit"] = UnitField(places, label=_("Unit"), required=False, empty_label=_("All my units"))
        for name in ("unit", "role", "state"):
            self.fields[name].widget.attrs |= {"class": "form-select org-filter", "data-submit-on-change": True}

    def narrow(self, people: PersonQuerySet, *, on: dt.date) -> PersonQuerySet:
        """Those of `people` whom the filters let through; everybody while a filter is not understood."""
        wanted = self.cleaned_data if self.is_valid() else {}
        return search(
            people,
            on=on,
            words=wanted.get("q") or "",
            unit=wanted.get("unit"),
            role=wanted.get("role") or "",
            state=wanted.get("state") or "",
        )


class ManagerField(forms.CharField):
    """A person by staff number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=32, required=False, **kwargs)
        self.validators.append(ProhibitNullCharactersValidator())

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if not number:
            return None
        manager = Person.objects.filter(staff_number__iexact=number, is_active=True).first()
        if manager is None:
            raise forms.ValidationError(_("Nobody who serves has the staff number %(number)s.") % {"number": number})
        return manager


class PersonForm(ActForm):
    """The data of a person."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False)
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    line_manager = ManagerField(
        label=_("Line manager"), help_text=_("The staff number of the person this one reports to.")
    )


class PostingForm(ActForm):
    """Where somebody serves, in which role, from when."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    starts_on = DayField(label=_("Starts on"), initial=timezone.localdate)
    ends_on = DayField(label=_("Ends on"), required=False, help_text=_("Empty while there is no end in sight."))
    field_order = ["unit", "role", "starts_on", "ends_on"]

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.PERSON_EDIT).filter(closed_on=None)
        self.fields["unit"] = UnitField(places, label=_("Unit"), empty_label=None)
        self.order_fields(self.field_order)


class NewPersonForm(PersonForm):
    """A person with a first posting; without one nobody would see the person."""

    staff_number = forms.CharField(label=_("Staff number"), max_length=32, validators=[number_shape])
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    starts_on = DayField(label=_("Serves from"), initial=timezone.localdate)
    field_order = ["staff_number", "name", "post", "unit", "role", "starts_on", "email", "line_manager", "language"]

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.PERSON_EDIT).filter(closed_on=None)
        self.fields["unit"] = UnitField(places, label=_("Unit"), empty_label=None)
        self.order_fields(self.field_order)


class LastDayForm(ActForm):
    """A last day."""

    on = DayField(label=_("Last day"), initial=timezone.localdate)


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
