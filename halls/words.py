"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, say
from halls.premises.models import Premises

say("counter.taken_over", _("Took a counter over from somebody who had not signed off"))
say("visit.removed", _("Took a number out of the queue"))
say("visit.day_closed", _("Closed what was left of a day in a hall"))

describe(Premises, of="hall")
call("counter", _("counter"), of="hall")
call("day", _("day"))
call("count", _("numbers closed"), of="hall")
