"""What is typed about customer bases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from core.fields import WholeNumberField
from org.access.choices import Right
from org.customers.models import CustomerBaseQuerySet
from org.customers.rules import MOST_CUSTOMERS
from org.forms import ActForm, DayField, UnitField
from org.people.models import Person
from org.units.models import Unit

month_shape = RegexValidator(r"^\d{4}-(0[1-9]|1[0-2])$", _("Write the month as 2011-01."))


class MonthField(forms.CharField):
    """A month, written 2011-01."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"type": "month", "placeholder": "2011-01"})
        super().__init__(max_length=7, validators=[month_shape], widget=widget, **kwargs)


class BaseFilter(forms.Form):
    """Which bases are listed."""

    month = MonthField(label=_("Month"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.CUSTOMER_BASE_VIEW)
        self.fields["unit"] = UnitField(places, label=_("Unit"), required=False, empty_label=_("All my units"))
        for name, look in (("month", "form-control org-filter"), ("unit", "form-select org-filter")):
            self.fields[name].widget.attrs["class"] = look

    def narrow(self, bases: CustomerBaseQuerySet) -> CustomerBaseQuerySet:
        """Those of `bases` that the filters let through; all while a filter is not understood."""
        wanted = self.cleaned_data if self.is_valid() else {}
        if wanted.get("unit"):
            bases = bases.filter(unit=wanted["unit"])
        if wanted.get("month"):
            bases = bases.filter(month=wanted["month"])
        return bases


class BaseForm(ActForm):
    """A number, its day and its source."""

    customers = WholeNumberField(label=_("Customers"), min_value=1, max_value=MOST_CUSTOMERS)
    counted_on = DayField(label=_("Counted on"), required=False)
    source = forms.CharField(
        label=_("Source"), max_length=120, help_text=_("Such as the system or the circular the number was taken from.")
    )
    looked_twice = forms.BooleanField(
        label=_("The number is right although it differs by more than half"), required=False
    )


class NewBaseForm(BaseForm):
    """A base for a unit and a month."""

    month = MonthField(label=_("Month"))
    field_order = ["unit", "month", "customers", "counted_on", "source", "looked_twice"]

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.CUSTOMER_BASE_EDIT)
        self.fields["unit"] = UnitField(places, label=_("Unit"), empty_label=None)
        self.order_fields(self.field_order)
