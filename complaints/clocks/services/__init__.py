"""The acts on clocks; most follow from acts on the ticket (following.py)."""

from complaints.clocks.services.checking import Difference, count_anew, differences
from complaints.clocks.services.following import follow_tickets
from complaints.clocks.services.pausing import CannotPause, CannotResume, pause_clock, resume_clock, resume_due
from complaints.clocks.services.ruling import CannotSetRule, add_rule
from complaints.clocks.services.running import ClockChanged, end_clock, forget_clocks, open_clocks, start_clock
from complaints.clocks.services.warning import take_up, warn

__all__ = [
    "CannotPause",
    "CannotResume",
    "CannotSetRule",
    "ClockChanged",
    "Difference",
    "add_rule",
    "count_anew",
    "differences",
    "end_clock",
    "follow_tickets",
    "forget_clocks",
    "open_clocks",
    "pause_clock",
    "resume_clock",
    "resume_due",
    "start_clock",
    "take_up",
    "warn",
]
