"""The acts of a case: each step, in the order that the grade asks for."""

from complaints.casework.services.deciding import refuse_unfit
from complaints.casework.services.grading import CannotJoin, grade_case, join, regrade_case
from complaints.casework.services.judging import (
    RECLASSIFY,
    ask_reclassification,
    find_valid,
    judge,
    withdraw_reclassification,
)
from complaints.casework.services.steps import (
    apologise_by_phone,
    apologise_in_person,
    dispose,
    explain,
    mark_corrective,
    verify,
)
from complaints.casework.services.take import (
    CaseNotOpen,
    IncompleteStep,
    StepNotAsked,
    StepOutOfOrder,
    StepTaken,
    casework_of,
    change,
    hold_case,
    on_case,
    refuse_out_of_order,
    take_step,
)

__all__ = [
    "RECLASSIFY",
    "CannotJoin",
    "CaseNotOpen",
    "IncompleteStep",
    "StepNotAsked",
    "StepOutOfOrder",
    "StepTaken",
    "apologise_by_phone",
    "apologise_in_person",
    "ask_reclassification",
    "casework_of",
    "change",
    "dispose",
    "explain",
    "find_valid",
    "grade_case",
    "hold_case",
    "join",
    "judge",
    "mark_corrective",
    "on_case",
    "refuse_out_of_order",
    "refuse_unfit",
    "regrade_case",
    "take_step",
    "verify",
    "withdraw_reclassification",
]
