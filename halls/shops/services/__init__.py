"""The acts of mystery rounds: preparing and beginning one, being sent, reviewing, appealing."""

from halls.shops.services.appeals import CannotAppeal, CannotDecide, Claim, Decided, appeal, correct, decide_appeal
from halls.shops.services.reviewing import (
    CannotReviewVisit,
    accept_visit,
    exclude_visit,
    look_at_visit,
    reject_visit,
    revise_visit,
)
from halls.shops.services.rounds import (
    CannotAssign,
    CannotBegin,
    CannotMakeRound,
    CannotSetRule,
    assign,
    cancel_round,
    close_round,
    make_round,
    open_round,
    record_notice,
    set_rule,
    withdraw,
)
from halls.shops.services.shopping import CannotReply, CannotShop, agree, begin_visit, decline

__all__ = [
    "CannotAppeal",
    "CannotAssign",
    "CannotBegin",
    "CannotDecide",
    "CannotMakeRound",
    "CannotReply",
    "CannotReviewVisit",
    "CannotSetRule",
    "CannotShop",
    "Claim",
    "Decided",
    "accept_visit",
    "agree",
    "appeal",
    "assign",
    "begin_visit",
    "cancel_round",
    "close_round",
    "correct",
    "decide_appeal",
    "decline",
    "exclude_visit",
    "look_at_visit",
    "make_round",
    "open_round",
    "record_notice",
    "reject_visit",
    "revise_visit",
    "set_rule",
    "withdraw",
]
