"""What is counted of open tickets, and which of these numbers pages show."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices


class Counted(TextChoices):
    """What a tally holds the number of; `timed` ones by the moment at which their tickets are due."""

    OPEN = "open", "Open"
    FREE = "free", "Without a handler"
    GRAVE = "grave", "Grade C"
    TIMED = "timed", "By due time"
    MINE = "mine", "Of a handler"
    MINE_TIMED = "mine_timed", "Of a handler, by due time"


class Number(StrEnum):
    """A number on a page; each is that of exactly one list."""

    OPEN = "open"
    FREE = "free"
    GRAVE = "grave"
    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    MINE = "mine"
    MINE_LATE = "mine_late"
    MINE_TODAY = "mine_today"
