"""What the trail says of rounds of cross inspection. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, say

say("cross.drawn", _("Drew a round of cross inspection"))
say("cross.drawn_again", _("Drew a round of cross inspection again"))
say("cross.told", _("Told the inspectors of a round"))
say("cross.cancelled", _("Cancelled a round of cross inspection"))
say("cross.inspector_changed", _("Sent somebody else to inspect a hall"))

call("round", _("round"), of="cross")
call("seed", _("number the lot was drawn with"), of="cross")
call("halls", _("halls"), of="cross")
call("hall", _("hall"), of="cross")
call("inspector", _("inspector"), of="cross")
