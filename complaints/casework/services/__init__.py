"""The acts of a case: each step, in the order that the grade asks for."""

from complaints.casework.services.take import (
    CaseNotOpen,
    StepNotAsked,
    StepOutOfOrder,
    StepTaken,
    casework_of,
    change,
    refuse_out_of_order,
    take_step,
)

__all__ = [
    "CaseNotOpen",
    "StepNotAsked",
    "StepOutOfOrder",
    "StepTaken",
    "casework_of",
    "change",
    "refuse_out_of_order",
    "take_step",
]
