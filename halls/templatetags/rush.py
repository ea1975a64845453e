"""`{% rush_banner hall may_lead %}`: an open emergency on top of a hall's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from halls.rush.presenter import banner_of

if TYPE_CHECKING:
    from halls.premises.models import Premises

register = template.Library()


@register.inclusion_tag("halls/rush/_banner.html")
def rush_banner(hall: Premises, may_open: bool = False) -> dict[str, Any]:
    """The emergency that is open, else the way to open one for whoever leads the floor."""
    return {"hall": hall, "banner": banner_of(hall), "may_open": may_open}
