"""From a row of a queue machine's sheet to the visit it tells of, or to the reason why it is none."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.imports.matching import same
from core.imports.registry import NOT_YET, NotYet
from halls.intake import rules
from halls.intake.rules import Times
from halls.intake.services import NewVisit
from halls.premises.models import Counter, Premises, Service
from halls.premises.selectors import closing_moment
from halls.queue.choices import Origin, Outcome
from org.people.models import Person, Posting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLACE_MARKS = ("号台席", "号窗口", "号柜台", "台席", "窗口", "柜台", "号")


class Wrong(Exception):
    """Why a row is no visit, and in which column."""

    def __init__(self, column: str, words: str | Promise) -> None:
        super().__init__(column, words)
        self.column, self.words = column, words


@dataclass
class Hall:
    """What a sheet may speak of in one hall. Three questions a hall and pass."""

    premises: Premises
    services: dict[int, Service] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    closed: dict[dt.date, dt.datetime | None] = field(default_factory=dict)

    @classmethod
    def load(cls, keys: Iterable[int]) -> dict[int, Hall]:
        rows = Premises.objects.filter(pk__in=keys).select_related("unit").prefetch_related("unit__opening_hours")
        halls = {premises.pk: cls(premises) for premises in rows}
        for service in Service.objects.filter(premises__in=halls).order_by("-is_active", "position", "prefix"):
            halls[service.premises_id].services[service.pk] = service
        for counter in Counter.objects.filter(premises__in=halls):
            halls[counter.premises_id].counters[same(counter.name)] = counter.pk
        return halls

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.premises.time_zone)

    def counter(self, words: str) -> int | None:
        """The counter that words mean: its name, with or without what counters are called."""
        plain = same(words)
        for mark in PLACE_MARKS:
            plain = plain if plain in self.counters else plain.removesuffix(mark)
        return self.counters.get(plain)

    def service(self, like: Service | None) -> Service | None:
        """The hall's own service of that name; its first one where the sheet names none."""
        if like is None:
            return next(iter(self.services.values()), None)
        if like.pk in self.services:
            return like
        return next((one for one in self.services.values() if same(one.name) == same(like.name)), None)

    def is_over(self, day: dt.date, now: dt.datetime) -> bool:
        """Whether nobody can take a number that day any more, so that a sheet of it is whole."""
        today = now.astimezone(self.zone).date()
        if day != today:
            return day < today
        if day not in self.closed:
            self.closed[day] = closing_moment(self.premises, day)
        closes = self.closed[day]
        return closes is None or closes <= now


@dataclass
class Told:
    """What the rows of a chunk refer to."""

    halls: Mapping[int, Hall]
    services: Mapping[int, Service]
    people: Mapping[str, tuple[int, list[tuple[dt.date, dt.date | None]]]]
    now: dt.datetime


def services_in(keys: Iterable[int]) -> dict[int, Service]:
    return Service.objects.in_bulk(set(keys))


def people_in(numbers: Iterable[str], by: Person) -> dict[str, tuple[int, list[tuple[dt.date, dt.date | None]]]]:
    """By staff number, of people within reach: the key, and when they served anywhere. Two questions."""
    wanted = set(numbers)
    if not wanted:
        return {}
    known = dict(Person.objects.visible_to(by).filter(staff_number__in=wanted).values_list("pk", "staff_number"))
    found: dict[str, tuple[int, list[tuple[dt.date, dt.date | None]]]] = {
        number: (pk, []) for pk, number in known.items()
    }
    spans = Posting.objects.filter(person__in=known).values_list("person", "starts_on", "ends_on")
    for person, starts_on, ends_on in spans:
        found[known[person]][1].append((starts_on, ends_on))
    return found


def visit_of(row: Mapping[str, Any], hall_id: int | None, told: Told) -> NewVisit:
    """The visit that a row tells of. Raises Wrong."""
    if hall_id is None:
        raise Wrong("hall", _("The row does not say which hall."))
    hall = told.halls[hall_id]
    times = _times(row, hall.zone)
    if fault := rules.fault_of(times):
        raise Wrong(said_in(row, fault.column), fault.words)
    day = times.arrived.date()
    if times.last > told.now or not hall.is_over(day, told.now):
        raise Wrong(said_in(row, "arrived_at"), _("This day is not over yet; a sheet of it may not be whole."))
    service_id, prefix = _service(row, hall, told)
    letters, number = _number(row)
    outcome = row["outcome"] or _outcome(times)
    if times.started and outcome in (Outcome.NO_SHOW, Outcome.LEFT):
        raise Wrong("outcome", _("It says that nobody was served, but service started."))
    return NewVisit(
        premises_id=hall_id,
        business_day=day,
        prefix=letters or prefix,
        number=number,
        service_id=service_id,
        origin=Origin.SHEET.value,
        outcome=str(outcome),
        times=times,
        counter_id=_counter(row, hall),
        staff_id=_staff(row, day, told),
        source_key=_key(row, day, times),
        import_row=row["row"],
        is_exact=outcome != Outcome.SERVED or times.ended is not None,
    )


def said_in(row: Mapping[str, Any], name: str) -> str:
    """The column in which a row says a time: as a moment, or as a time of day."""
    return name if row[name] is not None else f"{name.removesuffix('_at')}_time"


def _times(row: Mapping[str, Any], zone: ZoneInfo) -> Times:
    arrived = _moment(row, "arrived", row["day"], zone)
    if arrived is None:
        missing = "day" if row["arrived_time"] is not None else "arrived_at"
        raise Wrong(missing, _("There is no moment of arrival."))
    if row["day"] is not None and row["day"] != arrived.date():
        raise Wrong("day", _("The day is another one than that of the arrival."))
    called, started, ended = (_moment(row, name, arrived.date(), zone) for name in ("called", "started", "ended"))
    return Times(arrived, called, started, ended)


def _moment(row: Mapping[str, Any], name: str, day: dt.date | None, zone: ZoneInfo) -> dt.datetime | None:
    """By the clock on the hall's wall, whatever the house's own zone is."""
    whole = row[f"{name}_at"]
    if whole is not None:
        return whole.replace(tzinfo=zone)
    time = row[f"{name}_time"]
    return dt.datetime.combine(day, time, tzinfo=zone) if time is not None and day is not None else None


def _outcome(times: Times) -> Outcome:
    """What the times tell where the sheet does not say: served, called in vain, or gone."""
    if times.started:
        return Outcome.SERVED
    return Outcome.NO_SHOW if times.called else Outcome.LEFT


def _service(row: Mapping[str, Any], hall: Hall, told: Told) -> tuple[int, str]:
    """The service's key, and the letters of its numbers; in a trial without a key where it is still to be made."""
    if row["service"] == NOT_YET:
        return NOT_YET, ""
    service = hall.service(told.services.get(row["service"]))
    if service is None:
        raise Wrong("service", _("%(hall)s does not offer this.") % {"hall": hall.premises.unit.name})
    return service.pk, service.prefix


def _number(row: Mapping[str, Any]) -> tuple[str, int]:
    if not row["number"]:
        return "", 0
    found = rules.read_number(row["number"])
    if found is None:
        raise Wrong("number", _("“%(text)s” is no ticket number such as A012.") % {"text": row["number"]})
    return found


def _counter(row: Mapping[str, Any], hall: Hall) -> int | None:
    if not row["counter"]:
        return None
    found = hall.counter(row["counter"])
    if found is None:
        words = _("%(hall)s has no counter “%(counter)s”.")
        raise Wrong("counter", words % {"hall": hall.premises.unit.name, "counter": row["counter"]})
    return found


def _staff(row: Mapping[str, Any], day: dt.date, told: Told) -> int | None:
    if not row["staff_number"]:
        return None
    known = told.people.get(row["staff_number"])
    if known is None:
        raise Wrong("staff_number", _("Nobody has this staff number."))
    pk, spans = known
    if not any(first <= day and (last is None or day <= last) for first, last in spans):
        raise Wrong("staff_number", _("Nobody with this staff number served on that day."))
    return pk


_CONTENT = ("counter", "staff_number", "outcome")


def _key(row: Mapping[str, Any], day: dt.date, times: Times) -> str:
    """How the source itself knows the row: by its own key or its number, of the machine and the day, since machines
    begin anew with both each morning; else by what it says."""
    machine = row["machine"] or ""
    if row["source_id"]:
        return f"row:{machine}:{day}:{row['source_id']}"
    if row["number"]:
        return f"no:{machine}:{day}:{same(row['number'])}"
    service = row["service"]
    wanted = service.name if isinstance(service, NotYet) else str(service or "")
    said = "\x1f".join([machine, *map(str, times), wanted, *(row[name] or "" for name in _CONTENT)])
    return f"as:{hashlib.blake2b(said.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
