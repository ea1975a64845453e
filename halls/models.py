from halls.premises.models import Counter, Device, HallRule, Premises, Service
from halls.queue.models import CounterSession, Segment, SessionPause, Visit

__all__ = [
    "Counter",
    "CounterSession",
    "Device",
    "HallRule",
    "Premises",
    "Segment",
    "Service",
    "SessionPause",
    "Visit",
]
