"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.tickets.services.trail import VERBS
from core.audit.registry import call, say

for kind, verb in VERBS.items():
    say(verb, kind.label)
say("category.added", _("Added a category"))
say("category.renamed", _("Renamed a category"))
say("category.offered", _("Changed whether a category is offered"))
say("category.seeded", _("Loaded the first categories"))

call("channel", _("Channel"))
call("product", _("Product"))
call("phenomenon", _("Phenomenon"))
call("cause", _("Cause"))
call("tree", _("tree"))
call("code", _("code"))
call("reached", _("reached"))
call("minutes", _("Minutes"))
call("recording", _("Recording number"))
