"""Numbers typed into forms: what they say and nothing that merely converts (C16)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_WHOLE = re.compile(r"-?[0-9]{1,20}")
_PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")


class WholeNumberField(forms.IntegerField):
    """ASCII digits: no underscore, exponent, full-width digit or thousands comma."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip() and not _WHOLE.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class PlainNumberField(forms.DecimalField):
    """ASCII digits with an optional point: no exponent, NaN, underscore or full-width digit."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say whole numbers
        if isinstance(value, str) and value.strip() and not _PLAIN.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
