"""What stationing adds elsewhere: words of the trail, its part of a ticket, origins. Imported when the app is ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.tickets import registry
from complaints.tickets.registry import Panel
from core.audit.registry import call, describe, mean, say
from halls.stationing.choices import Score
from halls.stationing.corrective import MATTER
from halls.stationing.models import OpenMatter, StationingCampaign, StationingRule, Stint
from improvement.actions.registry import origin

if TYPE_CHECKING:
    import datetime as dt

    from complaints.models import Complaint
    from org.people.models import Person


@dataclass(frozen=True)
class FromStint:
    """Beside a ticket: the stint at which its customer could not be helped."""

    matter: OpenMatter
    sees: bool


def _beside(complaint: Complaint, person: Person, now: dt.datetime) -> FromStint | None:
    rows = OpenMatter.objects.filter(complaint=complaint).select_related("stint__unit", "stint__manager", "owner")
    matter = rows.first()
    if matter is None:
        return None
    return FromStint(matter, OpenMatter.objects.visible_to(person).filter(pk=matter.pk).exists())


registry.show_beside(71, Panel(_("From stationing"), "halls/stationing/_beside.html", _beside))
origin(MATTER)

say("stint.planned", _("Planned a stint in a hall"))
say("stint.signed", _("Signed a stint in a hall"))
say("stint.corrected", _("Corrected a signed stint"))
say("stint.cancelled", _("Said that a stint did not take place"))
say("matter.written", _("Wrote down what stayed unresolved at a stint"))
say("matter.struck", _("Took off what was written down by mistake"))
say("matter.followed", _("Followed up what stayed unresolved"))
say("matter.settled", _("Settled what had stayed unresolved"))
say("matter.made_complaint", _("Made a complaint of what stayed unresolved"))
say("stationing.rule_set", _("Set how stationing is measured"))
say("stationing.campaign_saved", _("Saved a stationing campaign"))
say("stationing.found", _("Said what was found in a hall of a campaign"))
say("stationing.score_entered", _("Entered a score of a hall"))
say("stationing.score_changed", _("Changed a score of a hall"))

describe(Stint, of="stint")
describe(OpenMatter, of="matter")
for model in (StationingRule, StationingCampaign):
    describe(model, of="stationing")
call("manager", _("manager"), of="stint")
call("reason", _("why"), of="stint")
call("owner", _("Who sees to it"), of="matter")
call("reason", _("why"), of="matter")
call("received", pgettext_lazy("customers", "received"), of="stint")
call("unresolved", _("unresolved"), of="stint")
call("former", _("before"), of="stint")
call("number", _("ticket number"), of="matter")
call("halls", _("halls"), of="stationing")
call("month", _("month"), of="stationing")
call("score", _("score"), of="stationing")
call("value", _("value"), of="stationing")
call("former_value", _("value before"), of="stationing")
call("source", _("source"), of="stationing")
call("run", _("import"), of="stationing")
call("reason", _("why it changes"), of="stationing")
mean("score", lambda _values: dict(Score.choices), of="stationing")
