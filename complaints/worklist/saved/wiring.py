"""Words of the trail about shared views. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, say

say("saved_view.shared", _("Shared a view of the worklist"))
say("saved_view.taken_back", _("No longer shares a view of the worklist"))
say("saved_view.deleted", _("Deleted a shared view of the worklist"))
call("view", _("View"), of="saved_view")
call("unit", _("Unit"), of="saved_view")
