"""The acts on the tree of units. Doors ask permission; these check what is allowed."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from core.audit.services import record
from core.refusals import Refusal
from org.units.choices import UnitKind
from org.units.models import OpeningHours, Unit, UnitAlias
from org.units.rules import after, end_words, fold, is_at_or_below, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from org.calendar.models import WorkCalendar
    from org.people.models import Person

LONGEST_ALIAS = 80
CHANGEABLE = ("code", "name", "kind", "position", "has_control", "opened_on")


class CannotCreateUnit(Refusal):
    """The unit cannot stand where it was asked for."""


class CannotChangeUnit(Refusal):
    """The unit cannot become what was asked for."""


class CannotMoveUnit(Refusal):
    """The unit cannot hang where it was asked to."""


class CannotCloseUnit(Refusal):
    """Something still depends on the unit."""


class CannotSetAliases(Refusal):
    """A word already means another unit."""


class CannotSetHours(Refusal):
    """The windows do not make a day."""


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    kind: UnitKind | str,
    parent: Unit | None,
    by: Person | None,
    now: dt.datetime,
    position: int = 0,
    has_control: bool = True,
    opened_on: dt.date | None = None,
    aliases: Iterable[str] = (),
) -> Unit:
    """Add a unit below `parent` (None makes a top). Raises CannotCreateUnit, CannotSetAliases."""
    code, name = code.strip(), name.strip()
    _check_code(code)
    if Unit.objects.filter(code__iexact=code).exists():
        raise CannotCreateUnit(_("The code %(code)s is taken.") % {"code": code}, field="code")
    if parent is not None and parent.closed_on is not None:
        raise CannotCreateUnit(_("%(unit)s is closed; nothing opens below it.") % {"unit": parent.name}, field="parent")
    unit = Unit.objects.create(
        code=code,
        name=name,
        kind=UnitKind(kind),
        parent=parent,
        path=f"?{code}",  # a path holds the unit's own id, which the row gets only now
        position=position,
        has_control=has_control,
        opened_on=opened_on,
    )
    unit.path = path_of(unit.pk, parent_path=parent.path if parent else "")
    unit.save(update_fields=["path"])
    data = {"code": code, "name": name, "kind": unit.kind, "path": unit.path}
    record("unit.created", by=by, now=now, about=unit, data=data)
    if aliases:
        set_aliases(unit=unit, names=aliases, by=by, now=now)
    return unit


def _check_code(code: str) -> None:
    # A code stands in addresses (/units/<code>/), where these would mean something else.
    if not 0 < len(code) <= 40 or "/" in code or code in {"new", ".", ".."}:
        raise CannotCreateUnit(_("A code has 1 to 40 characters, no slash, and is not “new”."), field="code")


@transaction.atomic
def change_unit(*, unit: Unit, by: Person | None, now: dt.datetime, **fields: object) -> Unit:
    """Change any of CHANGEABLE; unchanged values record nothing. Raises CannotChangeUnit."""
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    changed = {name: value for name, value in fields.items() if getattr(unit, name) != value}
    if not changed:
        return unit
    if "code" in changed:
        _check_code(str(changed["code"]))
    if "code" in changed and Unit.objects.filter(code__iexact=changed["code"]).exclude(pk=unit.pk).exists():
        raise CannotChangeUnit(_("The code %(code)s is taken.") % {"code": changed["code"]}, field="code")
    opened = changed.get("opened_on")
    if isinstance(opened, dt.date) and unit.closed_on and opened >= unit.closed_on:
        raise CannotChangeUnit(_("A unit opens before it closes."), field="opened_on")
    before = {name: _plain(getattr(unit, name)) for name in changed}
    for name, value in changed.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(changed))
    after_change = {name: _plain(value) for name, value in changed.items()}
    record("unit.changed", by=by, now=now, about=unit, data={"before": before, "after": after_change})
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: Person | None, now: dt.datetime) -> Unit:
    """Hang `unit` with everything below it under `parent`; records keep the chain they were made with.

    Raises CannotMoveUnit below itself, below a closed unit, or when somebody moved either meanwhile.
    """
    seen, seen_parent = unit.path, parent.path if parent else ""
    # Two moves at once could make a ring; the tops are the lock that every move takes first.
    list(Unit.objects.roots().select_for_update().order_by("pk").values_list("pk", flat=True))
    standing = Unit.objects.filter(Q(pk=unit.pk, path=seen) | Q(pk=parent.pk if parent else None, path=seen_parent))
    if standing.count() != (2 if parent and parent.pk != unit.pk else 1):
        raise CannotMoveUnit(_("Somebody moved one of these units a moment ago; look again."))
    _check_move(unit, parent)
    old_parent = unit.parent_id
    unit.parent, unit.path = parent, path_of(unit.pk, parent_path=seen_parent)
    unit.save(update_fields=["parent"])
    moved = Unit.objects.filter(path__gte=seen, path__lt=after(seen)).update(
        path=Concat(Value(unit.path), Substr("path", len(seen) + 1))
    )
    data = {"from": seen, "to": unit.path, "from_parent": old_parent, "to_parent": unit.parent_id, "units": moved}
    record("unit.moved", by=by, now=now, about=unit, data=data)
    return unit


def _check_move(unit: Unit, parent: Unit | None) -> None:
    if parent is None:
        return
    if is_at_or_below(parent.path, unit.path):
        raise CannotMoveUnit(_("A unit cannot hang below itself."), field="parent")
    if parent.pk == unit.parent_id:
        raise CannotMoveUnit(_("%(unit)s already stands there.") % {"unit": unit.name}, field="parent")
    if parent.closed_on is not None and unit.closed_on is None:
        raise CannotMoveUnit(_("%(unit)s is closed; nothing opens below it.") % {"unit": parent.name}, field="parent")


@transaction.atomic
def close_unit(*, unit: Unit, on: dt.date, by: Person | None, now: dt.datetime) -> Unit:
    """Close `unit` from `on`; its history stays. Raises CannotCloseUnit while something lives there."""
    if unit.closed_on is not None:
        raise CannotCloseUnit(_("%(unit)s is closed already.") % {"unit": unit.name})
    if unit.opened_on and on <= unit.opened_on:
        raise CannotCloseUnit(_("A unit opens before it closes."), field="on")
    below = Unit.objects.filter(parent=unit).filter(Q(closed_on=None) | Q(closed_on__gt=on))
    if below.exists():
        names = ", ".join(below.values_list("name", flat=True)[:5])
        raise CannotCloseUnit(_("Close the units below first: %(units)s.") % {"units": names})
    posted = unit.postings.filter(Q(ends_on=None) | Q(ends_on__gte=on)).values("person").distinct().count()
    if posted:
        raise CannotCloseUnit(
            _("People still posted here from that day: %(count)s. End their postings first.") % {"count": posted}
        )
    moved = Unit.objects.filter(pk=unit.pk, closed_on=None).update(closed_on=on)
    if not moved:
        raise CannotCloseUnit(_("%(unit)s is closed already.") % {"unit": unit.name})
    unit.closed_on = on
    record("unit.closed", by=by, now=now, about=unit, data={"on": on.isoformat()})
    return unit


@transaction.atomic
def reopen_unit(*, unit: Unit, by: Person | None, now: dt.datetime) -> Unit:
    """Take back the closing of `unit`. Raises CannotChangeUnit if it is open, or stands below a closed one."""
    if unit.parent is not None and unit.parent.closed_on is not None:
        raise CannotChangeUnit(_("%(unit)s is closed; nothing opens below it.") % {"unit": unit.parent.name})
    closed_on = unit.closed_on
    moved = Unit.objects.filter(pk=unit.pk, closed_on=closed_on).exclude(closed_on=None).update(closed_on=None)
    if not moved or closed_on is None:
        raise CannotChangeUnit(_("%(unit)s is open.") % {"unit": unit.name})
    unit.closed_on = None
    record("unit.reopened", by=by, now=now, about=unit, data={"was_closed_on": closed_on.isoformat()})
    return unit


@transaction.atomic
def set_aliases(*, unit: Unit, names: Iterable[str], by: Person | None, now: dt.datetime) -> list[str]:
    """Make `names` the aliases of `unit`, in place of those it had. Raises CannotSetAliases.

    An alias may repeat another unit's *name* (that is how a branch says which 大源 a sheet means),
    but not another unit's alias or code.
    """
    wanted = require_free_aliases(unit=unit, names=names)
    before = sorted(unit.aliases.values_list("name", flat=True))
    chosen = sorted(wanted.values())
    if before != chosen:
        unit.aliases.exclude(name__in=chosen).delete()
        UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in chosen if name not in before)
        record("unit.aliases_set", by=by, now=now, about=unit, data={"before": before, "after": chosen})
    return chosen


def add_aliases(*, unit: Unit, names: Iterable[str], by: Person | None, now: dt.datetime) -> list[str]:
    """Let `names` mean `unit` too, beside the aliases that it has. Raises CannotSetAliases."""
    standing = unit.aliases.values_list("name", flat=True)
    return set_aliases(unit=unit, names=[*standing, *names], by=by, now=now)


def require_free_aliases(*, unit: Unit, names: Iterable[str]) -> dict[str, str]:
    """The names as they would be kept, by their folded form. Raises CannotSetAliases for one that is taken."""
    wanted = {fold(name): " ".join(name.split()) for name in names if name.strip()}
    taken = {fold(alias.name): alias.unit for alias in UnitAlias.objects.exclude(unit=unit).select_related("unit")}
    taken |= {fold(other.code): other for other in Unit.objects.exclude(pk=unit.pk)}
    for word, name in wanted.items():
        if len(name) > LONGEST_ALIAS:
            raise CannotSetAliases(_("An alias has at most 80 characters."), field="aliases")
        if word in taken:
            raise CannotSetAliases(
                _("“%(alias)s” already means %(unit)s.") % {"alias": name, "unit": taken[word].name}, field="aliases"
            )
    return wanted


@transaction.atomic
def set_opening_hours(
    *, unit: Unit, hours: Mapping[int, Sequence[tuple[dt.time, dt.time]]], by: Person | None, now: dt.datetime
) -> None:
    """Make `hours` (windows by weekday, 0 = Monday) the opening hours of `unit`. Raises CannotSetHours."""
    for windows in hours.values():
        spans = sorted(windows)
        if any(opens >= closes for opens, closes in spans):
            raise CannotSetHours(_("Each window closes after it opens."), field="hours")
        if any(earlier[1] > later[0] for earlier, later in itertools.pairwise(spans)):
            raise CannotSetHours(_("Windows of one day must not overlap."), field="hours")
    standing = unit.opening_hours.order_by("weekday", "opens")
    before = [_hours_words(row.weekday, row.opens, row.closes) for row in standing]
    rows = [
        OpeningHours(unit=unit, weekday=weekday, opens=opens, closes=closes)
        for weekday, windows in sorted(hours.items())
        for opens, closes in sorted(windows)
    ]
    chosen = [_hours_words(row.weekday, row.opens, row.closes) for row in rows]
    if before == chosen:
        return
    unit.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(rows)
    record("unit.hours_set", by=by, now=now, about=unit, data={"before": before, "after": chosen})


@transaction.atomic
def set_calendar(*, unit: Unit, calendar: WorkCalendar | None, by: Person | None, now: dt.datetime) -> Unit:
    """Let `calendar` count for `unit` and all below without their own; None goes back to the one above."""
    if unit.calendar_id == (calendar.pk if calendar else None):
        return unit
    before = unit.calendar.name if unit.calendar else None
    unit.calendar = calendar
    unit.save(update_fields=["calendar"])
    data = {"before": before, "after": calendar.name if calendar else None}
    record("unit.calendar_set", by=by, now=now, about=unit, data=data)
    return unit


def _hours_words(weekday: int, opens: dt.time, closes: dt.time) -> str:
    return f"{weekday + 1} {opens:%H:%M}-{end_words(closes)}"


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else str(value)
