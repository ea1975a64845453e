"""What the trail says of emergencies. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, mean, say
from halls.rush.choices import Ended, StepKind, Trigger
from halls.rush.models import RushRule

say("emergency.opened", _("Opened a busy-time emergency"))
say("emergency.closed", _("Ended a busy-time emergency"))
say("emergency.reviewed", _("Looked back on a busy-time emergency"))
say("emergency.rule_set", _("Set what opens busy-time emergencies"))
say("emergency.plan_saved", _("Saved the steps of busy-time emergencies"))
describe(RushRule, of="emergency")
call("trigger", _("opened by"), of="emergency")
call("waiting", _("how many waited"), of="emergency")
call("words", _("in words"), of="emergency")
call("ended", _("how it ended"), of="emergency")
call("result", _("what came of it"), of="emergency")
call("review", _("what helped"), of="emergency")
call("steps", _("steps"), of="emergency")


def _triggers(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(Trigger.choices)


def _ends(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(Ended.choices)


def _steps(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(StepKind.choices)


mean("trigger", _triggers, of="emergency")
mean("ended", _ends, of="emergency")
mean("steps", _steps, of="emergency")
