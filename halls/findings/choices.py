"""The tree of causes of long waits and the measures against them (rule book 1.11), as codes with English labels.

The words of the source, how sure they are and how they are grouped stand in `halls/findings/rules.py`.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """The twenty nodes under "wait time"."""

    VOLUME = "volume", _("High volume")
    BETWEEN_HALLS = "between_halls", _("Load is uneven between halls")
    BETWEEN_TIMES = "between_times", _("Volume differs between times")
    BETWEEN_CHANNELS = "between_channels", _("Load is uneven between channels")
    DIVERSION = "diversion", _("Diverting between channels works badly")
    DIVERSION_AREAS = "diversion_areas", _("Publicity and diverting between areas")
    DIVERSION_ATTITUDE = "diversion_attitude", _("Staff do not approach customers")
    DIVERSION_SELLING = "diversion_selling", _("Service selling and diverting")
    SLOW = "slow", _("Handling is not quick")
    SLOW_SKILL = "slow_skill", _("Abilities of staff")
    SLOW_SERVICES = "slow_services", _("Some services take much time")
    SLOW_PROCESS = "slow_process", _("Process of a service")
    SLOW_STANDARD = "slow_standard", _("Keeping to the service standard")
    SLOW_IT = "slow_it", _("Support by IT and other resources")
    SLOW_RESOURCES = "slow_resources", _("Providing and maintaining service resources")
    SLOW_PREPARED = "slow_prepared", _("Tools that prepare a transaction")
    PLACE = "place", _("Surroundings of service")
    PLACE_LAYOUT = "place_layout", _("Layout of the hall")
    PLACE_DISPLAY = "place_display", _("Display and care of publicity material")
    PLACE_PATH = "place_path", _("Path of customers through the hall")


class Measure(TextChoices):
    LAYOUT = "layout", _("Better layout of the hall")
    CHANNELS = "channels", _("Better diverting to other channels")
    ROSTER = "roster", _("Flexible rosters")
    PROCESS = "process", _("Walk through and simplify processes")
    CARD = "card", _("Pre-processing card")
    WATCH = "watch", _("Daily supervision")
    ASSESS = "assess", _("Better assessment")


class MeasureGroup(TextChoices):
    PLACE = "place", _("Surroundings of the hall")
    FLOOR = "floor", _("Managing the floor")
    WATCHING = "watching", _("Supervision and assessment")


class Certainty(TextChoices):
    """How sure a rebuilt cell of the source is."""

    HIGH = "H", _("certain (95 per cent or more)")
    MIDDLE = "M", _("probable (70 to 95 %)")
    LOW = "L", _("unsure (under 70 %)")
