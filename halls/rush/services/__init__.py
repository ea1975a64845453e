from halls.rush.services.ending import CannotEnd, CannotReview, ask_reviews, close_emergency, review_emergency
from halls.rush.services.opening import CannotOpen, open_by_hand, open_by_rule
from halls.rush.services.setting import CannotSetRush, Wanted, save_plan, set_rush_rule
from halls.rush.services.stepping import CannotStep, add_note, settle_step
from halls.rush.services.watching import sweep

__all__ = [
    "CannotEnd",
    "CannotOpen",
    "CannotReview",
    "CannotSetRush",
    "CannotStep",
    "Wanted",
    "add_note",
    "ask_reviews",
    "close_emergency",
    "open_by_hand",
    "open_by_rule",
    "review_emergency",
    "save_plan",
    "set_rush_rule",
    "settle_step",
    "sweep",
]
