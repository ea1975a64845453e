"""Cause analysis 投诉原因分析: the tree down to its leaves, the top ten, and what customers said against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from complaints.categories.models import Category
from complaints.categories.rules import STEP_WIDTH
from complaints.reports.choices import CAUSES
from complaints.reports.rules.causes import Counted, added, branches, cumulative, largest
from complaints.reports.rules.table import Cell, Column, Measure, Missing, Report, Row, Table, ratio
from complaints.reports.selectors.asked import Asked, count, received
from complaints.tickets.choices import ErrorSide
from core.periods.words import previous_title
from core.ui.charts import Chart, Series, TargetLine

PHENOMENA, CAUSES_ACROSS = 15, 8
MOST = Decimal(80)
Crossed = dict[tuple[int | None, int | None], int]


class _Causes:
    """What the tables of the page share: counts by the path of a cause, and the names."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        found = _counted_tickets(asked)
        self.not_filled = found.pop(None, Counted())
        self.crossed = _crossed(asked)
        wanted = {pk for pair in self.crossed for pk in pair if pk is not None} | set(found)
        self.categories = _with_those_above(wanted)
        self.by_path = {category.path: category for category in self.categories.values()}
        self.counted = {self.categories[pk].path: one for pk, one in found.items() if pk is not None}
        self.total = added([*self.counted.values(), self.not_filled])
        self.has_before = bool(self.total.before)

    def finer(self, path: str) -> bool:
        """Whether finer causes of this one occur too."""
        return any(other != path and other.startswith(path) for other in self.counted)

    def name(self, path: str) -> str:
        name = self.by_path[path].name
        return _("%(cause)s, not specified further") % {"cause": name} if self.finer(path) else name

    def cells(self, one: Counted, **cause: object) -> tuple[Cell, ...]:
        whole, now = self.asked.whole, self.asked.received | cause
        before = received(self.asked.period.previous) | cause
        nothing = Cell(None, missing=Missing.NO_DATA)
        return (
            count(one.now, whole, **now),
            ratio(one.now, self.total.now),
            count(one.before, whole, **before) if self.has_before else nothing,
            Cell(one.now - one.before) if self.has_before else nothing,
            count(one.own, whole, error=ErrorSide.OWN.value, **now),
            count(one.channel, whole, error=ErrorSide.CHANNEL.value, **now),
        )

    def exactly(self, path: str) -> dict[str, object]:
        return {"cause": self.by_path[path].code, "cause_exact": "1"}


def causes(asked: Asked) -> Report:
    """Four queries, and one more for causes whose upper ones did not occur."""
    found = _Causes(asked)
    top = _top(found)
    return Report(CAUSES, (top, _tree(found), _phenomena(found)), _pareto(found))


def _counted_tickets(asked: Asked) -> dict[int | None, Counted]:
    found: dict[int | None, Counted] = defaultdict(Counted)
    period = asked.period
    now = asked.tickets().received_in(first_month=period.first.number, last_month=period.last.number).order_by()
    sides = {side: Count("state", filter=Q(error_side=side)) for side in (ErrorSide.OWN, ErrorSide.CHANNEL)}
    for cause, every, own, channel in now.values_list("cause").annotate(
        every=Count("*"), own=sides[ErrorSide.OWN], channel=sides[ErrorSide.CHANNEL]
    ):
        found[cause] += Counted(now=every, own=own, channel=channel)
    earlier = period.previous
    before = asked.tickets().received_in(first_month=earlier.first.number, last_month=earlier.last.number)
    for cause, every in before.order_by().values_list("cause").annotate(every=Count("*")):
        found[cause] += Counted(before=every)
    return found


def _crossed(asked: Asked) -> Crossed:
    """Tickets by phenomenon and cause."""
    first, last = asked.period.first.number, asked.period.last.number
    rows = asked.tickets().received_in(first_month=first, last_month=last).order_by()
    found = rows.values_list("phenomenon", "cause").annotate(every=Count("*"))
    return {(phenomenon, cause): every for phenomenon, cause, every in found}


def _with_those_above(wanted: set[int | None]) -> dict[int, Category]:
    found = Category.objects.in_bulk([pk for pk in wanted if pk is not None])
    steps = {int(step) for one in found.values() for step in one.path.split("/") if step}
    return found | Category.objects.in_bulk(steps - found.keys())


def _columns(found: _Causes) -> tuple[Column, ...]:
    return (
        Column("count", _("Complaint volume")),
        Column("share", _("Share"), Measure.SHARE),
        Column("before", str(previous_title(found.asked.period))),
        Column("change", _("Change"), Measure.CHANGE),
        Column("own", str(ErrorSide.OWN.label)),
        Column("channel", str(ErrorSide.CHANNEL.label)),
    )


def _how() -> tuple[str, ...]:
    return (
        _(
            "Tickets received in the period by the cause that was found; void ones never (S4 5.1: causes are analysed "
            "periodically; S0 1.4: top 10)."
        ),
        _("Share = tickets of the cause ÷ all tickets of the period, those without a cause too."),
        _("Own-business and channel errors as the ticket says whose error was found (S0 1.4)."),
    )


def _top(found: _Causes) -> Table:
    """The ten most frequent, each filed exactly so, with the running share of the Pareto line."""
    paths = largest(found.counted)
    shares = cumulative([found.counted[path].now for path in paths], found.total.now)
    rows = [
        Row(
            found.name(path),
            (*found.cells(found.counted[path], **found.exactly(path)), Cell(share)),
            _code(found, path),
        )
        for path, share in zip(paths, shares, strict=True)
    ]
    others = added(one for path, one in found.counted.items() if path not in paths)
    if paths and (others.now or others.before):
        named = [_code(found, path) for path in paths]
        rows.append(Row(_("Other causes"), (*found.cells(others, cause_not=named), _none())))
    if found.not_filled.now or found.not_filled.before:
        rows.append(Row(_("Not filled"), (*found.cells(found.not_filled, cause="none"), _none())))
    total = Row(_("Total"), (*found.cells(found.total), _none()))
    columns = (*_columns(found), Column("running", _("Running share"), Measure.SHARE))
    return Table("top", _("What are the top 10 causes?"), _("Cause"), columns, tuple(rows), total, _how())


def _none() -> Cell:
    return Cell(None)


def _code(found: _Causes, path: str) -> str:
    return found.by_path[path].code


def _tree(found: _Causes) -> Table:
    rows = []
    for branch in branches(found.counted, step=STEP_WIDTH):
        code = _code(found, branch.path)
        said = found.exactly(branch.path) if branch.itself else {"cause": code}
        name = found.name(branch.path) if branch.itself else found.by_path[branch.path].name
        rows.append(Row(name, found.cells(branch.counted, **said), code, branch.depth))
    if found.not_filled.now or found.not_filled.before:
        rows.append(Row(_("Not filled"), found.cells(found.not_filled, cause="none")))
    total = Row(_("Total"), found.cells(found.total))
    how = (_("Each row has with it the finer causes below it."),)
    return Table(
        "tree", _("All causes, from the whole to the part"), _("Cause"), _columns(found), tuple(rows), total, how
    )


def _phenomena(found: _Causes) -> Table:
    """What the customer said, against what we found: the most frequent of both."""
    causes, phenomena = _margins(found.crossed)
    columns = [Column("count", _("Complaint volume"))]
    columns += [Column(f"cause-{pk}", found.name(found.categories[pk].path)) for pk in causes]
    columns.append(Column("not-filled", _("Not filled")))
    rows = []
    for pk in phenomena:
        said = _phenomenon(found, pk)
        cells = [_crossing(found, _sum(found.crossed, phenomenon=pk), said)]
        for cause in causes:
            filters = said | found.exactly(found.categories[cause].path)
            cells.append(_crossing(found, found.crossed.get((pk, cause), 0), filters))
        cells.append(_crossing(found, found.crossed.get((pk, None), 0), said | {"cause": "none"}))
        name = _("Not filled") if pk is None else found.categories[pk].name
        rows.append(Row(name, tuple(cells), "" if pk is None else found.categories[pk].code))
    how = (
        _(
            "The %(rows)s most frequent phenomena against the %(columns)s most frequent causes, each filed exactly so; "
            "the rest of a row is in its sum."
        )
        % {"rows": PHENOMENA, "columns": CAUSES_ACROSS},
    )
    title = _("What do customers say, and what was it?")
    return Table("phenomena", title, _("Phenomenon"), tuple(columns), tuple(rows), None, how)


def _margins(crossed: Crossed) -> tuple[list[int], list[int | None]]:
    by_cause: dict[int, int] = defaultdict(int)
    by_phenomenon: dict[int | None, int] = defaultdict(int)
    for (phenomenon, cause), every in crossed.items():
        by_phenomenon[phenomenon] += every
        if cause is not None:
            by_cause[cause] += every
    across = sorted(by_cause, key=lambda pk: (-by_cause[pk], pk))[:CAUSES_ACROSS]
    down = sorted(by_phenomenon, key=lambda pk: (-by_phenomenon[pk], pk is None, pk or 0))[:PHENOMENA]
    return across, down


def _sum(crossed: Crossed, *, phenomenon: int | None) -> int:
    return sum(every for (said, _cause), every in crossed.items() if said == phenomenon)


def _phenomenon(found: _Causes, pk: int | None) -> dict[str, object]:
    if pk is None:
        return {"phenomenon": "none"}
    return {"phenomenon": found.categories[pk].code, "phenomenon_exact": "1"}


def _crossing(found: _Causes, value: int, filters: Mapping[str, object]) -> Cell:
    return count(value, found.asked.whole, **found.asked.received, **filters)


def _pareto(found: _Causes) -> list[Chart]:
    """How few causes make most of the complaints; nothing below three causes."""
    paths = largest(found.counted)
    shares = cumulative([found.counted[path].now for path in paths], found.total.now)
    if len(paths) < 3:
        return []
    return [
        Chart(
            key="pareto",
            kind="line",
            title=_("How few causes make most of the complaints?"),
            head=_("Cause"),
            categories=[found.name(path) for path in paths],
            series=[Series(_("Running share"), [share * 100 if share is not None else None for share in shares])],
            target=TargetLine(MOST, "80 %"),
            measure="%",
            places=2,
        )
    ]
