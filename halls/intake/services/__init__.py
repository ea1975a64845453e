"""The acts of intake; also from outside this app."""

from halls.intake.services.settling import hold_halls, settle_days
from halls.intake.services.totals import CannotCount, Figures, correct_total, enter_total, is_over, withdraw_total
from halls.intake.services.writing import NewVisit, Stretch, renew_visits, write_visits

__all__ = [
    "CannotCount",
    "Figures",
    "NewVisit",
    "Stretch",
    "correct_total",
    "enter_total",
    "hold_halls",
    "is_over",
    "renew_visits",
    "settle_days",
    "withdraw_total",
    "write_visits",
]
