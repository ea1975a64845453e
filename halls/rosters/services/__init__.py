from halls.rosters.services.setting import CannotSetRule, add_certificate, set_duty_rule
from halls.rosters.services.shifts import CannotRoster, add_shift, move_shift, remove_shift
from halls.rosters.services.swaps import CannotSwap, NotYours, answer_swap, ask_swap, decide_swap, withdraw_swap
from halls.rosters.services.telling import own_week
from halls.rosters.services.weeks import CannotPublish, copy_week, publish_week, troubles_of

__all__ = [
    "CannotPublish",
    "CannotRoster",
    "CannotSetRule",
    "CannotSwap",
    "NotYours",
    "add_certificate",
    "add_shift",
    "answer_swap",
    "ask_swap",
    "copy_week",
    "decide_swap",
    "move_shift",
    "own_week",
    "publish_week",
    "remove_shift",
    "set_duty_rule",
    "troubles_of",
    "withdraw_swap",
]
