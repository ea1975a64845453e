"""What the trail says of the acts of the product as a whole. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, say

say("demo.seeded", _("Made the demonstration data"))
call("tickets", _("tickets"))
call("visits", _("queue visits"), of="demo")
