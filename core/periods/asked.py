"""The period that an address asks for."""

from __future__ import annotations

from django.http import Http404

from core.periods.rules import NotAPeriod, Period, period


def asked_period(words: str) -> Period:
    """Raises Http404 for words that name none: nothing stands at such an address."""
    try:
        return period(words)
    except NotAPeriod as refusal:
        raise Http404(str(refusal)) from None
