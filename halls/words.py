"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, say
from halls.premises.models import HallRule, Premises, Service

say("hall.set_up", _("Set a hall up"))
say("hall.changed", _("Changed a hall"))
say("hall.service_added", _("Added a service to a hall"))
say("hall.service_changed", _("Changed a service of a hall"))
say("hall.counter_saved", _("Saved a counter of a hall"))
say("hall.rule_set", _("Set how halls are measured"))
say("hall.device_added", _("Added a machine to a hall"))
say("hall.device_code_renewed", _("Made a new code for a machine"))
say("hall.device_paired", _("Paired a machine"))
say("hall.device_revoked", _("Took a machine away"))
say("counter.taken_over", _("Took a counter over from somebody who had not signed off"))
say("visit.redirected", _("Moved a number in the queue"))
say("visit.left", _("Said that a customer had left"))
say("visit.removed", _("Took a number out of the queue"))
say("visit.day_closed", _("Closed what was left of a day in a hall"))

describe(HallRule, of="hall")
describe(Service, of="hall")
describe(Premises, of="hall")
call("is_active", _("in use"), of="hall.counter_saved")
call("former_wait_minutes", _("wait limit before, in minutes"), of="hall")
call("counter", _("counter"), of="hall")
call("counter", _("counter"), of="counter")
call("service", _("service"), of="hall")
call("services", _("services"), of="hall")
call("device", _("machine"), of="hall")
call("number", _("number"), of="visit")
call("service", _("service"), of="visit")
call("priority", _("priority"), of="visit")
call("day", _("day"))
call("count", _("numbers closed"), of="visit")
