"""What is typed once for many tickets. Cleaned values are plain: they are kept with the act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.bulk.selectors import handlers_near
from complaints.tags.models import Tag
from complaints.tickets.rules import cleaned
from complaints.tickets.services.talk import NOTE_MOST
from org.people.models import Person

SELECT = {"class": "form-select"}


class BulkAssignForm(forms.Form):
    handler = forms.ChoiceField(label=_("Handler"), widget=forms.Select(attrs=SELECT))

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        offered = [
            ("", "---------"),
            *((one.staff_number, f"{one.name} · {one.staff_number}") for one in handlers_near(person)),
        ]
        self.fields["handler"].choices = offered  # type: ignore[attr-defined]


class BulkNoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=NOTE_MOST, widget=forms.Textarea(attrs={"class": "form-control", "rows": 5})
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)

    def clean_text(self) -> str:
        words = cleaned(self.cleaned_data["text"])
        if not words:
            raise forms.ValidationError(_("Write something first."))
        return words


class BulkTagForm(forms.Form):
    tag = forms.ChoiceField(
        label=_("Tag"),
        widget=forms.Select(attrs=SELECT),
        help_text=_("A zero-tolerance tag alarms the chain for each ticket and is put on the ticket itself."),
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        tags = Tag.objects.filter(is_offered=True, is_zero_tolerance=False).order_by("code")
        offered = [("", "---------"), *((tag.code, tag.name) for tag in tags)]
        self.fields["tag"].choices = offered  # type: ignore[attr-defined]


class BulkPlainForm(forms.Form):
    """For acts that need nothing said."""

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
