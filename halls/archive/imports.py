"""Three sheets of an archive of visits: the places, the visits, what was found. Importing one again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.imports.registry import (
    ROW,
    Chunk,
    ImportContext,
    RowProblem,
    SheetColumn,
    SheetOption,
    WriteResult,
    sheet_kind,
)
from core.refusals import Refusal
from halls.archive import services
from halls.archive.services import ArchivedFinding, ArchivedVisit, Place
from halls.checks.rules import WORDS_MOST
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person

RIGHT = Right.UNIT_EDIT
"""Places are units, and a sheet of visits may name some that the sheet of places left out."""


class NoSuchUnit(Refusal):
    """The archive has no unit to stand under."""


def _units(person: Person) -> Sequence[tuple[str, str]]:
    rows = Unit.objects.where(person, RIGHT).exclude(kind__in=[UnitKind.HALL, UnitKind.STATISTICAL]).in_tree_order()
    return [(unit.code, unit.name) for unit in rows]


UNDER = SheetOption(
    "under",
    gettext_lazy("Unit of the archive"),
    default="",
    help=gettext_lazy("The code of the unit below which its places stand: the same for all three sheets."),
    known=_units,
)
PLACE = SheetColumn(
    "place", pgettext_lazy("archive of visits", "place"), ["business_id", "网点编号"], required=True, max_length=20
)
DAY = SheetColumn("day", gettext_lazy("day"), ["date", "日期"], required=True, type="date")
AGAIN = SheetColumn("source_id", gettext_lazy("row at the source"), ["row_id"], max_length=40)


def begin(context: ImportContext) -> None:
    """Each pass remembers anew. Raises NoSuchUnit."""
    context.memory.clear()
    codes = [code for code, _name in _units(context.by)]
    said = context.said.get("under", "")
    if said not in codes:
        raise NoSuchUnit(_("“%(words)s” is no unit under which you may put an archive.") % {"words": said})
    under = Unit.objects.get(code=said)
    context.memory |= {"under": under, "seen": {}, "first": {}, "checked": {}, "written": {}}


def check_places(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    seen: dict[str, int] = context.memory["seen"]
    for row in chunk:
        first = seen.setdefault(row["place"], row[ROW])
        if first != row[ROW]:
            yield RowProblem(row[ROW], "place", _("Row %(row)s has this place already.") % {"row": first})


def write_places(chunk: Chunk, context: ImportContext) -> WriteResult:
    under = context.memory["under"]
    known = services.halls_of(under, (row["place"] for row in chunk))
    fresh = [
        Place(row["place"], row["name"] or row["place"], (row["postal_code"] or "").upper())
        for row in chunk
        if row["place"] not in known
    ]
    if not context.dry_run:
        services.make_places(fresh, under=under, by=context.by, now=context.now)
    return WriteResult(imported=len(fresh), unchanged=len(chunk) - len(fresh))


def check_visits(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    """Rows alike in everything are taken, each as a visit, and told: what they mean only the source knows."""
    for row in chunk:
        nth, first = _nth(row, context, "checked")
        if nth:
            words = _("The same as row %(row)s in everything; it is kept as a visit of its own.") % {"row": first}
            yield RowProblem(row[ROW], "", words, is_warning=True)


def write_visits(chunk: Chunk, context: ImportContext) -> WriteResult:
    under, found = context.memory["under"], []
    sources = {row["place"] for row in chunk}
    halls = services.halls_of(under, sources)
    if not context.dry_run:
        missing = sorted(sources - halls.keys())
        places = [Place(source, source, "") for source in missing]
        services.make_places(places, under=under, by=context.by, now=context.now)
        halls |= services.halls_of(under, missing)
    for row in chunk:
        nth, _first = _nth(row, context, "written")
        kind, score = row["kind"] or "", row["score"]
        found.append(ArchivedVisit(halls.get(row["place"], 0), row["place"], row["day"], kind, _score(score), nth))
    keys = {services.key_of(under, one): one for one in found}
    known = services.known_keys(keys)
    fresh = [one for key, one in keys.items() if key not in known]
    if fresh and not context.dry_run:
        archive = services.archive_of(under, by=context.by, now=context.now)
        services.write_visits(fresh, under=under, archive=archive, by=context.by, now=context.now)
    return WriteResult(imported=len(fresh), unchanged=len(chunk) - len(fresh))


def _score(said: Decimal | None) -> Decimal | None:
    return None if said is None else said.quantize(Decimal("0.01"))


def _nth(row: Mapping[str, Any], context: ImportContext, walk: str) -> tuple[int, int]:
    """How many rows alike came before this one on this walk, and the first of them."""
    key = hash((row["place"], row["day"], row["kind"], row["score"]))
    seen, first = context.memory[walk], context.memory["first"]
    began = first.setdefault(key, row[ROW])
    nth = seen.get(key, 0)
    seen[key] = nth + 1
    return nth, began


def check_findings(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    """A finding belongs to a visit that is here; the same one twice on a day is told and taken once."""
    runs = _runs(chunk, context)
    seen: dict[int, int] = context.memory["seen"]
    for row in chunk:
        run = runs.get((row["place"], row["day"]))
        if run is None:
            yield RowProblem(row[ROW], "day", _("There is no visit of this place on this day."))
            continue
        first = seen.setdefault(hash((run, row["code"])), row[ROW])
        if first != row[ROW]:
            words = _("Row %(row)s has found the same on this visit already.") % {"row": first}
            yield RowProblem(row[ROW], "code", words)


def write_findings(chunk: Chunk, context: ImportContext) -> WriteResult:
    runs = _runs(chunk, context)
    found = [
        ArchivedFinding(
            runs[row["place"], row["day"]],
            row["code"],
            (row["risk"] or _("Archive of visits"))[:40],
            (row["words"] or row["code"])[:WORDS_MOST],
        )
        for row in chunk
        if (row["place"], row["day"]) in runs
    ]
    known = services.known_findings(one.run for one in found)
    fresh = [one for one in found if (one.run, one.code) not in known]
    if fresh and not context.dry_run:
        archive = services.archive_of(context.memory["under"], by=context.by, now=context.now)
        items = services.items_for(fresh, archive=archive, by=context.by, now=context.now)
        services.write_findings(fresh, items=items)
        context.memory["archive"] = archive
    return WriteResult(imported=len(fresh), unchanged=len(chunk) - len(fresh))


def finish_findings(context: ImportContext) -> None:
    if "archive" in context.memory:
        services.count_findings(context.memory["archive"])


def _runs(chunk: Chunk, context: ImportContext) -> dict[tuple[str, Any], int]:
    """By place and day: the visit. Two questions a chunk; nothing before the archive has a visit."""
    under = context.memory["under"]
    halls = services.halls_of(under, {row["place"] for row in chunk})
    found = services.runs_on(under, halls.values(), {row["day"] for row in chunk})
    names = {pk: source for source, pk in halls.items()}
    return {(names[hall], day): run for (hall, day), run in found.items()}


sheet_kind(
    "archive-places",
    gettext_lazy("Archive of visits: its places"),
    right=RIGHT,
    columns=[
        PLACE,
        SheetColumn("name", gettext_lazy("name"), ["名称"], max_length=80),
        SheetColumn("postal_code", gettext_lazy("postal code"), ["zip", "邮编"], max_length=20),
    ],
    key=["place"],
    check=check_places,
    write=write_places,
    begin=begin,
    help=gettext_lazy("One row a place: it becomes a hall, and its postal code a bureau above it. Import it first."),
    options=[UNDER],
)
sheet_kind(
    "inspections",
    gettext_lazy("Archive of visits: the visits"),
    right=RIGHT,
    columns=[
        PLACE,
        DAY,
        SheetColumn("score", gettext_lazy("score"), ["得分", "分数"], type="decimal", minimum=0, maximum=100),
        SheetColumn("kind", gettext_lazy("kind of visit"), ["type", "类型"], max_length=100),
        AGAIN,
    ],
    key=["source_id"],
    check=check_visits,
    write=write_visits,
    begin=begin,
    help=gettext_lazy("One row a visit. One without a score stays a visit without a score, which is not zero."),
    options=[UNDER],
)
sheet_kind(
    "archive-findings",
    gettext_lazy("Archive of visits: the findings"),
    right=RIGHT,
    columns=[
        PLACE,
        DAY,
        SheetColumn("code", gettext_lazy("code"), ["ViolationTypeID", "问题编号"], required=True, max_length=24),
        SheetColumn("risk", gettext_lazy("risk"), ["risk_category", "风险"], max_length=40),
        SheetColumn(
            "words",
            pgettext_lazy("archive of visits", "what was found"),
            ["description", "问题"],
            max_length=WORDS_MOST,
        ),
        AGAIN,
    ],
    key=["source_id"],
    check=check_findings,
    write=write_findings,
    begin=begin,
    finish=finish_findings,
    help=gettext_lazy("One row a finding, of a visit that is here already. It has no points: the source gives none."),
    options=[UNDER],
)
