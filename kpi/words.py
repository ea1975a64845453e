"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, mean, say
from kpi.indicators.choices import EVERY
from kpi.targets.models import Target

say("target.set", _("Set a target"))
say("targets.imported", _("Imported targets"))
say("indicators.requested", _("Had a month computed"))

call("indicator", _("indicator"))
call("month", _("month"))
call("new", _("new"))
describe(Target, of="target")
mean("indicator", lambda _values: {one.code: one.name for one in EVERY})
