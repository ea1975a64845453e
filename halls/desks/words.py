"""What the trail says of the bands of utilisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import describe, say
from halls.desks.models import DeskBands

say("desk_bands.set", _("Set where the bands of counter utilisation end"))
describe(DeskBands, of="desk_bands")
