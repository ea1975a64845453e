"""What the circular on ticket quality measures by, and whose a cause is: dated rows, never changed backwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.cadence.choices import Filled
from complaints.cadence.models import CauseOwner, QualityStandard
from complaints.cadence.selectors import branch_over, branches_where
from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.categories.models import Category
    from org.people.models import Person
    from org.units.models import Unit

SOURCE_MOST = 120


class CannotSetStandard(Refusal):
    """It would change a month that has begun, or says nothing of who decided it."""


@transaction.atomic
def set_standard(
    *,
    valid_from: dt.date,
    filled: Collection[str],
    text_least: int | None,
    note_least: int | None,
    acknowledge_minutes: int | None,
    source: str,
    by: Person,
    now: dt.datetime,
) -> QualityStandard:
    """Measure by this from a first of a month on; circulars of the months before keep theirs.

    None leaves a check without threshold: it is not counted. Raises CannotSetStandard, TextTooLong.
    """
    words = cleaned_within(source, most=SOURCE_MOST, field="source")
    if not words:
        raise CannotSetStandard(_("Say who decided this, and where it is written."), field="source")
    if valid_from.day != 1 or valid_from < timezone.localdate(now).replace(day=1):
        raise CannotSetStandard(
            _("A standard begins on the first of this month or a later one: months that are over keep theirs."),
            field="valid_from",
        )
    thresholds = {"text_least": text_least, "note_least": note_least, "acknowledge_minutes": acknowledge_minutes}
    asked = [name.value for name in Filled if name.value in filled]
    try:
        with transaction.atomic():
            standard = QualityStandard.objects.create(
                valid_from=valid_from, filled=asked, source=words, made_by=by, made_at=now, **thresholds
            )
    except IntegrityError:
        raise CannotSetStandard(_("There is already a standard from that day."), field="valid_from") from None
    data = {"from": valid_from.isoformat(), "filled": asked, "source": words, **thresholds}
    record("sheet.standard_set", by=by, now=now, about=standard, data=data)
    return standard


@transaction.atomic
def name_owner(
    *, cause: Category, unit: Unit | None, valid_from: dt.date, by: Person, now: dt.datetime, branch: Unit | None = None
) -> CauseOwner:
    """The cause and every finer one belong to the department in its branch from a day on; without a unit to nobody
    in `branch`, which may be left out where there is but one for `by`.

    Raises CannotSetStandard for a branch that is not wholly of `by`'s units, for a day before this week, or one that
    has an owner already.
    """
    place = _branch_of(unit, branch, by)
    today = timezone.localdate(now)
    if valid_from < today - dt.timedelta(days=today.weekday()):
        raise CannotSetStandard(
            _("It begins this week at the earliest: sheets of weeks that are over stay."), field="valid_from"
        )
    try:
        with transaction.atomic():
            owner = CauseOwner.objects.create(
                branch=place, cause=cause, unit=unit, valid_from=valid_from, made_by=by, made_at=now
            )
    except IntegrityError:
        raise CannotSetStandard(_("This cause already has an owner from that day."), field="valid_from") from None
    data = {"cause": cause.code, "unit": unit.path if unit else "", "from": valid_from.isoformat()}
    record("sheet.owner_named", by=by, now=now, about=owner, data=data | {"branch": place.path})
    return owner


def _branch_of(unit: Unit | None, branch: Unit | None, by: Person) -> Unit:
    """Where the owner is named: an owner speaks for the whole branch, so it must be `by`'s."""
    mine = branches_where(by, Right.CATEGORY_EDIT)
    if unit is not None:
        place = branch_over(unit)
        if branch not in (None, place):
            raise CannotSetStandard(_("This unit is not of that branch."), field="unit")
        if not mine.filter(pk=place.pk).exists():
            raise CannotSetStandard(_("You name owners of causes only where the whole branch is yours."), field="unit")
        return place
    offered = list(mine if branch is None else mine.filter(pk=branch.pk))
    if len(offered) != 1:
        raise CannotSetStandard(_("Say in which of your branches it belongs to nobody."), field="branch")
    return offered[0]
