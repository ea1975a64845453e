"""The acts on batches."""

from complaints.batches.services.deciding import (
    BatchDecided,
    CannotDecide,
    accept_batch,
    open_batch,
    reject_batch,
)
from complaints.batches.services.proposing import LOOK, look_now, propose_batches
from complaints.batches.services.working import CannotChangeBatch, add_ticket, answer, plan_batch, take_out

__all__ = [
    "LOOK",
    "BatchDecided",
    "CannotChangeBatch",
    "CannotDecide",
    "accept_batch",
    "add_ticket",
    "answer",
    "look_now",
    "open_batch",
    "plan_batch",
    "propose_batches",
    "reject_batch",
    "take_out",
]
