"""Acts on many tickets: ask (a trial run), confirm, do, take back."""

from complaints.bulk.services.asking import (
    WORK,
    CannotAsk,
    CannotConfirm,
    CannotUndo,
    ask_bulk,
    ask_undo,
    confirm_bulk,
)
from complaints.bulk.services.carrying import NoLongerAllowed, TakenBack, carry_out
from complaints.bulk.services.looking import look_over

__all__ = [
    "WORK",
    "CannotAsk",
    "CannotConfirm",
    "CannotUndo",
    "NoLongerAllowed",
    "TakenBack",
    "ask_bulk",
    "ask_undo",
    "carry_out",
    "confirm_bulk",
    "look_over",
]
