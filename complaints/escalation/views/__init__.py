"""The doors of the chain: acts on a ticket, and the plans."""

from complaints.escalation.views.acts import acknowledge, escalate, form, lower, waiting
from complaints.escalation.views.plans import (
    copy,
    discard,
    plan,
    plans,
    plant,
    publish,
    rung_edit,
    rung_new,
    rung_remove,
    start_trial,
    trial,
)

__all__ = [
    "acknowledge",
    "copy",
    "discard",
    "escalate",
    "form",
    "lower",
    "plan",
    "plans",
    "plant",
    "publish",
    "rung_edit",
    "rung_new",
    "rung_remove",
    "start_trial",
    "trial",
    "waiting",
]
