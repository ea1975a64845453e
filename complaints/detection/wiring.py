"""What detection adds to a ticket. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.detection.selectors import counter_panel, number_in_words
from complaints.tickets import registry
from complaints.tickets.registry import Panel

registry.tell_of_number(number_in_words)
registry.show_beside(5, Panel(_("This customer's number"), "complaints/detection/_counters.html", counter_panel))
