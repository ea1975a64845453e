"""When a session ends, who needs a second factor, and how long a password is at least."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext

from org.people.choices import Role

# They sign in on devices that stand where customers do.
HALL_ROLES = frozenset({Role.COUNTER_STAFF, Role.HALL_MANAGER})


def session_is_over(*, now: int, signed_in: int, seen: int, longest: int, idle: int) -> bool:
    """All in seconds: over after `longest` altogether, or after `idle` without a request."""
    return now - signed_in >= longest or now - seen >= idle


def must_have_second_factor(roles: Collection[Role], demanded: Collection[str]) -> bool:
    return any(role in demanded for role in roles)


def idle_minutes(roles: Collection[Role], *, usual: int, in_halls: int) -> int:
    """Minutes without a request after which a session ends: `in_halls` for whoever serves in one (N14)."""
    return min(usual, in_halls) if HALL_ROLES & set(roles) else usual


class LongEnough(MinimumLengthValidator):
    """Django's own sentence is not there in every language that it speaks."""

    def get_error_message(self) -> str:
        return gettext("This password is too short: it needs at least %(count)s characters.") % {
            "count": self.min_length
        }
