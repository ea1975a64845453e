"""What the trail says of rosters. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, say
from halls.rosters.models import DutyRule

say("shift.added", _("Put a shift on the roster"))
say("shift.moved", _("Changed a shift"))
say("shift.removed", _("Took a shift off the roster"))
say("roster.copied", _("Copied a week of the roster"))
say("roster.published", _("Published a week of the roster"))
say("swap.asked", _("Asked a colleague to swap a shift"))
say("swap.agreed", _("Agreed to swap a shift"))
say("swap.declined", _("Declined to swap a shift"))
say("swap.withdrawn", _("Withdrew a swap"))
say("swap.approved", _("Approved a swap"))
say("swap.refused", _("Refused a swap"))
say("duty_rule.set", _("Set how many must be on duty"))
say("certificate.added", _("Wrote down a certificate"))

describe(DutyRule, of="duty_rule")
for _thing in ("shift", "swap"):
    call("person", _("person"), of=_thing)
    call("shift", _("shift"), of=_thing)
    call("reason", _("reason"), of=_thing)
call("counter", _("counter"), of="shift")
call("post", _("post"), of="shift")
call("former", _("before"), of="shift")
call("colleague", _("colleague"), of="swap")
call("for_shift", _("in exchange for"), of="swap")
call("week", _("week from"), of="roster")
call("from_week", _("copied from the week of"), of="roster")
call("shifts", _("shifts"), of="roster")
call("reason", _("reason"), of="roster")
call("troubles", _("although"), of="roster")
call("person", _("person"), of="certificate")
call("kind", _("certificate"), of="certificate")
call("until", _("valid until"), of="certificate")
