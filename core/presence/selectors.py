"""Who else is here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.presence.models import Presence
from core.presence.rules import GONE_AFTER, initials

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MOST_SHOWN = 8


@dataclass(frozen=True)
class Viewer:
    """Somebody else on the same thing; `is_writing` with a form of it open."""

    name: str
    initials: str
    is_writing: bool


def viewers(label: str, pk: int, *, besides: AbstractBaseUser, now: dt.datetime) -> list[Viewer]:
    """Those who were here within the last 75 seconds, whoever writes first; one query."""
    rows = Presence.objects.about(label, pk).others(besides).here(at=now).select_related("person")
    return [_viewer(row, row.person, now) for row in rows.writers_first(at=now)[:MOST_SHOWN]]


def _viewer(row: Presence, person: Any, now: dt.datetime) -> Viewer:
    writing = row.writing_at is not None and row.writing_at > now - GONE_AFTER
    return Viewer(person.name, initials(person.name), writing)
