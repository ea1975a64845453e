"""What the trail says of days counted by hand. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import say

say("day_total.entered", _("Counted a day by hand"))
say("day_total.corrected", _("Corrected a day counted by hand"))
say("day_total.withdrawn", _("Took a day counted by hand back"))
