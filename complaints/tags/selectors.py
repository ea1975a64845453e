"""Which tags there are, and which a ticket carries."""

from __future__ import annotations

from complaints.tags.models import Tag, TicketTag
from complaints.tags.rules import SEEDS
from complaints.tickets.models import Complaint


def offered() -> list[tuple[str, str]]:
    """Codes with names: those offered, and the sources' own as long as nobody has put one down as a row."""
    rows = {tag.code: tag for tag in Tag.objects.order_by("code")}
    first = [(seed.code, seed.name) for seed in SEEDS if seed.code not in rows]
    return [*((tag.code, tag.name) for tag in rows.values() if tag.is_offered), *first]


def carried_by(complaint: Complaint) -> list[TicketTag]:
    """The tags on a ticket now, the first put first."""
    return list(TicketTag.objects.on().filter(complaint=complaint).select_related("tag", "put_by"))
