"""What waits in a person's inbox, and what waits to leave the house."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.notifications.choices import Channel, Pace
from core.notifications.models import ChannelChoice, Delivery, Notification

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MOST_UNREAD = 200


def unread_count(person: AbstractBaseUser) -> int:
    """How many notices the person has not opened."""
    return Notification.objects.visible_to(person).unread().count()


def paces_of(person: AbstractBaseUser) -> dict[Channel, Pace]:
    """How fast the person wants to hear by each channel; a digest where nothing was chosen."""
    chosen = dict(ChannelChoice.objects.filter(person_id=person.pk).values_list("channel", "pace"))
    return {channel: Pace(chosen.get(channel, Pace.DIGEST)) for channel in Channel}


def due_deliveries(*, at: dt.datetime, limit: int) -> list[Delivery]:
    """What should leave by now, one person's things together, urgent ones first."""
    waiting = Delivery.objects.due(at=at).select_related("notification__recipient")
    return list(waiting.order_by("-notification__urgent", "notification__recipient_id", "pk")[:limit])


@dataclass(frozen=True)
class Inbox:
    """`older` is the place to go on from among the notices already opened, None at the end."""

    unread: list[Notification]
    read: list[Notification]
    newest: int
    older: int | None


def inbox_of(person: AbstractBaseUser, *, before: int | None, size: int = 50) -> Inbox:
    """Unread notices first, at most 200 of them, then a page of those opened; newest first in each."""
    own = Notification.objects.visible_to(person).order_by("-pk")
    unread = [] if before is not None else list(own.unread()[:MOST_UNREAD])
    opened = own.exclude(read_at=None)
    if before is not None:
        opened = opened.filter(pk__lt=before)
    read = list(opened[: size + 1])
    return Inbox(
        unread=unread,
        read=read[:size],
        newest=unread[0].pk if unread else 0,
        older=read[size - 1].pk if len(read) > size else None,
    )
