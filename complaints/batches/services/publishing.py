"""What other systems hear of a batch: that it began or ended and where it is, never what was said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.webhooks.registry import event
from core.webhooks.services import Fact, publish_many

if TYPE_CHECKING:
    from complaints.batches.models import Batch

TITLES = {
    "batch.proposed": _("Batch proposed"),
    "batch.opened": _("Batch opened by hand"),
    "batch.accepted": _("Batch accepted"),
    "batch.rejected": _("Batch rejected"),
    "batch.closed": _("Batch closed"),
}
"""Events are called like the verbs of the trail."""

for verb, title in TITLES.items():
    event(verb, title=title)


def publish_batch(verb: str, *, batch: Batch, now: dt.datetime) -> None:
    """Leave the step for the webhooks of the batch's unit and those above, inside the act's transaction."""
    publish_many(verb, facts=[Fact.numbered(batch, page="batch", api="api_batch")], now=now)
