"""What detection adds to a ticket. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.detection.choices import Suspicion, Verdict
from complaints.detection.selectors import counter_panel, number_in_words
from complaints.detection.services import follow_sheet, follow_unit
from complaints.reports.registry import report_page
from complaints.tickets import registry
from complaints.tickets.choices import EventKind
from complaints.tickets.registry import Panel
from core.audit.registry import call, mean, say
from org.access.choices import Right

registry.follow(EventKind.EDITED, follow_unit)
registry.follow_renewals(follow_sheet)
registry.tell_of_number(number_in_words)
registry.show_beside(5, Panel(_("This customer's number"), "complaints/detection/_counters.html", counter_panel))
report_page(
    "readiness",
    _("3·15 readiness"),
    "report_readiness",
    answers=_("What is open for too long or came from outside, and who received the customer first?"),
    is_list=True,
)
report_page(
    "false_entries",
    _("Possible false entries"),
    "false_entries",
    answers=_("Which entries look wrong, and what did somebody else find?"),
    open_to=lambda person: person.may(Right.COMPLAINT_JUDGE),
    is_list=True,
)

say("false_entry.drawn", _("Listed entries that may be false"))
say("false_entry.reviewed", _("Reviewed an entry that may be false"))
call("suspicion", _("why looked at"), of="false_entry")
call("verdict", _("verdict"), of="false_entry")
call("words", _("words"), of="false_entry")
call("tickets", _("Tickets"), of="false_entry")
mean("suspicion", lambda _values: dict(Suspicion.choices), of="false_entry")
mean("verdict", lambda _values: dict(Verdict.choices), of="false_entry")
