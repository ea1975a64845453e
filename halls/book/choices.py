"""How a hall stands with its daily must-check book on a day, and on which days one is due."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DueDays(TextChoices):
    """A hall that is closed by its opening hours never owes a book."""

    OPEN = "open", _("Every day the hall is open")
    NO_HOLIDAYS = "no_holidays", _("Open days that are no public holiday")
    WORKED = "worked", _("Open days that are working days")


class BookState(TextChoices):
    """H07: what is sent on a later day is kept and shown, and was not done on its day."""

    MISSING = "missing", pgettext_lazy("daily book", "Missing")
    AFTERWARDS = "afterwards", pgettext_lazy("daily book", "Sent on a later day")
    LATE = "late", pgettext_lazy("daily book", "Done late")
    WAITING = "waiting", pgettext_lazy("daily book", "Still to be done")
    IN_TIME = "in_time", pgettext_lazy("daily book", "Done in time")
    NOT_DUE = "not_due", pgettext_lazy("daily book", "Not due")
    UNSET = "unset", pgettext_lazy("daily book", "Not set")


WORST_FIRST = tuple(BookState)
"""The order in which a day lists its halls."""

COUNTED = frozenset({BookState.IN_TIME, BookState.LATE, BookState.AFTERWARDS, BookState.MISSING})
"""What the share in time is out of."""
