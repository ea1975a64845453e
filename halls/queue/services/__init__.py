from halls.queue.services.calling import CannotCall, CounterBusy, NobodyWaits, call_next, call_this, recall
from halls.queue.services.closing import close_day, close_days
from halls.queue.services.leading import redirect_visit
from halls.queue.services.moving import VisitChanged
from halls.queue.services.serving import (
    CannotServe,
    add_service,
    finish,
    held_left,
    hold,
    leave,
    not_here,
    remove,
    resume,
    start,
    transfer,
)
from halls.queue.services.sitting import (
    CannotSit,
    CounterMoved,
    NotSigned,
    go_on,
    open_session,
    pause,
    sign_off,
)
from halls.queue.services.taking import CannotTake, take_number

__all__ = [
    "CannotCall",
    "CannotServe",
    "CannotSit",
    "CannotTake",
    "CounterBusy",
    "CounterMoved",
    "NobodyWaits",
    "NotSigned",
    "VisitChanged",
    "add_service",
    "call_next",
    "call_this",
    "close_day",
    "close_days",
    "finish",
    "go_on",
    "held_left",
    "hold",
    "leave",
    "not_here",
    "open_session",
    "pause",
    "recall",
    "redirect_visit",
    "remove",
    "resume",
    "sign_off",
    "start",
    "take_number",
    "transfer",
]
