"""What is typed on the live board."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.queue.choices import Origin, Priority
from halls.queue.models import Visit
from halls.queue.rules import NOTE_MOST

if TYPE_CHECKING:
    from halls.premises.models import Premises, Service

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
BY_PEOPLE = (Origin.RECEPTION, Origin.HANDHELD)


class _ServiceForm(forms.Form):
    """A service that the hall offers, with a priority and a note."""

    service = forms.ChoiceField(label=_("Service"), widget=forms.Select(attrs=SELECT))
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, widget=forms.Select(attrs=SELECT)
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_MOST,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("For colleagues at the counter; the customer does not see it."),
    )

    def __init__(self, data: Any = None, *, premises: Premises, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self._services = {one.prefix: one for one in premises.services.filter(is_active=True)}
        self.fields["service"].choices = [(prefix, str(one)) for prefix, one in self._services.items()]  # type: ignore[attr-defined]

    def clean_service(self) -> Service:
        return self._services[self.cleaned_data["service"]]


class TakeForm(_ServiceForm):
    """A number for somebody who stands before a person; sent twice it is one number."""

    press = forms.UUIDField(widget=forms.HiddenInput)
    origin = forms.ChoiceField(
        label=_("Taken in"),
        choices=[(one.value, one.label) for one in BY_PEOPLE],
        widget=forms.Select(attrs=SELECT),
    )
    field_order = ("press", "service", "priority", "origin", "note")

    def __init__(self, data: Any = None, *, premises: Premises) -> None:
        usual = {"press": uuid.uuid4(), "priority": Priority.ORDINARY, "origin": Origin.RECEPTION}
        super().__init__(data, premises=premises, initial=usual)

    def clean_press(self) -> str:
        return str(self.cleaned_data["press"])


class RedirectForm(_ServiceForm):
    """Another service or priority for a number that waits."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    field_order = ("version", "service", "priority", "note")

    def __init__(self, data: Any = None, *, premises: Premises, visit: Visit) -> None:
        known = {"version": visit.version, "service": visit.service.prefix, "priority": visit.priority}
        super().__init__(data, premises=premises, initial=known)


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=NOTE_MOST,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("It stays on the audit trail with your name."),
    )
