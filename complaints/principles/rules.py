"""What the procedure asks of whoever handles a complaint, in its own words (S2 part 3, rule book 3.5)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
"""Raised with every change of the wording; earlier ones stay in the history of this file."""


class Place(TextChoices):
    """Where a principle acts."""

    TICKET = "ticket", _("Ticket")
    REPLY = "reply", _("Reply")
    PROMISE = "promise", _("Promise")
    BATCH = "batch", _("Batch")
    EXPOSURE = "exposure", _("Exposure threatened")


@dataclass(frozen=True)
class Principle:
    code: str
    words: Promise
    source: Promise
    places: tuple[Place, ...]


PRINCIPLES = (
    Principle(
        "timely",
        _("In time: answer within the set time; if it is not finished, say how far it is."),
        _("S2 part 3, principle 1"),
        (Place.TICKET, Place.REPLY),
    ),
    Principle(
        "sincere",
        _("In good faith: keep what was promised; promise nothing beyond your authority, ability or the result."),
        _("S2 part 3, principle 2"),
        (Place.PROMISE,),
    ),
    Principle(
        "head_first",
        _("Management at fault or signs of a group complaint: the department head appears first."),
        _("S2 part 3, point 1"),
        (Place.BATCH,),
    ),
    Principle(
        "principled",
        _("Law, contract and quality standard decide; compensation follows responsibility."),
        _("S2 part 3, point 2"),
        (Place.TICKET,),
    ),
    Principle(
        "clear",
        _("Say clearly what is not ours, even if exposure is threatened; what cannot be answered now is answered "
          "after the facts are found."),
        _("S2 part 3, point 3"),
        (Place.REPLY, Place.EXPOSURE),
    ),
    Principle(
        "danger",
        _("Where violence is possible, tell quality management and the leaders."),
        _("S2 part 3, point 3"),
        (Place.EXPOSURE,),
    ),
    Principle(
        "one_voice",
        _("One wording and one spokesperson."),
        _("S2 part 3, point 4"),
        (Place.REPLY, Place.BATCH, Place.EXPOSURE),
    ),
)  # fmt: skip


def principles_at(*places: Place | str) -> list[Principle]:
    """Those that act at any of `places`, each once, in the procedure's order."""
    wanted = {Place(place) for place in places}
    return [principle for principle in PRINCIPLES if wanted & set(principle.places)]
