"""The filters of the audit page, as they stand in its address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.models import AuditQuerySet
from core.audit.registry import declared

SIZES = (50, 100, 200)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date", "class": "form-control"})
    )


class AuditFilter(forms.Form):
    """Every field may stay empty; what is filled in must all hold."""

    verb = forms.ChoiceField(label=_("What"), required=False, widget=forms.Select(attrs={"class": "form-select"}))
    who = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": _("Name or staff number")}),
    )
    thing = forms.CharField(
        label=_("Object"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": _("Number or name")}),
    )
    address = forms.GenericIPAddressField(
        label=_("Address"), required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    since = _day(_("From"))
    until = _day(_("To"))
    size = forms.TypedChoiceField(coerce=int, required=False, choices=[(n, n) for n in SIZES])
    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    before = forms.IntegerField(required=False, min_value=0, max_value=2**62)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *declared()]  # type: ignore[attr-defined]

    def clean_size(self) -> int:
        return self.cleaned_data["size"] or SIZES[0]

    def narrow(self, entries: AuditQuerySet) -> AuditQuerySet:
        """The entries that all the filters let through."""
        wanted = self.cleaned_data
        if wanted["verb"]:
            entries = entries.filter(verb=wanted["verb"])
        if wanted["who"]:
            entries = entries.filter(by_label__icontains=wanted["who"])
        if wanted["thing"]:
            entries = entries.filter(about_label__icontains=wanted["thing"])
        if wanted["address"]:
            entries = entries.filter(address=wanted["address"])
        if wanted["since"]:
            entries = entries.filter(at__gte=_midnight(wanted["since"]))
        if wanted["until"]:
            entries = entries.filter(at__lt=_midnight(wanted["until"] + dt.timedelta(days=1)))
        return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
