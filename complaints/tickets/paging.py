"""Pages by the key of a row, not by counting: page 10,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint, ComplaintQuerySet


class Sort(TextChoices):
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")
    DUE = "due", _("Due soonest first")


@dataclass(frozen=True)
class Order:
    """A field and a direction; the primary key breaks ties the same way. Empty values come last."""

    field: str
    down: bool

    def key_of(self, row: Complaint | dict[str, Any]) -> Key:
        if isinstance(row, dict):
            return Key(row[self.field], row["pk"])
        return Key(getattr(row, self.field), row.pk)


@dataclass(frozen=True)
class Key:
    """Where a row stands: the moment it is sorted by, and its primary key."""

    moment: dt.datetime | None
    pk: int

    def words(self) -> str:
        """For an address."""
        text = f"{self.moment.isoformat() if self.moment else ''}~{self.pk}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


ORDERS = {
    Sort.NEWEST: Order("received_at", down=True),
    Sort.OLDEST: Order("received_at", down=False),
    Sort.DUE: Order("due_at", down=False),
}


def key_from(words: str) -> Key | None:
    """The key in an address, or None if it was tampered with: then the first page is shown."""
    try:
        text = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4)).decode()
        moment, pk = text.split("~")
        at = dt.datetime.fromisoformat(moment) if moment else None
        return Key(at, int(pk)) if (at is None or at.tzinfo) and 0 < int(pk) < 2**63 else None
    except (ValueError, binascii.Error, UnicodeError):
        return None


def ordered(rows: ComplaintQuerySet, order: Order, *, backwards: bool = False) -> ComplaintQuerySet:
    down = order.down != backwards
    field = F(order.field)
    by = field.desc(nulls_first=backwards or None) if down else field.asc(nulls_last=not backwards or None)
    if order.field == "received_at":
        by = field.desc() if down else field.asc()
    return rows.order_by(by, "-pk" if down else "pk")


def beyond(rows: ComplaintQuerySet, order: Order, key: Key, *, backwards: bool = False) -> ComplaintQuerySet:
    """Rows that come after `key` (before it, if backwards), nearest first."""
    return ordered(rows.filter(_side(order, key, backwards)), order, backwards=backwards)


def _side(order: Order, key: Key, backwards: bool) -> Q:
    step = "lt" if order.down != backwards else "gt"
    beside = Q(**{f"pk__{step}": key.pk})
    if key.moment is None:
        within = Q(**{f"{order.field}__isnull": True}) & beside
        return within | Q(**{f"{order.field}__isnull": False}) if backwards else within
    reach = Q(**{f"{order.field}__{step}e": key.moment})
    onward = reach & (Q(**{f"{order.field}__{step}": key.moment}) | beside)
    if order.field != "received_at" and not backwards:
        return onward | Q(**{f"{order.field}__isnull": True})
    return onward
