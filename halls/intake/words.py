"""What the trail says of days counted by hand. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, mean, say
from halls.intake.choices import Channel

say("day_total.entered", _("Counted a day by hand"))
say("day_total.corrected", _("Corrected a day counted by hand"))
say("day_total.withdrawn", _("Took a day counted by hand back"))

call("service", _("service"), of="day_total")
call("channel", _("counted at"), of="day_total")
call("tickets", _("customers"), of="day_total")
call("before", _("customers before"), of="day_total")
call("reason", _("why by hand"), of="day_total")
mean("channel", lambda _values: dict(Channel.choices), of="day_total")
