"""The acts of the cadence: make a sheet, answer the week's problems, say what quality is measured by."""

from complaints.cadence.services.answering import (
    CannotAnswer,
    NotTheHead,
    acknowledge_problems,
    answer_problems,
)
from complaints.cadence.services.making import MAKE, CannotMake, ask_for_sheet, leave_due, make_sheet
from complaints.cadence.services.measuring import CannotSetStandard, name_owner, set_standard

__all__ = [
    "MAKE",
    "CannotAnswer",
    "CannotMake",
    "CannotSetStandard",
    "NotTheHead",
    "acknowledge_problems",
    "answer_problems",
    "ask_for_sheet",
    "leave_due",
    "make_sheet",
    "name_owner",
    "set_standard",
]
