"""The doors of tickets: intake, the ticket's page, and one per act."""

from complaints.tickets.views.acts import acknowledge, assign, close, note, reopen, reveal, void
from complaints.tickets.views.intake import duplicates, new
from complaints.tickets.views.page import beside_ticket, edit, printed, ticket

__all__ = [
    "acknowledge",
    "assign",
    "beside_ticket",
    "close",
    "duplicates",
    "edit",
    "new",
    "note",
    "printed",
    "reopen",
    "reveal",
    "ticket",
    "void",
]
