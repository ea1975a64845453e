"""What clocks add to a ticket. Imported when the app is ready."""

from __future__ import annotations

from complaints.clocks import history, services
from complaints.clocks.selectors import handling_promises
from complaints.tickets import registry
from complaints.tickets.choices import EventKind

registry.promise_by(handling_promises)
registry.follow_renewals(services.forget_clocks)
registry.tell_in_lines(EventKind.CLOCK, history.moved)
services.follow_tickets()
