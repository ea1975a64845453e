"""The acts on a complaint; the only place that writes one."""

from complaints.tickets.services.bulk import NewEvent, NewTicket, write_many
from complaints.tickets.services.details import Details, IncompleteTicket
from complaints.tickets.services.edit import CannotEdit, MarkStays, StaleEdit, edit_complaint
from complaints.tickets.services.many import (
    Left,
    acknowledge_many,
    assign_many,
    not_to_acknowledge,
    not_to_assign,
    not_to_note,
    note_many,
)
from complaints.tickets.services.moves import (
    CannotAcknowledge,
    CannotAssign,
    CannotClose,
    CannotReopen,
    CannotVoid,
    acknowledge_complaint,
    assign_complaint,
    close_complaint,
    reopen_complaint,
    void_complaint,
)
from complaints.tickets.services.register import CannotBackdate, UsedFormKey, register_complaint
from complaints.tickets.services.renew import changed_by_hand, differences, renew_many
from complaints.tickets.services.talk import CannotNote, add_note, log_call, reveal_phone

__all__ = [
    "CannotAcknowledge",
    "CannotAssign",
    "CannotBackdate",
    "CannotClose",
    "CannotEdit",
    "CannotNote",
    "CannotReopen",
    "CannotVoid",
    "Details",
    "IncompleteTicket",
    "Left",
    "MarkStays",
    "NewEvent",
    "NewTicket",
    "StaleEdit",
    "UsedFormKey",
    "acknowledge_complaint",
    "acknowledge_many",
    "add_note",
    "assign_complaint",
    "assign_many",
    "changed_by_hand",
    "close_complaint",
    "differences",
    "edit_complaint",
    "log_call",
    "not_to_acknowledge",
    "not_to_assign",
    "not_to_note",
    "note_many",
    "register_complaint",
    "renew_many",
    "reopen_complaint",
    "reveal_phone",
    "void_complaint",
    "write_many",
]
