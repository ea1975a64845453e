"""What is typed about shifts, weeks, swaps, the duty minimum and certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.premises.models import Counter
from halls.rosters import rules
from halls.rosters.models import DutyRule, Shift
from org.people.models import Person

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


def _time(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={**TEXT, "type": "time", "step": "300"})
    return forms.TimeField(label=label, widget=widget, **more)


def _words(label: Any, *, most: int = rules.WHY_MOST, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs=TEXT), **more)


def _number(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=1, max_value=rules.LEAST_MOST, required=False, widget=widget, **more
    )


class _AsRead(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class ShiftForm(forms.Form):
    """`people` are those posted at the hall; with `is_published` a reason is asked for."""

    person = forms.ChoiceField(label=pgettext_lazy("roster", "Person"), widget=forms.Select(attrs=SELECT))
    day = _day(_("Day"))
    starts_at = _time(pgettext_lazy("time", "From"))
    ends_at = _time(pgettext_lazy("time", "Until"))
    counter = forms.ChoiceField(label=_("Counter"), required=False, widget=forms.Select(attrs=SELECT))
    post = _words(_("Post"), most=rules.POST_MOST, required=False, help_text=_("Such as reception, where no counter."))

    def __init__(
        self,
        data: Any = None,
        *,
        people: Sequence[Person],
        counters: Iterable[Counter],
        is_published: bool,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self._people = {one.staff_number: one for one in people}
        self._counters = {str(one.pk): one for one in counters}
        chosen = [(number, f"{one.name} · {number}") for number, one in self._people.items()]
        self.fields["person"].choices = [("", "—"), *chosen]  # type: ignore[attr-defined]
        named = [(key, one.name) for key, one in self._counters.items()]
        self.fields["counter"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        self.fields["reason"] = _words(
            _("Why it is changed"),
            required=is_published,
            help_text=_("The week is published: people concerned are told, with this reason.") if is_published else "",
        )
        if not is_published:
            self.fields["reason"].widget = forms.HiddenInput()

    def clean_person(self) -> Person:
        return self._people[self.cleaned_data["person"]]

    def clean_counter(self) -> Counter | None:
        return self._counters.get(self.cleaned_data["counter"])


class MoveForm(ShiftForm, _AsRead):
    """A shift as it stands, to be changed."""


def shift_values(shift: Shift) -> dict[str, Any]:
    return {
        "person": shift.person.staff_number,
        "day": shift.day,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "counter": str(shift.counter_id or ""),
        "post": shift.post,
        "version": shift.version,
    }


class RemoveForm(_AsRead):
    reason = _words(_("Why"), required=False)


class CopyForm(forms.Form):
    into = _day(_("Into the week of"), help_text=_("Any day of that week."))
    leaving_out = forms.BooleanField(
        label=_("Leave out who is away or has a shift then"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class PublishForm(_AsRead):
    """A reason is asked for only where something speaks against the week."""

    reason = _words(_("Why it is published as it is"), required=False)

    def __init__(self, data: Any = None, *, has_troubles: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if not has_troubles:
            self.fields["reason"].widget = forms.HiddenInput()


class AskForm(_AsRead):
    """`shifts` are what colleagues could give in exchange."""

    colleague = forms.ChoiceField(label=_("Colleague"), widget=forms.Select(attrs=SELECT))
    for_shift = forms.ChoiceField(
        label=_("In exchange for"),
        required=False,
        widget=forms.Select(attrs=SELECT),
        help_text=_("Left empty, the colleague takes your shift and gives none."),
    )
    why = _words(_("Why"))

    def __init__(self, data: Any = None, *, people: Sequence[Person], shifts: Sequence[Shift], **more: Any) -> None:
        super().__init__(data, **more)
        self._people = {one.staff_number: one for one in people}
        self._shifts = {str(one.pk): one for one in shifts}
        chosen = [(number, f"{one.name} · {number}") for number, one in self._people.items()]
        self.fields["colleague"].choices = [("", "—"), *chosen]  # type: ignore[attr-defined]
        offered = [(key, f"{one.person.name} · {one}") for key, one in self._shifts.items()]
        self.fields["for_shift"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]

    def clean_colleague(self) -> Person:
        return self._people[self.cleaned_data["colleague"]]

    def clean_for_shift(self) -> Shift | None:
        return self._shifts.get(self.cleaned_data["for_shift"])


class _Said(_AsRead):
    """Two buttons: `said` is which of them was pressed."""

    said = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said[self.asks] = said.pop("said", "") == "yes"
        return said

    asks = ""


class AnswerForm(_Said):
    answer = _words(_("Words to the colleague"), required=False)
    asks = "agrees"


class DecideForm(_Said):
    reason = _words(_("Reason"), required=False, help_text=_("Needed where it is refused."))
    asks = "approves"


class WithdrawForm(_AsRead):
    pass


class DutyRuleForm(forms.Form):
    valid_from = _day(_("Valid from"))
    least = _number(_("On duty at least, at any time the hall is open"), help_text=_("Empty: not set."))
    noon_least = _number(_("On duty at least, at noon"), help_text=_("S4 says “2~3 at least”. Empty: not set."))
    noon_from = _time(_("Noon from"), required=False)
    noon_until = _time(_("Noon until"), required=False)
    certificate = _words(
        _("Certificate that whoever serves needs"),
        most=rules.POST_MOST,
        required=False,
        help_text=_("Empty: none is asked for."),
    )
    note = _words(_("Why"), required=False, help_text=_("Needed for days that are over."))

    def __init__(self, data: Any = None, *, rule: DutyRule | None, today: dt.date) -> None:
        names = ("least", "noon_least", "noon_from", "noon_until", "certificate")
        known = {name: getattr(rule, name) for name in names} if rule else {}
        super().__init__(data, initial={**known, "valid_from": today})


class CertificateForm(forms.Form):
    person = forms.ChoiceField(label=pgettext_lazy("roster", "Person"), widget=forms.Select(attrs=SELECT))
    kind = _words(_("Certificate"), most=rules.POST_MOST)
    until = _day(_("Valid until"), required=False, help_text=_("That day included; empty: it does not end."))

    def __init__(self, data: Any = None, *, people: Sequence[Person], **more: Any) -> None:
        super().__init__(data, **more)
        self._people = {one.staff_number: one for one in people}
        chosen = [(number, f"{one.name} · {number}") for number, one in self._people.items()]
        self.fields["person"].choices = chosen  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        return self._people[self.cleaned_data["person"]]
