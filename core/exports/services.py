"""Exporting a list: at once when it is short, as a job when it is long."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.exports.registry import Cell, Listing, listing_of
from core.exports.writers import MOST_SHEET_ROWS, write_csv, write_xlsx
from core.files.models import StoredFile
from core.files.services import store
from core.jobs.models import Job
from core.jobs.services import enqueue
from core.refusals import Refusal
from core.rights import EXPORT_RUN, PHONE_REVEAL

AT_ONCE = 5_000
KIND = "core.export"
KEPT = dt.timedelta(days=7)
TWICE = _("A filter is given twice.")
BATCH = 1_000
_IN_MEMORY = 4 * 1024 * 1024
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class CannotExport(Refusal):
    """The list may not be exported, or not so."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants exported: plain values only, so that a job can carry it."""

    code: str
    ending: str
    params: Mapping[str, str]
    reason: str = ""

    @property
    def as_arguments(self) -> dict[str, Any]:
        return asdict(self)


def permitted(wish: Wish, *, person: Any) -> Listing:
    """The list, if the person holds its right and the right to export; whole phone numbers also need theirs.

    Raises CannotExport. Asked again when a job runs, while it runs and when its file is fetched (K13).
    """
    found = listing_of(wish.code)
    if found is None or wish.ending not in MEDIA_TYPES:
        raise CannotExport(_("There is no such list."))
    if not (person.may(EXPORT_RUN) and person.may(found.right)):
        raise CannotExport(_("You may not export this list."))
    if wish.reason and not (found.has_phones and person.may(PHONE_REVEAL)):
        raise CannotExport(_("You may not export whole phone numbers."), field="reason")
    return found


def count_of(wish: Wish, *, person: Any) -> int:
    """How many rows it is; anything past the number that goes at once may be counted short."""
    rows = permitted(wish, person=person).rows(person, wish.params)
    if isinstance(rows, QuerySet):
        return rows.count()
    return sum(1 for _row, _place in zip(rows, range(AT_ONCE + 1), strict=False))


def export(wish: Wish, *, by: Any, now: dt.datetime, step: Callable[[int], None] | None = None) -> IO[bytes]:
    """The file, open at its beginning; audited with its filters and its number of rows. Raises CannotExport.

    The caller closes it. `step` hears the number of rows done so far.
    """
    wanted = permitted(wish, person=by)
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    headings = [str(column.heading) for column in wanted.columns]
    rows = _while_permitted(_cells(wanted, wanted.rows(by, wish.params), whole=bool(wish.reason)), wish, by)
    counted = _Counted(rows, step)
    if wish.ending == "csv":
        write_csv(out, headings, counted)
    else:
        widths = [column.width for column in wanted.columns]
        write_xlsx(out, headings, counted, widths=widths, title=str(wanted.title))
    record(
        "list.exported",
        by=by,
        now=now,
        data={"list": wish.code, "rows": counted.count, "filters": dict(wish.params), "reason": wish.reason},
    )
    out.seek(0)
    return out


def _while_permitted(rows: Iterable[list[Cell]], wish: Wish, by: Any) -> Iterator[list[Cell]]:
    """The rows, as long as whoever asked may have them: looked up anew for every batch (K13). Raises CannotExport."""
    right = permitted(wish, person=by).right
    began = by.paths_for(right)
    for place, row in enumerate(rows):
        if place % BATCH == 0 and place:
            same = get_user_model().objects.filter(pk=by.pk, is_active=True).first()
            if same is None or not still_reaches(same, right, began):
                raise CannotExport(_("The right to this list was taken away while it was being exported."))
            permitted(wish, person=same)
        yield row


def still_reaches(person: Any, right: str, paths: list[str]) -> bool:
    """Whether the person holds `right` at or above each of `paths`."""
    tops = tuple(person.paths_for(right))
    return all(path.startswith(tops) for path in paths)


class _Counted:
    """Rows on their way, counted, and stopped where a sheet ends."""

    def __init__(self, rows: Iterable[list[Cell]], step: Callable[[int], None] | None) -> None:
        self.rows, self.step, self.count = rows, step, 0

    def __iter__(self) -> Iterator[list[Cell]]:
        for row in self.rows:
            if self.count + 2 > MOST_SHEET_ROWS:
                raise CannotExport(_("A sheet holds 1,048,575 rows; narrow the list with a filter."))
            self.count += 1
            if self.step:
                self.step(self.count)
            yield row


def _cells(wanted: Listing, rows: Iterable[Any], *, whole: bool) -> Iterator[list[Cell]]:
    values = [column.revealed if whole and column.revealed else column.value for column in wanted.columns]
    source = rows.iterator(chunk_size=1000) if isinstance(rows, QuerySet) else rows
    for row in source:
        yield [value(row) for value in values]


def file_name(wish: Wish, *, title: str, now: dt.datetime) -> str:
    """A name that says what and when; `now` in local time."""
    return f"{title}_{now:%Y%m%d_%H%M}.{wish.ending}"


def ask_for_export(wish: Wish, *, by: Any, now: dt.datetime) -> Job:
    """Leave the export to a job; its page offers the file. Raises CannotExport."""
    permitted(wish, person=by)
    with transaction.atomic():
        return enqueue(KIND, by=by, now=now, arguments=wish.as_arguments)


def keep_export(wish: Wish, *, by: Any, now: dt.datetime, step: Callable[[int], None]) -> StoredFile:
    """Export into the private files, for a week. Raises CannotExport."""
    title = str(permitted(wish, person=by).title)
    with export(wish, by=by, now=now, step=step) as content:
        return store(
            content,  # type: ignore[arg-type]
            name=file_name(wish, title=title, now=timezone.localtime(now)),
            media_type=MEDIA_TYPES[wish.ending],
            by=by,
            now=now,
            expires_at=now + KEPT,
        )


def fetched(*, job: Job, by: Any, now: dt.datetime) -> StoredFile | None:
    """The file of one's own finished export. Raises CannotExport without the right.

    None when it has expired, and for whoever no longer reaches all that the right reached when it was made.
    """
    wanted = permitted(Wish(**job.arguments), person=by)
    if not still_reaches(by, wanted.right, job.result.get("paths", [])):
        return None
    stored = StoredFile.objects.filter(pk=job.result.get("file"), by=by, expires_at__gt=now).first()
    if stored is not None:
        record("export.fetched", by=by, now=now, about=job, data={"list": job.arguments["code"]})
    return stored
