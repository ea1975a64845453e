"""What is asked of somebody who sets up a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal, refused_in
from core.rights import SYSTEM_MANAGE
from core.webhooks.registry import offered_events, places
from core.webhooks.rules import LONGEST_URL


class DeliveryFilter(forms.Form):
    before = forms.IntegerField(min_value=1, required=False)


class EndpointForm(forms.Form):
    """What may be changed later, too."""

    name = forms.CharField(label=_("Receiving system"), max_length=60)
    url = forms.CharField(
        label=_("Receiving address"),
        max_length=LONGEST_URL,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(label=_("Events"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = offered_events()  # type: ignore[attr-defined]

    def refuse(self, refusal: Refusal) -> None:
        """Show what the act refused beside the field it speaks of."""
        refused_in(self, refusal)


class NewEndpointForm(EndpointForm):
    """Where it stands is chosen once."""

    place = forms.ChoiceField(label=_("Unit"), help_text=_("It hears of this unit and all below it."))
    field_order = ("name", "place", "url", "events")

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places().offered(person, SYSTEM_MANAGE)  # type: ignore[attr-defined]
