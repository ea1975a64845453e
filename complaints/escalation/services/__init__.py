"""The acts of the chain: what goes up, who has seen it, what comes down, and the plans behind it."""

from complaints.escalation.services.ahead import forget_ahead, plan_ahead
from complaints.escalation.services.climbing import escalate
from complaints.escalation.services.plans import (
    REPLAN,
    CannotChangePlan,
    CannotPublish,
    copy_plan,
    discard_plan,
    plan_in_force,
    plant_plans,
    publish_plan,
    remove_rung,
    set_rung,
)
from complaints.escalation.services.raising import (
    CannotEscalate,
    CannotLower,
    NothingToAcknowledge,
    StandsBelow,
    acknowledge_escalation,
    escalate_at_once,
    escalate_by_hand,
    lower_escalation,
)
from complaints.escalation.services.sweeping import climb, replan, sweep
from complaints.escalation.services.trying import TRY, request_trial, try_plans

__all__ = [
    "REPLAN",
    "TRY",
    "CannotChangePlan",
    "CannotEscalate",
    "CannotLower",
    "CannotPublish",
    "NothingToAcknowledge",
    "StandsBelow",
    "acknowledge_escalation",
    "climb",
    "copy_plan",
    "discard_plan",
    "escalate",
    "escalate_at_once",
    "escalate_by_hand",
    "forget_ahead",
    "lower_escalation",
    "plan_ahead",
    "plan_in_force",
    "plant_plans",
    "publish_plan",
    "remove_rung",
    "replan",
    "request_trial",
    "set_rung",
    "sweep",
    "try_plans",
]
