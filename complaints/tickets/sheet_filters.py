"""The filter that opens a figure of a sheet which another subject keeps: its tickets as they were counted then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.tickets.registry import KeptList, kept_list

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

LONGEST = 120


class SheetForm(forms.Form):
    person: Person

    def clean_sheet(self) -> KeptList | None:
        """A sheet outside one's units does not exist."""
        words = self.cleaned_data["sheet"]
        found = kept_list(self.person, words) if words else None
        if words and found is None:
            raise forms.ValidationError(_("There is no figure “%(name)s” of a sheet here."), params={"name": words})
        return found


class SheetFilters(django_filters.FilterSet):
    sheet = django_filters.CharFilter(method="in_sheet", max_length=LONGEST, label=_("Figure of a sheet"))

    def in_sheet(self, rows: ComplaintQuerySet, _name: str, found: KeptList) -> ComplaintQuerySet:
        return rows.filter(pk__in=found.ids)
