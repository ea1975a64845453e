from django import forms
from django.utils.translation import gettext_lazy as _

from core.notifications.choices import Channel, Pace

EXPLANATIONS = {
    Pace.AT_ONCE: _("Each notice on its own, as soon as it happens."),
    Pace.DIGEST: _("One letter a quarter of an hour; urgent notices still at once."),
    Pace.OFF: _("Notices stay in the inbox here, urgent ones too."),
}


class PaceForm(forms.Form):
    """How fast a person wants to hear by each channel."""

    def __init__(self, *args: object, paces: dict[Channel, Pace], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for channel, pace in paces.items():
            self.fields[channel.value] = forms.ChoiceField(
                label=channel.label,
                choices=[(choice.value, choice.label) for choice in Pace],
                initial=pace.value,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )

    @property
    def chosen(self) -> dict[Channel, Pace]:
        return {Channel(name): Pace(value) for name, value in self.cleaned_data.items()}


class ReadAllForm(forms.Form):
    up_to = forms.IntegerField(min_value=1)
