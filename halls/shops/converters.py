"""The words that stand for acts in addresses, for the browser's doors and the machine's."""

from __future__ import annotations

from django.urls import register_converter


def _one_of(*words: str) -> type:
    class Act:
        """The acts that have a door of this kind, and no other word."""

        regex = "|".join(words)

        def to_python(self, value: str) -> str:
            return value

        def to_url(self, value: str) -> str:
            return value

    return Act


register_converter(_one_of("open", "close", "cancel"), "round_act")
register_converter(_one_of("look", "accept", "revise", "exclude", "reject", "withdraw"), "visit_act")
register_converter(_one_of("agree", "decline", "begin"), "shopper_act")
