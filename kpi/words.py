"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, say

say("target.set", _("Set a target"))
say("targets.imported", _("Imported targets"))
say("indicators.requested", _("Had a month computed"))

call("indicator", _("indicator"))
call("month", _("month"))
