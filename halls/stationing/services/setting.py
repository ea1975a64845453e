"""What stationing goes by: names of the kinds and the rate asked for, campaigns, what was found, scores of halls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.periods.rules import month as read_month
from core.refusals import Refusal
from core.versions import change_as_read
from halls.stationing import rules
from halls.stationing.models import CampaignHall, HallScore, StationingCampaign, StationingRule
from org.units.choices import UnitKind
from org.units.rules import is_at_or_below

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

LABELS = ("first_label", "second_label", "third_label")


class CannotSetStationing(Refusal):
    """What was said does not fit."""


@transaction.atomic
def set_stationing_rule(
    *,
    unit: Unit,
    valid_from: dt.date,
    first_label: str,
    second_label: str,
    third_label: str,
    target: Decimal,
    note: str = "",
    by: Person | None,
    now: dt.datetime,
) -> StationingRule:
    """Name the kinds of customer and the rate asked for, from a day on. Raises CannotSetStationing."""
    labels = dict(zip(LABELS, (first_label.strip(), second_label.strip(), third_label.strip()), strict=True))
    for field, words in labels.items():
        if not words:
            raise CannotSetStationing(_("Name each kind."), field=field)
    if len(set(labels.values())) < len(labels):
        raise CannotSetStationing(_("Two kinds have the same name."), field="third_label")
    why = cleaned_within(note, most=rules.REASON_MOST, field="note")
    if valid_from < timezone.localdate(now) and not why:
        raise CannotSetStationing(_("This changes days that are over. Say why."), field="note")
    said: dict[str, Any] = {**labels, "target": target, "note": why}
    rule = StationingRule.objects.create(unit=unit, valid_from=valid_from, made_at=now, made_by=by, **said)
    data = {**said, "valid_from": valid_from.isoformat()}
    record("stationing.rule_set", by=by, now=now, about=unit, data=data)
    return rule


@transaction.atomic
def save_campaign(
    *,
    unit: Unit,
    name: str,
    first_month: str,
    last_month: str,
    weekly_least: int,
    halls: Sequence[Unit],
    campaign: StationingCampaign | None = None,
    version: int | None = None,
    by: Person | None,
    now: dt.datetime,
) -> StationingCampaign:
    """Choose the halls and months in which somebody stands each week (S3 4.2 measure 2).

    A hall in which somebody has stood stays: its row cannot leave the tables afterwards. Raises
    CannotSetStationing, ChangedMeanwhile, NotAPeriod.
    """
    words = cleaned_within(name, most=rules.NAME_MOST, field="name")
    _refuse_campaign(unit, words, first_month, last_month, halls)
    said = {"name": words, "first_month": first_month, "last_month": last_month, "weekly_least": weekly_least}
    try:
        with transaction.atomic():
            if campaign is None:
                campaign = StationingCampaign.objects.create(unit=unit, made_at=now, made_by=by, **said)  # type: ignore[misc]
            else:
                change_as_read(campaign, version=version, **said)
    except IntegrityError:
        raise CannotSetStationing(_("There is a campaign of this name already."), field="name") from None
    _put_halls(campaign, halls)
    data = {**said, "halls": [hall.name for hall in halls]}
    record("stationing.campaign_saved", by=by, now=now, about=campaign, data=data)
    return campaign


def _refuse_campaign(unit: Unit, name: str, first_month: str, last_month: str, halls: Sequence[Unit]) -> None:
    if not name:
        raise CannotSetStationing(_("Give the campaign a name."), field="name")
    if read_month(last_month) < read_month(first_month):
        raise CannotSetStationing(_("The last month lies before the first."), field="last_month")
    if not halls:
        raise CannotSetStationing(_("Choose at least one hall."), field="halls")
    if any(one.kind != UnitKind.HALL or not is_at_or_below(one.path, unit.path) for one in halls):
        raise CannotSetStationing(_("Choose service halls of this unit."), field="halls")


def _put_halls(campaign: StationingCampaign, halls: Sequence[Unit]) -> None:
    wanted = {hall.pk for hall in halls}
    gone = campaign.halls.exclude(unit__in=wanted)
    stood = campaign.stints.filter(unit__in=gone.values("unit")).select_related("unit").first()
    if stood is not None:
        words = {"unit": stood.unit.name}
        raise CannotSetStationing(_("Somebody has stood at %(unit)s: it stays in the campaign.") % words, field="halls")
    gone.delete()
    known = set(campaign.halls.values_list("unit", flat=True))
    CampaignHall.objects.bulk_create(
        CampaignHall(campaign=campaign, unit=hall) for hall in halls if hall.pk not in known
    )


@dataclass(frozen=True)
class Facts:
    """What was found in a hall; None is what nobody has looked at."""

    is_on_post: bool | None = None
    has_handheld: bool | None = None
    has_waiting: bool | None = None


@transaction.atomic
def set_facts(
    *, hall: CampaignHall, facts: Facts, version: int | None, by: Person | None, now: dt.datetime
) -> CampaignHall:
    """S3 4.3: whether the manager was on post, handheld devices were used, customers waited.

    Raises ChangedMeanwhile.
    """
    columns = {"is_on_post": facts.is_on_post, "has_handheld": facts.has_handheld, "has_waiting": facts.has_waiting}
    before = {name: getattr(hall, name) for name in columns}
    if before == columns:
        return hall
    change_as_read(hall, version=version, **columns)
    changes = {name: [before[name], value] for name, value in columns.items() if before[name] != value}
    record("stationing.found", by=by, now=now, about=hall.campaign, data={"unit": hall.unit.name, "changes": changes})
    return hall


@transaction.atomic
def set_score(
    *,
    unit: Unit,
    score: str,
    month: str,
    value: Decimal,
    source: str,
    reason: str = "",
    by: Person | None,
    now: dt.datetime,
) -> HallScore:
    """Enter what customers gave a hall in a month; another value than before takes a reason.

    Raises CannotSetStationing, NotAPeriod.
    """
    read_month(month)
    said = cleaned_within(source, most=160, field="source")
    if unit.kind != UnitKind.HALL:
        raise CannotSetStationing(_("%(unit)s is not a service hall.") % {"unit": unit.name}, field="unit")
    if not said:
        raise CannotSetStationing(_("Say where the figure comes from."), field="source")
    if not 0 <= value <= 100:
        raise CannotSetStationing(_("A score lies between 0 and 100."), field="value")
    former = HallScore.objects.select_for_update().filter(unit=unit, score=score, month=month).first()
    why = cleaned_within(reason, most=rules.REASON_MOST, field="reason")
    if former is not None and former.value != value and not why:
        words = {"value": former.value}
        raise CannotSetStationing(
            _("There is another figure already: %(value)s. Say why it changes.") % words, field="reason"
        )
    row = HallScore(unit=unit, score=score, month=month, value=value, source=said)
    put_scores(rows=[row], by=by, now=now, reason=why)
    return HallScore.objects.get(unit=unit, score=score, month=month)


@transaction.atomic
def put_scores(
    *, rows: Iterable[HallScore], by: Person | None, now: dt.datetime, reason: str = "", run: int | None = None
) -> tuple[int, int]:
    """Write scores over what stands there, by hall, score and month; gives how many are new and how many changed."""
    wanted = list(rows)
    months = {row.month for row in wanted}
    units = {row.unit_id for row in wanted}
    standing = HallScore.objects.select_for_update().filter(month__in=months, unit__in=units)
    known = {(row.unit_id, row.score, row.month): row for row in standing}
    new, changed = [], []
    for row in wanted:
        row.entered_at, row.entered_by = now, by
        former = known.get((row.unit_id, row.score, row.month))
        if former is None:
            new.append(row)
        elif (former.value, former.source) != (row.value, row.source):
            row.pk = former.pk
            changed.append((former, row))
    HallScore.objects.bulk_create(new)
    HallScore.objects.bulk_update([row for _former, row in changed], ["value", "source", "entered_at", "entered_by"])
    for row in new:
        data = {"score": row.score, "month": row.month, "value": str(row.value), "source": row.source, "run": run}
        record("stationing.score_entered", by=by, now=now, about=row.unit, data=data)
    for former, row in changed:
        data = {
            "score": row.score,
            "month": row.month,
            "value": str(row.value),
            "former_value": str(former.value),
            "source": row.source,
            "reason": reason,
            "run": run,
        }
        record("stationing.score_changed", by=by, now=now, about=row.unit, data=data)
    return len(new), len(changed)
