"""An archive of visits that somebody else made: its places, visits and findings, written in sets and found again.

A place is a hall below a chosen unit, its postal code a bureau between them. Codes begin with the chosen unit's, so
that two archives never meet. What the source does not say is not made up: a visit without a score stays one, and a
finding has no points.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core import numbers
from core.bulk import refresh_statistics
from core.insert import insert_rows, next_keys
from halls.checks import rules
from halls.checks.choices import CheckKind, RunOrigin, RunState, Verdict, When
from halls.checks.models import Answer, CheckRun, CheckTemplate, Item, Section, TemplateVersion
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.services import create_unit

if TYPE_CHECKING:
    from decimal import Decimal

    from org.people.models import Person

NAMES = uuid.UUID("6f1d8f0a-5a7e-4c39-9d55-0b8c7c1f3a10")
"""Where the keys of archived visits are derived from: the same row is the same visit, whenever it is read."""


class Place(NamedTuple):
    source: str
    name: str
    postal_code: str


class ArchivedVisit(NamedTuple):
    """`nth` tells rows apart that are alike in everything."""

    hall: int
    source: str
    day: dt.date
    kind: str
    score: Decimal | None
    nth: int


class ArchivedFinding(NamedTuple):
    run: int
    code: str
    risk: str
    words: str


def code_of(under: Unit, source: str) -> str:
    return f"{under.code}-{source}"


def halls_of(under: Unit, sources: Iterable[str]) -> dict[str, int]:
    """By the source's own number: the halls of the archive that are there. One question."""
    wanted = {code_of(under, source): source for source in sources}
    rows = Unit.objects.at_or_below(under).filter(code__in=list(wanted)).values_list("code", "pk")
    return {wanted[code]: pk for code, pk in rows}


def make_places(places: Sequence[Place], *, under: Unit, by: Person, now: dt.datetime) -> None:
    """A hall each, below the bureau of its postal code, or below the unit itself where it has none."""
    wanted = {code_of(under, f"P{one.postal_code}"): one.postal_code for one in places if one.postal_code}
    bureaus = {unit.code: unit for unit in Unit.objects.at_or_below(under).filter(code__in=list(wanted))}
    for code in sorted(wanted.keys() - bureaus.keys()):
        bureaus[code] = create_unit(
            code=code, name=wanted[code], kind=UnitKind.BUREAU, parent=under, has_control=False, by=by, now=now
        )
    for one in places:
        create_unit(
            code=code_of(under, one.source),
            name=one.name,
            kind=UnitKind.HALL,
            parent=bureaus.get(code_of(under, f"P{one.postal_code}"), under),
            has_control=False,
            by=by,
            now=now,
        )


def archive_of(under: Unit, *, by: Person, now: dt.datetime) -> TemplateVersion:
    """The sheet that archived visits stand under: retired from the start, since nobody carries it out again."""
    name = _("Archive of visits")
    template, made = CheckTemplate.objects.get_or_create(
        unit=under,
        kind=CheckKind.MYSTERY,
        name=name,
        defaults={"made_at": now, "made_by": by, "retired_at": now, "retired_by": by},
    )
    if made:
        _version(template, 1, by, now)
    return TemplateVersion.objects.filter(template=template).order_by("number")[0]


def _version(template: CheckTemplate, number: int, by: Person, now: dt.datetime) -> TemplateVersion:
    return TemplateVersion.objects.create(
        template=template, number=number, made_at=now, made_by=by, published_at=now, published_by=by
    )


def key_of(under: Unit, visit: ArchivedVisit) -> uuid.UUID:
    said = (under.pk, visit.source, visit.day, visit.kind, visit.score, visit.nth)
    return uuid.uuid5(NAMES, "|".join(map(str, said)))


def known_keys(keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    return set(CheckRun.objects.filter(client_uuid__in=list(keys)).values_list("client_uuid", flat=True))


_RUN = (
    "id", "number", "client_uuid", "unit_id", "template_id", "version_of_id", "kind", "business_day", "checker_id",
    "origin", "state", "started_at", "finished_at", "received_at", "is_late", "score", "first_score", "earned",
    "possible", "findings", "critical_findings", "outcome", "review_words", "version",
)  # fmt: skip


def write_visits(
    visits: Sequence[ArchivedVisit], *, under: Unit, archive: TemplateVersion, by: Person, now: dt.datetime
) -> None:
    """Accepted visits of these days, each at noon: the archive has no time of day. No query per row."""
    months = Counter(visit.day.replace(day=1) for visit in visits)
    running = {month: iter(numbers.reserve(rules.series_of(month), count=count)) for month, count in months.items()}
    zone = ZoneInfo(settings.TIME_ZONE)

    def line(key: int, visit: ArchivedVisit) -> tuple[object, ...]:
        noon = dt.datetime.combine(visit.day, dt.time(12), tzinfo=zone).astimezone(dt.UTC)
        number = rules.number_of(visit.day, next(running[visit.day.replace(day=1)]))
        score = None if visit.score is None else str(visit.score)
        return (
            key, number, key_of(under, visit).hex, visit.hall, archive.template_id, archive.pk,
            CheckKind.MYSTERY.value, visit.day, by.pk, RunOrigin.SHEET.value, RunState.ACCEPTED.value, noon, noon, now,
            False, score, score, "0", "0", 0, 0, "", visit.kind, 1,
        )  # fmt: skip

    keys = next_keys(CheckRun._meta.db_table, len(visits))
    insert_rows(CheckRun._meta.db_table, _RUN, (line(key, one) for key, one in zip(keys, visits, strict=True)))
    refresh_statistics(CheckRun)


def runs_on(under: Unit, halls: Iterable[int], days: Iterable[dt.date]) -> dict[tuple[int, dt.date], int]:
    """By hall and day: the visit that findings belong to, one with a score before one without."""
    rows = CheckRun.objects.filter(
        template__unit=under, origin=RunOrigin.SHEET, unit__in=set(halls), business_day__in=set(days)
    )
    found: dict[tuple[int, dt.date], int] = {}
    for pk, hall, day, score in rows.order_by("pk").values_list("pk", "unit", "business_day", "score"):
        if score is not None or (hall, day) not in found:
            found[hall, day] = pk
    return found


def known_findings(runs: Iterable[int]) -> set[tuple[int, str]]:
    return set(Answer.objects.filter(run__in=set(runs)).values_list("run", "code"))


def items_for(
    findings: Sequence[ArchivedFinding], *, archive: TemplateVersion, by: Person, now: dt.datetime
) -> dict[str, int]:
    """By code: the items of the archive's sheet. What is new makes a new version, since a version never changes."""
    rows = Item.objects.filter(section__version_of__template=archive.template_id)
    known = dict(rows.order_by("pk").values_list("code", "pk"))
    fresh = {one.code: one for one in findings if one.code not in known}
    if fresh:
        last = TemplateVersion.objects.filter(template=archive.template_id).order_by("-number")[0]
        version = _version(archive.template, last.number + 1, by, now)
        section = Section.objects.create(version_of=version, position=1, name=_("Archive of visits")[:40])
        for position, one in enumerate(sorted(fresh.values(), key=lambda each: each.code), start=1):
            item = Item.objects.create(section=section, position=position, code=one.code, words=one.words, weight=0)
            known[one.code] = item.pk
    return known


_ANSWER = (
    "run_id", "item_id", "position", "section", "dimension", "code", "words", "weight", "is_critical", "photo",
    "note_when", "action", "allows_zero", "verdict", "note", "version",
)  # fmt: skip


def write_findings(findings: Sequence[ArchivedFinding], *, items: Mapping[str, int]) -> None:
    """Findings without points, each under the risk that the source gives it. No query per row."""
    off = When.OFF.value
    lines = (
        (
            one.run, items[one.code], at % 30_000 + 1, one.risk, "", one.code, one.words, "0", False, off,
            off, off, True, Verdict.FAIL.value, "", 1,
        )
        for at, one in enumerate(findings)
    )  # fmt: skip
    insert_rows(Answer._meta.db_table, _ANSWER, lines)
    refresh_statistics(Answer)


def count_findings(archive: TemplateVersion) -> None:
    """Each visit of the archive says how many findings it has, in one statement."""
    mine = Answer.objects.filter(run=OuterRef("pk")).order_by().values("run").annotate(count=Count("pk"))
    rows = CheckRun.objects.filter(template=archive.template_id)
    rows.update(findings=Coalesce(Subquery(mine.values("count")[:1]), 0))
