"""What the trail says of the acts of this app. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.categories.models import Category
from complaints.tickets.choices import Outcome, ReopenReason
from complaints.tickets.filters import TicketFilters
from complaints.tickets.models import Complaint
from complaints.tickets.services.trail import VERBS
from core.audit.registry import call, describe, leave_out, mean, say


def _chosen(choices: Iterable[tuple[str, Any]], _values: set[Any]) -> Mapping[Any, Any]:
    return dict(choices)


for kind, verb in VERBS.items():
    say(verb, kind.label)
say("category.added", _("Added a category"))
say("category.renamed", _("Renamed a category"))
say("category.offered", _("Changed whether a category is offered"))
say("category.withdrawn", _("No longer offers a category"))
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
call("on_time", _("on time"))
call("backdate_reason", _("why entered later"))
call("added", _("new"))
leave_out("to_id", "from_id")
describe(Complaint, of="complaint")
describe(Category, of="category")
mean("reason", lambda _values: dict(ReopenReason.choices), of="complaint.reopened")
mean("outcome", lambda _values: dict(Outcome.choices), of="complaint")
for name, one in TicketFilters.get_filters().items():
    call(name, one.label, of="list")
    if "choices" in one.extra:
        mean(name, partial(_chosen, one.extra["choices"]), of="list")


def _categories(values: set[Any]) -> Mapping[Any, str]:
    return dict(Category.objects.filter(code__in=[str(value) for value in values]).values_list("code", "name"))


for name in ("product", "phenomenon", "cause"):
    mean(name, _categories)
