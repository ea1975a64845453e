"""What whoever carried a check out is told of it afterwards: it came back to be corrected, or was thrown away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.notifications.registry import declare
from core.notifications.services import notify
from halls.checks.choices import CheckKind

if TYPE_CHECKING:
    from halls.checks.models import CheckRun
    from org.people.models import Person

RETURNED, REOPENED, CLEARED = "check.returned", "check.reopened", "check.cleared"
declare(RETURNED, sentence=_("%(by)s returned %(sheet)s of %(hall)s, %(day)s, for correction: %(words)s"))
declare(REOPENED, sentence=_("%(by)s reopened %(sheet)s of %(hall)s, %(day)s; correct it and send it: %(words)s"))
declare(CLEARED, sentence=_("%(by)s threw away your unsent %(sheet)s of %(hall)s, %(day)s: %(words)s"))


def tell_again(kind: str, again: CheckRun, *, words: str, by: Person, now: dt.datetime) -> None:
    """A draft waits for whoever sent what it corrects. Shoppers hear it from their round, with the day until when."""
    if again.kind != CheckKind.MYSTERY:
        _tell(kind, again, reverse("check_fill", args=[again.number]), words=words, by=by, now=now)


def tell_cleared(run: CheckRun, *, words: str, by: Person, now: dt.datetime) -> None:
    _tell(CLEARED, run, reverse("check_run", args=[run.number]), words=words, by=by, now=now)


def _tell(kind: str, run: CheckRun, address: str, *, words: str, by: Person, now: dt.datetime) -> None:
    params = {
        "by": str(by),
        "sheet": run.template.name,
        "hall": run.unit.name,
        "day": run.business_day.isoformat(),
        "words": words[:80],
    }
    notify(kind, recipients=[run.checker], params=params, address=address, key=f"{kind}:{run.pk}", now=now)
