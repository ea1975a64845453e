"""Follow-up calls: what is said, how long a call is held, and when a customer counts as dissatisfied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.callbacks.choices import Satisfaction
from complaints.tickets.choices import Grade, Validity

LEASE = dt.timedelta(minutes=30)
"""So long a call that somebody took is kept from others."""

AGAIN_AFTER = dt.timedelta(hours=1)
"""When a call that reached nobody comes back into the queue, if no time was agreed. No source names one."""

WORDS_MOST = 2000
RECORDING_MOST = 60

SCRIPT_VERSION = "2026-11"
_OPENING: tuple[str | Promise, ...] = (
    _("Hello, is this %(customer)s? This is the service follow-up of %(unit)s, staff number %(staff)s."),
    _("On %(day)s you told us about “%(matter)s”. I would like to hear how it was handled."),
)
_CLOSING: tuple[str | Promise, ...] = (
    _("Are you satisfied with the handling? How many points would you give, from 1 to 10?"),
    _("If dissatisfied: apologise, ask what is missing, say who will call, and promise nothing beyond your authority."),
    _("Thank you for your time. If anything comes up again, name ticket %(number)s."),
)
_BY_GRADE: Mapping[str, str | Promise] = {
    Grade.A: _("We apologised to you by phone and in person. Is the matter put right?"),
    Grade.B: _("What was done for you: %(remedy)s. Was it done as agreed, and did our letter of apology arrive?"),
    Grade.C: _(
        "What was done for you: %(remedy)s. Did you receive it in full, did the letter signed by our general "
        "manager arrive, and did the person responsible apologise?"
    ),
}
_INVALID = _("We explained to you how the rules apply here. Was the explanation clear, and is anything left open?")


@dataclass(frozen=True)
class Script:
    """What the caller says, sentence by sentence, and which version of it."""

    version: str
    lines: tuple[str, ...]


def script_for(grade: str, validity: str, values: Mapping[str, str]) -> Script:
    """The script of a grade (S2 3.1: thank, ask for the opinion, apologise where it is not satisfied).

    `values` fill customer, unit, staff, day, matter, remedy and number.
    """
    middle = _INVALID if validity == Validity.INVALID else _BY_GRADE.get(grade, _BY_GRADE[Grade.A])
    return Script(SCRIPT_VERSION, tuple(str(line) % values for line in (*_OPENING, middle, *_CLOSING)))


def is_dissatisfied(satisfaction: str, score: int | None, *, low: int | None) -> bool:
    """Said so, or gave fewer points than `low`; without that setting points alone decide nothing."""
    if satisfaction == Satisfaction.DISSATISFIED:
        return True
    return low is not None and score is not None and score < low


def may_give_up(attempts: int, *, tries: int | None) -> bool:
    """After as many tries as the branch asks for; where it named no number, after any one."""
    return attempts >= (tries or 1)
