"""A sheet as a PDF to print, sign and pass round: the same figures, lists and answer as its page, numbers masked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.cadence.choices import SheetKind
from complaints.cadence.masking import masked_words
from complaints.cadence.presenter import Page, day_words, page_of
from complaints.cadence.selectors.customers import of_sheet
from complaints.tickets.clocks import moment
from core.audit.services import record
from core.papers.rules import Facts, Heading, Paper, Paragraph, SignatureLine, Table
from core.papers.services import make_pdf
from core.ui.choices import ChangeKind
from core.ui.words import change_words, unset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.cadence import presenter
    from complaints.cadence.models import ProblemAnswer, Sheet
    from core.papers.rules import Block
    from org.people.models import Person

COLUMNS_UPRIGHT = 5
"""A table of more figures is unreadable on a sheet that stands."""

_NAME, _FIGURE, _WORDS = 5, 2, 12
_ROOM = "\n" * 4


def pdf_of(sheet: Sheet, *, by: Person, now: dt.datetime) -> bytes:
    """The sheet on A4 for `by`, in the language in force; audited. Raises NoPdfFont."""
    page = page_of(sheet, by)
    content = make_pdf(paper_of(page, by=by, now=now))
    rows = sum(len(table.lines) for table in page.tables) + sum(len(one.lines) for one in page.lists)
    record("sheet.exported", by=by, now=now, about=sheet, data={"rows": rows, "file": "pdf"})
    return content


def paper_of(page: Page, *, by: Person, now: dt.datetime) -> Paper:
    """What stands on the paper. Who had it printed stands on it too: names on it are those that this reader may see."""
    sheet = page.sheet
    return Paper(
        title=f"{sheet.unit.name} {page.title}",
        number=f"{sheet.unit.code} {page.title} {_('version %(version)s') % {'version': sheet.version}}",
        date_words=_("as it stood %(at)s") % {"at": moment(sheet.made_at)},
        blocks=list(_blocks(page, by, now)),
        is_wide=any(len(table.headings) > COLUMNS_UPRIGHT for table in page.tables),
    )


def _blocks(page: Page, by: Person, now: dt.datetime) -> Iterator[Block]:
    yield Facts([(_("Period"), day_words(page.sheet)), *page.facts, (_("Printed for"), f"{by} {moment(now)}")])
    if page.sight:
        yield Paragraph(page.sight)
    for table in page.tables:
        yield Heading(table.title)
        yield _table(table) if table.lines else Paragraph(table.empty)
    for listed in page.lists:
        yield Heading(listed.title)
        yield _list(listed)
    if page.sheet.kind == SheetKind.PROBLEMS:
        yield from _answer(page.sheet, page.answer)


def _table(table: presenter.Table) -> Table:
    return Table(
        head=[table.rows, *table.headings],
        rows=[[line.name, *map(_figure, line.figures)] for line in table.lines],
        shares=[_NAME, *[_FIGURE] * len(table.headings)],
        numeric=frozenset(range(1, len(table.headings) + 1)),
        totals=frozenset(place for place, line in enumerate(table.lines) if line.is_total),
    )


def _figure(figure: presenter.Figure) -> str:
    if figure.is_change:
        return change_words(figure.value, ChangeKind.COUNT)
    return unset() if figure.value is None else str(figure.value)


def _list(listed: presenter.Listed) -> Table:
    """Columns that no line of the list fills are left out: reports have neither words nor somebody in charge."""
    columns = [
        (_("Reference"), 4, [line.number for line in listed.lines]),
        (_("Content"), _WORDS, [line.words for line in listed.lines]),
        (_("Day"), 3, [line.on for line in listed.lines]),
        (_("In charge"), 3, [line.person for line in listed.lines]),
    ]
    filled = [(head, share, cells) for head, share, cells in columns if any(cells)]
    return Table(
        head=[head for head, _share, _cells in filled],
        rows=list(zip(*(cells for _head, _share, cells in filled), strict=True)),
        shares=[share for _head, share, _cells in filled],
    )


def _answer(sheet: Sheet, answer: ProblemAnswer | None) -> Iterator[Block]:
    """What the department says, and its signature; before it has said anything there is room to write."""
    yield Heading(_("The department's answer"))
    if answer is None or answer.answered_at is None:
        seen = answer and {"who": answer.acknowledged_by, "at": moment(answer.acknowledged_at)}
        words = _("Acknowledged by %(who)s, %(at)s; not answered yet.") % seen if seen else _("Not acknowledged yet.")
        yield Paragraph(words)
        yield Facts([(_("Measure taken"), _ROOM), (_("Due"), "")])
        yield SignatureLine(_("Signature of the department's head"))
        return
    measure = masked_words(answer.measure, *of_sheet(sheet))
    due = answer.due_on.isoformat() if answer.due_on else ""
    action = [(_("Corrective action"), answer.action.number)] if answer.action else []
    yield Facts([(_("Measure taken"), measure), (_("Due"), due), *action])
    signed = timezone.localdate(answer.answered_at).isoformat()
    yield SignatureLine(_("Signature of the department's head"), str(answer.answered_by), signed)
