"""A kind of clock as part of an address. Imported when the app is ready, before any address is read."""

from __future__ import annotations

from django.urls import register_converter

from complaints.clocks.choices import ClockKind


class ClockName:
    """`handling`."""

    regex = "|".join(ClockKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ClockName, "clock")
