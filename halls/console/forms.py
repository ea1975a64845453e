"""What is pressed and typed at a counter. Each form carries the counter's version as its page showed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.queue.choices import PauseReason
from halls.queue.models import Visit
from halls.queue.rules import NOTE_MOST

if TYPE_CHECKING:
    from halls.premises.models import Counter, Premises, Service


def _choices(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.Select(attrs={"class": "form-select"}), **more)


def _note() -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=_("Note for whoever serves next"), max_length=NOTE_MOST, required=False, widget=widget)


class SitForm(forms.Form):
    counter = _choices(_("Counter"))
    take_over = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, premises: Premises) -> None:
        super().__init__(data)
        self._counters = {one.name: one for one in premises.counters.filter(is_active=True)}
        self.fields["counter"].choices = [(name, name) for name in self._counters]  # type: ignore[attr-defined]

    def clean_counter(self) -> Counter:
        return self._counters[self.cleaned_data["counter"]]


class ActForm(forms.Form):
    """A press alone. `seen` is the version of the counter, so that a press which is sent twice acts once."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, premises: Premises, **more: Any) -> None:
        super().__init__(data, **more)
        self._premises = premises


class PauseForm(ActForm):
    reason = _choices(_("Why the counter rests"), choices=[("", "—"), *PauseReason.choices])


class FinishForm(ActForm):
    is_exact = forms.NullBooleanField(required=False, widget=forms.HiddenInput)

    def clean_is_exact(self) -> bool:
        return self.cleaned_data["is_exact"] is not False


class HoldForm(ActForm):
    note = _note()


class ServiceForm(ActForm):
    service = _choices(_("Service"))

    def __init__(self, data: Any = None, *, premises: Premises, **more: Any) -> None:
        super().__init__(data, premises=premises, **more)
        self._services = {one.prefix: one for one in premises.services.filter(is_active=True)}
        choices = [("", "—"), *((prefix, str(one)) for prefix, one in self._services.items())]
        self.fields["service"].choices = choices  # type: ignore[attr-defined]

    def clean_service(self) -> Service:
        return self._services[self.cleaned_data["service"]]

    @property
    def offers_any(self) -> bool:
        return any(value for value, _name in self.fields["service"].choices)  # type: ignore[attr-defined]


class TransferForm(ServiceForm):
    note = _note()

    def leave_out(self, service: Service) -> Self:
        """Without the service that a number waits for or is served for already."""
        field: Any = self.fields["service"]
        field.choices = [(value, name) for value, name in field.choices if value != service.prefix]
        return self


class VisitForm(ActForm):
    """A press beside a number of the hall."""

    visit = forms.IntegerField(widget=forms.HiddenInput)

    def clean_visit(self) -> Visit:
        rows = Visit.objects.of(self._premises).live().select_related("premises__unit")
        found = rows.filter(pk=self.cleaned_data["visit"]).first()
        if found is None:
            raise forms.ValidationError(_("This number is not in the queue of this hall any more."))
        return found
