"""Making a sheet once a period, or anew as another version; leaving the jobs for those that are due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet, SheetTicket
from complaints.cadence.selectors import compose, heads, units_with
from complaints.cadence.words import circular_text
from core.audit.services import record
from core.insert import insert_rows
from core.jobs.rules import day_of
from core.jobs.services import enqueue
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from core.webhooks.registry import event
from core.webhooks.services import publish
from org.people.choices import Role
from org.people.models import Person, Posting

if TYPE_CHECKING:
    from complaints.cadence.rules import Draft, Span
    from core.jobs.models import Job
    from org.people.models import PersonQuerySet
    from org.units.models import Unit

MAKE = "complaints.sheet"
MADE, READY, PROBLEMS = "sheet.made", "sheet.ready", "sheet.problems"
READERS = (Role.SERVICE_MANAGER, Role.MARKET_MANAGER, Role.DISTRICT_MANAGER, Role.DEPARTMENT_HEAD)

event(MADE, title=_("Sheet of the cadence made"))
declare(READY, sentence=_("The sheet is ready: %(sheet)s of %(unit)s, %(period)s"))
declare(
    PROBLEMS,
    sentence=_(
        "Weekly problem output of %(unit)s, %(period)s: %(count)s tickets. Acknowledge it and say what is done."
    ),
)


class CannotMake(Refusal):
    """The period is not over yet, or somebody else makes the same version at this moment."""


def leave_due(*, now: dt.datetime) -> int:
    """Leave a job for each sheet that should lie ready by now and does not; gives how many are new.

    The key names unit and period: however often this is called, each is made once by itself (J26). What was missed
    while the machine slept is left at the next call. Called after seven, before the hour it is still yesterday's.
    """
    today = day_of(timezone.localtime(now), after_hour=rules.HOUR)
    left = 0
    for kind in SheetKind:
        spans = rules.due_spans(kind, today=today)
        units = units_with(kind, on=today)
        made = set(
            Sheet.objects.filter(kind=kind, period__in=[span.words for span in spans]).values_list("unit", "period")
        )
        for unit in units:
            for span in spans:
                if (unit.pk, span.words) not in made:
                    _leave(span, unit, by=None, now=now, key=f"{MAKE}:{kind}:{unit.pk}:{span.words}")
                    left += 1
    return left


@transaction.atomic
def ask_for_sheet(*, kind: str, unit: Unit, period: str, by: Person, now: dt.datetime) -> Job:
    """Leave a job that makes the sheet, as another version where there is one. Raises NotASpan, CannotMake."""
    span = rules.span_from(SheetKind(kind), period)
    _refuse_running(span, now)
    return _leave(span, unit, by=by, now=now, key=None)


def _leave(span: Span, unit: Unit, *, by: Person | None, now: dt.datetime, key: str | None) -> Job:
    arguments = {"kind": span.kind.value, "unit": unit.pk, "period": span.words, "anew": by is not None}
    with transaction.atomic():
        return enqueue(MAKE, by=by, now=now, arguments=arguments, key=key)


@transaction.atomic
def make_sheet(*, unit: Unit, span: Span, by: Person | None, now: dt.datetime, anew: bool = False) -> Sheet:
    """The sheet of the period as the rows stand now; the one there is unless it is to be made `anew`.

    Of two who make the same version the database lets one through: the other gets that one, or, where it was
    asked for anew, raises CannotMake. Raises CannotMake also while the period is not over.
    """
    _refuse_running(span, now)
    latest = _latest(unit, span)
    if latest is not None and not anew:
        return latest
    draft = compose(unit, span, now=now)
    version = latest.version + 1 if latest else 1
    try:
        with transaction.atomic():
            sheet = _kept(draft, unit, span, version=version, by=by, now=now)
    except IntegrityError:
        first = _latest(unit, span)
        if anew or first is None:
            raise CannotMake(_("Somebody has made this sheet at the same moment. Look at it first.")) from None
        return first
    data = {"sheet": span.kind.value, "unit": unit.path, "period": span.words, "version": version}
    record(MADE, by=by, now=now, about=sheet, data=data)
    _publish(sheet, now=now)
    _tell(sheet, now=now)
    return sheet


def _refuse_running(span: Span, now: dt.datetime) -> None:
    if span.ends > now:
        raise CannotMake(_("This period is not over yet."), field="period")


def _latest(unit: Unit, span: Span) -> Sheet | None:
    same = Sheet.objects.filter(kind=span.kind, unit=unit, period=span.words)
    return same.select_related("unit").order_by("-version").first()


def _kept(draft: Draft, unit: Unit, span: Span, *, version: int, by: Person | None, now: dt.datetime) -> Sheet:
    sheet = Sheet.objects.create(
        kind=span.kind,
        unit=unit,
        unit_path=unit.path,
        period=span.words,
        version=version,
        first_day=span.first,
        last_day=span.last,
        content=draft.content(),
        made_at=now,
        made_by=by,
    )
    # A month of a large branch stands behind its figures half a million times: instances would take a minute.
    rows = ((sheet.pk, cell, pk) for cell, pk in draft.cells())
    insert_rows(SheetTicket._meta.db_table, ["sheet_id", "cell", "complaint_id"], rows)
    return sheet


def _publish(sheet: Sheet, *, now: dt.datetime) -> None:
    """To the group's bot: figures, and of the daily circular the text to post; made up for days ago nobody posts it."""
    data: dict[str, Any] = {
        "sheet": sheet.kind,
        "period": sheet.period,
        "unit": sheet.unit.code,
        "version": sheet.version,
        "api_address": reverse("api_cadence_sheet", args=[sheet.pk]),
    }
    if sheet.kind == SheetKind.DAILY and _is_fresh(sheet, now):
        data["text"] = circular_text(sheet)
    publish(
        MADE, about=sheet, path=sheet.unit_path, address=reverse("cadence_sheet", args=[sheet.pk]), data=data, now=now
    )


def _is_fresh(sheet: Sheet, now: dt.datetime) -> bool:
    return timezone.localdate(now) - sheet.last_day <= rules.DAY


def _tell(sheet: Sheet, *, now: dt.datetime) -> None:
    """Weekly and monthly sheets to who leads the unit itself; problems to who answers for them."""
    if sheet.kind == SheetKind.DAILY:
        return
    params: dict[str, Any] = {"unit": sheet.unit.name, "period": sheet.period}
    if sheet.kind == SheetKind.PROBLEMS:
        params["count"] = next((row["figures"]["now"] for row in sheet.content["sections"]["week"]), 0)
        if not params["count"]:
            return
    else:
        params["sheet"] = str(sheet.get_kind_display())
    notify(
        PROBLEMS if sheet.kind == SheetKind.PROBLEMS else READY,
        recipients=_readers(sheet, now),
        params=params,
        address=reverse("cadence_sheet", args=[sheet.pk]),
        key=f"{MADE}:{sheet.pk}",
        now=now,
    )


def _readers(sheet: Sheet, now: dt.datetime) -> PersonQuerySet:
    if sheet.kind == SheetKind.PROBLEMS:
        return heads(sheet.unit)
    posted = Posting.objects.in_force(on=timezone.localdate(now)).filter(unit=sheet.unit, role__in=READERS)
    return Person.objects.filter(pk__in=posted.values("person"), is_active=True)
