"""What comes of a follow-up call (rule book 2.3, 5.1; peers 4.8)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CallState(TextChoices):
    WAITING = "waiting", _("To be called")
    DONE = "done", _("Reached")
    GIVEN_UP = "given_up", _("Not reached, given up")
    CANCELLED = "cancelled", _("No longer needed")


class Reached(TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    SWITCHED_OFF = "switched_off", _("Switched off")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    DECLINED = "declined", _("Does not want to be called")
    LATER = "later", _("Asked to be called later")


class Satisfaction(TextChoices):
    """T1: 0 not followed up, 1 gave no rating, 2 satisfied, 3 dissatisfied."""

    UNRATED = "unrated", _("Gave no rating")
    SATISFIED = "satisfied", _("Satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
