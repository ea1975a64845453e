"""Setting control volumes and limits: the only place that writes targets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.periods.rules import month as read_month
from core.refusals import Refusal
from kpi.indicators.choices import BY_CODE, RATIO_TO_CONTROL, Indicator
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.models import Target

if TYPE_CHECKING:
    from core.periods.rules import Month
    from org.people.models import Person
    from org.units.models import Unit

LARGEST = Decimal(9_999_999)


class CannotSetTarget(Refusal):
    """The value is not one that a target can have."""


class TargetsMoved(Refusal):
    """Somebody else changed one of the targets after the page was opened."""


@dataclass(frozen=True)
class Setting:
    """One value to set: `seen` is what the person looked at, None for "not set"; `value` None takes it away."""

    unit: Unit
    value: Decimal | None
    seen: Decimal | None


@transaction.atomic
def set_control_volumes(*, month: Month, settings: Sequence[Setting], by: Person | None, now: dt.datetime) -> int:
    """S0-C1: allot the highest control volume of each unit for a month; gives how many changed.

    All or none. Raises CannotSetTarget for a value that is not a whole number above zero, and
    TargetsMoved when a value is no longer what the person saw.
    """
    changed = [setting for setting in settings if setting.value != setting.seen]
    for setting in changed:
        _check_volume(setting)
        _put(
            setting,
            indicator=RATIO_TO_CONTROL,
            kind=TargetKind.CONTROL,
            operator=Operator.AT_MOST,
            month=month,
            by=by,
            now=now,
        )
    return len(changed)


@transaction.atomic
def set_limit(
    *,
    indicator: Indicator,
    setting: Setting,
    operator: Operator,
    month: Month,
    by: Person | None,
    now: dt.datetime,
    source: str = "",
) -> bool:
    """I-03, I-21: a limit that holds from `month` on at the unit and below; gives whether it changed.

    Raises CannotSetTarget and TargetsMoved.
    """
    if setting.value == setting.seen:
        return False
    if setting.value is not None and not 0 <= setting.value <= LARGEST:
        raise CannotSetTarget(_("A limit is zero or more."), field="limit")
    _put(
        setting,
        indicator=indicator,
        kind=TargetKind.LIMIT,
        operator=operator,
        month=month,
        by=by,
        now=now,
        source=source,
    )
    return True


@transaction.atomic
def set_target(
    *,
    unit: Unit,
    month: str,
    indicator: str,
    kind: TargetKind,
    operator: Operator,
    value: Decimal | int,
    by: Person | None,
    now: dt.datetime,
    source: str = "",
) -> bool:
    """Set one target of `month` ("2011-01") whatever stands there; gives whether it changed.

    Raises CannotSetTarget for an indicator that is not declared, NotAPeriod for another kind of month.
    """
    if indicator not in BY_CODE:
        raise CannotSetTarget(_("There is no indicator “%(code)s”.") % {"code": indicator}, field="indicator")
    known = Target.objects.filter(unit=unit, indicator=indicator, kind=kind, month=month).first()
    setting = Setting(unit=unit, value=Decimal(value), seen=known.value if known else None)
    if setting.value == setting.seen:
        return False
    if kind == TargetKind.CONTROL:
        _check_volume(setting)
    _put(
        setting, indicator=BY_CODE[indicator], kind=kind, operator=operator, month=read_month(month), by=by, now=now,
        source=source,
    )  # fmt: skip
    return True


@transaction.atomic
def put_targets(
    *, rows: Sequence[Target], by: Person | None, now: dt.datetime, about: Mapping[str, object]
) -> tuple[int, int]:
    """Targets of a sheet, written in one go over what stands there; gives how many were new and how many changed.

    `about` says in the trail where they came from.
    """
    known = {
        (row.unit_id, row.indicator, row.kind, row.month): row
        for row in Target.objects.filter(unit__in={row.unit_id for row in rows}, month__in={row.month for row in rows})
    }
    new, changed = [], []
    for row in rows:
        row.entered_by, row.entered_at = by, now
        before = known.get((row.unit_id, row.indicator, row.kind, row.month))
        if before is None:
            new.append(row)
        elif (before.value, before.operator) != (row.value, row.operator):
            row.pk = before.pk
            changed.append(row)
    Target.objects.bulk_create(new)
    Target.objects.bulk_update(changed, ["value", "operator", "source", "entered_by", "entered_at"])
    if new or changed:
        record("targets.imported", by=by, now=now, data={**about, "new": len(new), "changed": len(changed)})
    return len(new), len(changed)


def _check_volume(setting: Setting) -> None:
    value = setting.value
    if value is not None and (value <= 0 or value > LARGEST or value != value.to_integral_value()):
        raise CannotSetTarget(
            _("The control volume of %(unit)s should be a whole number above zero, or empty for “not set”.")
            % {"unit": setting.unit.name},
            field=f"volume-{setting.unit.pk}",
        )


def _put(
    setting: Setting,
    *,
    indicator: Indicator,
    kind: TargetKind,
    operator: Operator,
    month: Month,
    by: Person | None,
    now: dt.datetime,
    source: str = "",
) -> None:
    """Change what was looked at, or nothing (house.md 12)."""
    same = Target.objects.filter(unit=setting.unit, indicator=indicator.code, kind=kind, month=month.words)
    values = {"value": setting.value, "operator": operator, "source": source, "entered_by": by, "entered_at": now}
    if setting.seen is None:
        moved = _create(setting.unit, indicator=indicator.code, kind=kind, month=month.words, **values)
    elif setting.value is None:
        moved = bool(same.filter(value=setting.seen).delete()[0])
    else:
        moved = bool(same.filter(value=setting.seen).update(**values))
    if not moved:
        raise TargetsMoved(
            _("The target of %(unit)s for %(month)s was changed by somebody else meanwhile. Look again, then save.")
            % {"unit": setting.unit.name, "month": month.words}
        )
    data = {"indicator": indicator.code, "kind": kind, "month": month.words}
    record(
        "target.set",
        by=by,
        now=now,
        about=setting.unit,
        data=data | {"from": _words(setting.seen), "to": _words(setting.value)},
    )


def _create(unit: Unit, **values: object) -> bool:
    try:
        with transaction.atomic():
            Target.objects.create(unit=unit, **values)
    except IntegrityError:
        return False
    return True


def _words(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
