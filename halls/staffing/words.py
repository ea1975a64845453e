"""What the trail says of plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, leave_out, say
from halls.staffing.models import StaffingPlan

say("staffing_plan.saved", _("Kept a plan of seats per half-hour"))
describe(StaffingPlan, of="staffing_plan")
call("days_counted", _("days counted"), of="staffing_plan")
leave_out("plan", of="staffing_plan")
