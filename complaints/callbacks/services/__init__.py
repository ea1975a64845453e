"""The acts of follow-up calls."""

from complaints.callbacks.services.call import (
    CallNotWaiting,
    CannotCall,
    CannotGiveUp,
    OwnCase,
    call_again,
    give_up,
    hand_back,
    miss_call,
    reach_customer,
    take_call,
    take_next,
)
from complaints.callbacks.services.place import follow_unit
from complaints.callbacks.services.reminding import remind
from complaints.callbacks.services.wait import cancel_calls, keep_in_step

__all__ = [
    "CallNotWaiting",
    "CannotCall",
    "CannotGiveUp",
    "OwnCase",
    "call_again",
    "cancel_calls",
    "follow_unit",
    "give_up",
    "hand_back",
    "keep_in_step",
    "miss_call",
    "reach_customer",
    "remind",
    "take_call",
    "take_next",
]
