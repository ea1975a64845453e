"""What is typed when a hall is set up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, HallRule, Premises, Service
from halls.premises.rules import SHARE_LIMIT

TEXT = {"class": "form-control", "autocomplete": "off"}


def _words(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=TEXT)
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _whole(label: Any, least: int, most: int, *, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, widget=widget, help_text=help_text
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={**TEXT, "type": "time"})
    )


def _tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget, help_text=help_text)


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class NewHallForm(forms.Form):
    time_zone = _words(_("Time zone"), 40, help_text=_("A name such as Asia/Shanghai."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"time_zone": "Asia/Shanghai"})


class HallForm(forms.Form):
    version = _version()
    time_zone = _words(_("Time zone"), 40, help_text=_("A name such as Asia/Shanghai."))
    is_voiced = _tick(_("The display speaks"))
    kiosk_daily_most = _whole(_("Numbers of one service given out in a day at most"), 1, 9999)

    def __init__(self, data: Any = None, *, premises: Premises) -> None:
        super().__init__(data, initial={name: getattr(premises, name) for name in self.base_fields})


class ServiceForm(forms.Form):
    version = _version()
    prefix = _words(  # type: ignore[assignment]  # a field named as an attribute of forms that none here uses
        _("Letters of its numbers"), 2, help_text=_("One or two from A to Z; A001 is called first.")
    )
    name = _words(pgettext_lazy("thing", "Name"), 40)
    position = _whole(_("Place on the ticket machine"), 0, 99)
    is_on_kiosk = _tick(_("On the ticket machine"))
    is_priority = _tick(_("Called before others"))
    opens_at = _time(_("Only from"))
    closes_at = _time(_("Only until"))
    is_active = _tick(pgettext_lazy("service of a hall", "Offered"))

    def __init__(self, data: Any = None, *, service: Service | None = None) -> None:
        usual = {"position": 0, "is_on_kiosk": True, "is_active": True}
        known = {name: getattr(service, name) for name in self.base_fields} if service else usual
        super().__init__(data, initial=known)


class CounterForm(forms.Form):
    version = _version()
    name = _words(_("Number at the counter"), 8)
    services = forms.MultipleChoiceField(
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any it serves every one of the hall."),
    )
    is_active = _tick(_("In use"))

    def __init__(self, data: Any = None, *, premises: Premises, counter: Counter | None = None) -> None:
        self._services = {one.prefix: one for one in premises.services.all()}
        known: dict[str, Any] = {"is_active": True}
        if counter:
            known = {"version": counter.version, "name": counter.name, "is_active": counter.is_active}
            known["services"] = [one.prefix for one in counter.services.all()]
        super().__init__(data, initial=known)
        self.fields["services"].choices = [(key, str(one)) for key, one in self._services.items()]  # type: ignore[attr-defined]

    def clean_services(self) -> list[Service]:
        return [self._services[prefix] for prefix in self.cleaned_data["services"]]


class RuleForm(forms.Form):
    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    )
    wait_minutes = _whole(
        _("Wait limit in minutes"),
        1,
        600,
        required=False,
        help_text=_("A longer wait is overtime. No source gives a number: while it is not set, none is measured."),
    )
    share_limit = forms.DecimalField(
        label=_("Overtime share allowed, in per cent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "decimal"}),
    )
    recalls = _whole(_("Calls before a number is put back"), 1, 9)
    places_back = _whole(
        _("Places it is put back"),
        0,
        20,
        help_text=_("A number with priority lets as many pass, and then waits in turn with the last of them."),
    )
    put_back_most = _whole(_("Times it is put back before it has expired"), 0, 9)
    rest_minutes = _whole(
        _("Minutes a counter may rest"),
        1,
        240,
        required=False,
        help_text=_("A longer rest is an alarm on the live board. While it is not set, none is."),
    )
    note = _words(_("Why"), 200, required=False, help_text=_("Needed for days that are over."))

    def __init__(self, data: Any = None, *, rule: HallRule | None = None, today: Any = None) -> None:
        usual = {"share_limit": SHARE_LIMIT, "recalls": 2, "places_back": 3, "put_back_most": 1}
        kept = {name: getattr(rule, name) for name in (*usual, "wait_minutes", "rest_minutes")} if rule else usual
        super().__init__(data, initial={**kept, "valid_from": today})


class DeviceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=DeviceKind.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    name = _words(_("Where it stands"), 40)
    prints = _tick(_("Prints each number by itself"), _("For a ticket machine whose browser prints without asking."))
