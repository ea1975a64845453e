"""What the cadence adds elsewhere. Imported when the app is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.cadence.choices import Filled, SheetKind
from complaints.cadence.corrective import SHEET
from complaints.cadence.listed import tickets_of
from complaints.cadence.models import CauseOwner, QualityStandard, Sheet
from complaints.reports.registry import report_page
from complaints.tickets import registry
from core.audit.registry import call, describe, mean, say
from improvement.actions.registry import origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

registry.keep_lists(tickets_of)
origin(SHEET)
report_page(
    "cadence",
    _("Circulars and meeting sheets"),
    "cadence_sheets",
    answers=_("What lay ready for the morning, the week and the month?"),
)

say("sheet.made", _("Made a sheet of the cadence"))
say("sheet.exported", _("Exported a sheet of the cadence"))
say("sheet.acknowledged", _("Acknowledged the week's problems"))
say("sheet.answered", _("Answered the week's problems"))
say("sheet.standard_set", _("Set what ticket quality is measured by"))
say("sheet.owner_named", _("Named the department that a cause belongs to"))
call("sheet", _("sheet"), of="sheet")
call("unit", _("unit"), of="sheet")
call("branch", _("branch"), of="sheet")
call("period", _("period"), of="sheet")
call("version", _("version"), of="sheet")
call("due_on", _("due on"), of="sheet")
call("action", _("corrective action"), of="sheet")
call("from", _("from"), of="sheet")
call("source", _("source"), of="sheet")
call("cause", _("cause"), of="sheet")
call("filled", _("fields that must be filled"), of="sheet")
call("text_least", _("customer's words, at least"), of="sheet")
call("note_least", _("outcome, at least"), of="sheet")
call("acknowledge_minutes", _("acknowledged within, in minutes"), of="sheet")


def _kinds(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(SheetKind.choices)


def _fields(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(Filled.choices)


mean("sheet", _kinds, of="sheet")
mean("filled", _fields, of="sheet")
for model in (Sheet, QualityStandard, CauseOwner):
    describe(model, of="sheet")
