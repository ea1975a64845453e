"""What wait findings add elsewhere. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit.registry import call, describe, mean, say
from halls.findings.choices import Cause
from halls.findings.corrective import FINDING
from halls.findings.models import WaitFinding
from improvement.actions.registry import origin

origin(FINDING)
say("wait_finding.made", _("Wrote down what was found about long waits"))
say("wait_finding.changed", _("Changed what was found about long waits"))
describe(WaitFinding, of="wait_finding")
call("causes", _("causes"), of="wait_finding")
call("words", pgettext_lazy("of long waits", "Analysis"), of="wait_finding")
call("notes", _("lines beside the causes"), of="wait_finding")
call("tickets", pgettext_lazy("of a hall", "Tickets"), of="wait_finding")


def _causes(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(Cause.choices)


mean("causes", _causes, of="wait_finding")
