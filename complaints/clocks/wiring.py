"""What clocks add to a ticket. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.clocks import history, services
from complaints.clocks.choices import ClockKind, Counting, PauseReason
from complaints.clocks.presenter import head_words, panel
from complaints.clocks.selectors import handling_promises
from complaints.reports.registry import report_page
from complaints.tickets import registry
from complaints.tickets.choices import EventKind
from complaints.tickets.registry import Panel
from core.audit.registry import call, mean, say

registry.promise_by(handling_promises)
registry.follow_renewals(services.forget_clocks)
registry.tell_in_lines(EventKind.CLOCK, history.moved)
registry.say_time_by(head_words)
registry.show_beside(1, Panel(_("Clocks"), "complaints/clocks/_beside.html", panel))
services.follow_tickets()
report_page(
    "paused_clocks",
    _("Paused clocks"),
    "clock_pauses",
    answers=_("Which clocks stand still, why, and since when?"),
    is_list=True,
)

say("clock.recounted", _("Counted a deadline anew"))
say("clock.rule_added", _("Set a promised time"))
for key, label in (
    ("clock", _("clock")),
    ("amount", _("within")),
    ("counting", _("counted in")),
    ("warn", _("warn before")),
    ("act", _("act")),
    ("until", _("until")),
    ("due", _("due")),
    ("agreed", _("as agreed")),
    ("proof", _("with proof")),
):
    for verb in ("clock", "complaint.clock"):
        call(key, label, of=verb)
for verb in ("clock", "complaint.clock"):
    mean("clock", lambda _values: dict(ClockKind.choices), of=verb)
mean("counting", lambda _values: dict(Counting.choices), of="clock")
mean("reason", lambda _values: dict(PauseReason.choices), of="complaint.clock")
mean("act", lambda _values: {"paused": _("Paused"), "resumed": _("Goes on")}, of="complaint.clock")
