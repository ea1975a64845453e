"""What was signed is changed by signing again, with a reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.versions import change_as_read
from halls.stationing import rules
from halls.stationing.choices import StintState
from halls.stationing.services.matters import NewMatter, write_matter
from halls.stationing.services.stints import (
    CannotLog,
    figures_said,
    hold_stint,
    keep_version,
    refuse_elsewhere,
    refuse_others,
    told_of,
    unresolved_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from halls.stationing.models import OpenMatter, Stint
    from org.people.models import Person


@transaction.atomic
def correct_stint(
    *,
    stint: Stint,
    reason: str,
    struck: Iterable[OpenMatter] = (),
    added: Iterable[NewMatter] = (),
    version: int | None,
    by: Person,
    now: dt.datetime,
    **said: Any,
) -> Stint:
    """Sign other figures than before; what was signed before stays to be read.

    `struck` were written on the list of what stayed unresolved by mistake, `added` were forgotten. Raises
    MayNotSign (H17), CannotLog, ChangedMeanwhile, NotAPhone.
    """
    refuse_others(stint, by)
    if hold_stint(stint).state != StintState.SIGNED:
        raise CannotLog(_("Only a signed stint is corrected."))
    words = cleaned_within(reason, most=rules.REASON_MOST, field="reason")
    if not words:
        raise CannotLog(_("Say why the figures change."), field="reason")
    refuse_elsewhere(stint.manager, stint.day, said["starts_at"], said["ends_at"], but=stint)
    _strike(stint, struck, reason=words, by=by, now=now)
    for matter in added:
        write_matter(stint, matter, by=by, now=now)
    figures, former = figures_said(said), told_of(stint)
    signed = {"unresolved": unresolved_of(stint, figures), "signed_at": now, "signed_by": by}
    change_as_read(stint, version=version, **figures, **signed)
    keep_version(stint, reason=words, by=by, now=now)
    data = {**told_of(stint), "former": former, "reason": words}
    record("stint.corrected", by=by, now=now, about=stint, data=data)
    return stint


def _strike(stint: Stint, struck: Iterable[OpenMatter], *, reason: str, by: Person, now: dt.datetime) -> None:
    """Each as it stands now, said of each: whoever has one open elsewhere is refused there."""
    gone = stint.matters.standing().filter(pk__in=[matter.pk for matter in struck])
    if gone.exclude(complaint=None).exists():
        raise CannotLog(_("What has become a complaint stays on the list."), field="struck")
    for matter in gone.order_by("pk"):
        change_as_read(matter, version=matter.version, struck_at=now)
        record("matter.struck", by=by, now=now, about=matter, data={"reason": reason})
