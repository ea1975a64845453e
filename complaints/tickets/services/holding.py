"""In which order acts take rows: the ticket, what hangs on it, the head of the trail."""

from __future__ import annotations

from complaints.tickets.models import Complaint


def hold_ticket(pk: int) -> None:
    """Hold a ticket's row until the commit: for acts that change what hangs on it after the trail was written.

    Acts that change the ticket hold it from their first statement, the trail's head comes last; who holds the
    head and waits for a row would else meet somebody who holds that row and waits for the head.
    """
    list(Complaint.objects.filter(pk=pk).select_for_update(no_key=True).values_list("pk", flat=True))
