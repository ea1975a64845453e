"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, say
from improvement.actions.choices import ActionAct
from improvement.actions.models import Action

for act in ActionAct:
    say(f"action.{act.value}", act.label)

describe(Action, of="action")
call("owner", _("owner"))
call("due_on", _("due"))
call("done_by", _("done by"), of="action")
call("note", _("note"), of="action")
call("former_owner", _("former owner"), of="action")
call("former_due_on", _("former due day"), of="action")
