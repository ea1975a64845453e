"""Where a visit stands, how it ended, and why a counter rests."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from org.access.choices import Right

ON_THE_FLOOR = (Right.QUEUE_SERVE, Right.QUEUE_LEAD)
"""Whoever serves at a counter or leads the floor takes numbers for people, and sees them leave."""


class VisitState(TextChoices):
    WAITING = "waiting", pgettext_lazy("queue", "Waiting")
    CALLED = "called", _("Called")
    SERVING = "serving", _("Being served")
    HELD = "held", _("On hold")
    ENDED = "ended", pgettext_lazy("queue", "Ended")


LIVE = (VisitState.WAITING, VisitState.CALLED, VisitState.SERVING, VisitState.HELD)
AT_COUNTER = (VisitState.CALLED, VisitState.SERVING)
"""States in which a visit occupies its counter."""


class Outcome(TextChoices):
    """How a visit ended: a closed list, since what is not on it cannot be counted."""

    SERVED = "served", _("Served")
    NO_SHOW = "no_show", _("Did not come when called")
    LEFT = "left", _("Left while waiting")
    SENT_ON = "sent_on", _("Sent to another hall or channel")
    REMOVED = "removed", _("Taken out of the queue")
    CLOSED_BY_SYSTEM = "closed_by_system", _("Closed by the system at night")


class Origin(TextChoices):
    """How we know of a visit; kept on each row so that no day is counted twice."""

    KIOSK = "kiosk", _("Ticket machine")
    RECEPTION = "reception", _("Taken in by a person")
    HANDHELD = "handheld", _("Handheld device in the hall")
    SELF_SERVICE = "self_service", _("Self-service machine")
    SHEET = "sheet", _("Queue machine's sheet")


class Priority(IntegerChoices):
    """Who is called before others; a higher one goes first, those of one priority in turn."""

    ORDINARY = 0, _("In turn")
    PRIORITY = 1, _("Priority: old, pregnant, disabled, with a small child")
    VIP = 2, _("VIP customer")


class SegmentKind(TextChoices):
    """The phases of a visit; one ends where the next begins."""

    WAITING = "waiting", pgettext_lazy("queue", "Waiting")
    CALLED = "called", _("Called")
    SERVING = "serving", _("Being served")
    HELD = "held", _("On hold")


class Entered(TextChoices):
    """Why a visit came to wait."""

    ARRIVED = "arrived", _("Took a number")
    PUT_BACK = "put_back", _("Put back after it did not come")
    TRANSFERRED = "transferred", _("Transferred")
    RETURNED = "returned", _("Returned to the queue")


class PauseReason(TextChoices):
    BREAK = "break", _("Break")
    MEAL = "meal", _("Meal")
    MEETING = "meeting", _("Meeting or training")
    CASH_UP = "cash_up", _("Cash and vouchers")
    HELPING = "helping", _("Helping in the hall")
    FAULT = "fault", _("System or machine fault")


class SessionEnd(TextChoices):
    SIGNED_OFF = "signed_off", _("Signed off")
    TAKEN_OVER = "taken_over", _("Taken over by somebody else")
    CLOSED_BY_SYSTEM = "closed_by_system", _("Closed by the system at night")
