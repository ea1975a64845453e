"""`{% principles "promise" %}`: what the procedure asks where it acts."""

from __future__ import annotations

from typing import Any

from django import template

from complaints.principles.rules import principles_at

register = template.Library()


@register.inclusion_tag("complaints/principles/_here.html")
def principles(*places: str, opened: bool = False) -> dict[str, Any]:
    """The principles that act at these places (complaints/principles/rules.py), one line until it is opened."""
    return {"principles": principles_at(*places), "opened": opened}
