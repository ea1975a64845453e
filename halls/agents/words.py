"""What the trail says of agents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, say
from halls.agents.models import AgentGoal

say("agent_goal.set", _("Set what is asked of agents"))
describe(AgentGoal, of="agent_goal")
call("reason", _("why it changes"), of="agent_goal")
call("former", _("before"), of="agent_goal")
