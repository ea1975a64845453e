"""What the trail says of the tallies. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, say

say("tallies.repaired", _("Put kept numbers of tickets right"))
call("tallies", _("numbers"), of="tallies")
