"""What form fields say of a wrong entry, in the house's words and not in Django's.

Said once for every form; before any form class is made, since a field takes its words when it is made.
"""

from __future__ import annotations

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

FIELDS = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.ChoiceField: {
        "required": _("Please choose."),
        "invalid_choice": _("Please choose one of the list; %(value)s is not in it."),
    },
    forms.MultipleChoiceField: {"required": _("Please choose at least one.")},
    forms.FileField: {
        "required": _("Please choose a file."),
        "empty": _("The file is empty."),
        "max_length": _("The file's name is too long."),
    },
    forms.IntegerField: {"invalid": _("This should be a whole number.")},
    forms.DecimalField: {"invalid": _("This should be a number.")},
    forms.DateField: {"invalid": _("This should be a day, such as 2026-11-22.")},
    forms.DateTimeField: {"invalid": _("This should be a day and a time, such as 2026-11-22 09:30.")},
}
VALIDATORS = {
    validators.EmailValidator: _("This should be an e-mail address."),
    validators.MinValueValidator: _("This should be at least %(limit_value)s."),
    validators.MaxValueValidator: _("This should be at most %(limit_value)s."),
    validators.MaxLengthValidator: ngettext_lazy(
        "At most %(limit_value)d character; these are %(show_value)d.",
        "At most %(limit_value)d characters; these are %(show_value)d.",
        "limit_value",
    ),
}


def put_into_fields() -> None:
    """Give Django's fields and validators these words."""
    for field, words in FIELDS.items():
        field.default_error_messages = field.__dict__.get("default_error_messages", {}) | words  # type: ignore[attr-defined]
    for validator, sentence in VALIDATORS.items():
        validator.message = sentence  # type: ignore[attr-defined]
