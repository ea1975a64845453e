"""What is counted of a customer's number: repeats, reopenings, skip-level tickets, refunds (I-15). Never typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from complaints.remedies.choices import OfferKind, OfferState
from complaints.remedies.models import Offer
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent

if TYPE_CHECKING:
    from org.people.models import Person

NUMBERS_SHOWN = 5


@dataclass(frozen=True)
class Counter:
    """A figure, what it means in words, and the newest tickets that it came from."""

    label: str
    count: int
    meaning: str
    numbers: list[str]


def counters(person: Person, *, phone_digest: str, at: dt.datetime, of: Complaint | None = None) -> list[Counter]:
    """The four counters of a customer's number as they stand at `at`, over the tickets that `person` may see.

    Repeats are looked for before the receipt of the ticket `of`, as the filter of the list does.
    """
    days, skip_days, refund_days = (
        settings.COMPLAINT_REPEAT_DAYS,
        settings.COMPLAINT_SKIP_LEVEL_DAYS,
        settings.COMPLAINT_REFUND_DAYS,
    )
    tickets = Complaint.objects.visible_to(person).counted().of_phone(phone_digest)
    received_at, besides = (of.received_at, of.pk) if of else (at, 0)
    earlier = tickets.exclude(pk=besides).filter(received_at__range=_before(received_at, days))
    reopenings = ComplaintEvent.objects.filter(
        kind=EventKind.REOPENED, complaint__in=tickets, at__range=_before(at, days)
    )
    skipped = tickets.filter(received_at__range=_before(at, skip_days)).skipped_level(days=skip_days)
    refunds = Offer.objects.filter(
        kind=OfferKind.REFUND,
        state=OfferState.DELIVERED,
        delivered_at__range=_before(at, refund_days),
        casework__complaint__in=tickets,
    )
    return [
        _counter(
            _("Repeat"),
            earlier.order_by("-received_at", "-pk").values_list("number", flat=True),
            _("other tickets of this number in the %(days)s days before") % {"days": days},
        ),
        _counter(
            _("Reopened"),
            reopenings.order_by("-pk").values_list("complaint__number", flat=True),
            _("reopenings of this number's tickets within %(days)s days") % {"days": days},
        ),
        _counter(
            _("Skip-level"),
            skipped.order_by("-received_at", "-pk").values_list("number", flat=True),
            _("from media, regulator or consumer association within %(days)s days after a ticket of ours")
            % {"days": skip_days},
        ),
        _counter(
            _("Refund"),
            refunds.order_by("-pk").values_list("casework__complaint__number", flat=True),
            _("refunds carried out within %(days)s days") % {"days": refund_days},
        ),
    ]


def number_in_words(phone_digest: str, person: Person, now: dt.datetime) -> list[str]:
    """The counters above zero as sentences, for whoever types a new ticket of the number."""
    return [
        _("%(label)s: %(count)s (%(meaning)s)") % {"label": one.label, "count": one.count, "meaning": one.meaning}
        for one in counters(person, phone_digest=phone_digest, at=now)
        if one.count
    ]


@dataclass(frozen=True)
class CounterPanel:
    counters: list[Counter]


def counter_panel(complaint: Complaint, person: Person, now: dt.datetime) -> CounterPanel | None:
    """Beside the ticket; counted up to its closing. None where no number is known."""
    if not complaint.phone_digest:
        return None
    at = complaint.closed_at or now
    return CounterPanel(counters(person, phone_digest=complaint.phone_digest, at=at, of=complaint))


def _before(at: dt.datetime, days: int) -> tuple[dt.datetime, dt.datetime]:
    return at - dt.timedelta(days=days), at


def _counter(label: str, numbers: Iterable[str], meaning: str) -> Counter:
    found = list(numbers)
    return Counter(label, len(found), meaning, list(dict.fromkeys(found))[:NUMBERS_SHOWN])
