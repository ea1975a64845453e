"""Fields that take what they say and nothing that merely converts (C16)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

_PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")


class PlainDecimalField(serializers.DecimalField):
    """ASCII digits with an optional point: no exponent, NaN, full-width digit or thousands comma."""

    default_error_messages = {"plain": _("Write a number such as 1300 or 12.50.")}

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not _PLAIN.fullmatch(str(data).strip()):
            self.fail("plain")
        return super().to_internal_value(str(data).strip())
