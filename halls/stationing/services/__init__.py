"""The acts of stationing, the only place that writes its rows."""

from halls.stationing.services.correcting import correct_stint
from halls.stationing.services.matters import (
    CannotSettle,
    NewMatter,
    add_matter,
    follow_up,
    raise_complaint,
    remind,
    settle,
    strike,
)
from halls.stationing.services.setting import (
    CannotSetStationing,
    Facts,
    put_scores,
    save_campaign,
    set_facts,
    set_score,
    set_stationing_rule,
)
from halls.stationing.services.stints import (
    CannotLog,
    MayNotSign,
    cancel_stint,
    log_stint,
    plan_stint,
    sign_stint,
)

__all__ = [
    "CannotLog",
    "CannotSetStationing",
    "CannotSettle",
    "Facts",
    "MayNotSign",
    "NewMatter",
    "add_matter",
    "cancel_stint",
    "correct_stint",
    "follow_up",
    "log_stint",
    "plan_stint",
    "put_scores",
    "raise_complaint",
    "remind",
    "save_campaign",
    "set_facts",
    "set_score",
    "set_stationing_rule",
    "settle",
    "sign_stint",
    "strike",
]
