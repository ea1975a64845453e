"""Saying that one is here, and that one has left. Neither is an act: no trail, no history, no session kept alive."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from core.presence.models import Presence

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def be_here(label: str, pk: int, *, by: AbstractBaseUser, writing: bool, now: dt.datetime) -> None:
    """`by` has a page about the thing in sight. A page that only shows it takes no form away that another has open."""
    row = Presence(about_type=label, about_id=pk, person=by, seen_at=now, writing_at=now if writing else None)  # type: ignore[misc]
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["about_type", "about_id", "person"],
        update_fields=["seen_at", "writing_at"] if writing else ["seen_at"],
    )


def leave(label: str, pk: int, *, by: AbstractBaseUser, seen_at: dt.datetime) -> None:
    """The page that was seen at a moment was left. Another one of the same person that was seen since stays.

    A page says that it is left while the next one opens already, and may be heard after it.
    """
    Presence.objects.about(label, pk).filter(person_id=by.pk, seen_at=seen_at).delete()


def forget_gone(*, now: dt.datetime) -> int:
    """Remove whoever has not been seen for 75 seconds and say how many they were."""
    return Presence.objects.gone(at=now).delete()[0]
