"""How a ticket stands in an address."""

from __future__ import annotations

from django.urls import register_converter


class TicketNumber:
    """`C201101-00042`."""

    regex = r"C\d{6}-\d{5,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TicketNumber, "ticket")
