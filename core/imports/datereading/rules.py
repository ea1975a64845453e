"""The readings themselves: pure functions from what is written to a day (J15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

from .written import NAMED, SERIAL, SHORT, YEAR_FIRST, Written, full_year, parse

YMD, DMY, MDY = "ymd", "dmy", "mdy"
REPAIR, REPAIR_MDY = "repair", "repair_mdy"
REPAIR_CELLS_DMY, REPAIR_CELLS_MDY = "repair_cells_dmy", "repair_cells_mdy"
SERIAL_1900, SERIAL_1904 = "serial1900", "serial1904"

_LABELS: dict[str, str | Promise] = {
    YMD: _("Year, month, day"),
    DMY: _("Day, month, year"),
    MDY: _("Month, day, year"),
    REPAIR: _("Repair: day, month, year, exchanged wherever both are 12 or less"),
    REPAIR_MDY: _("Repair: month, day, year, exchanged wherever both are 12 or less"),
    REPAIR_CELLS_DMY: _("Repair date cells only; text as day, month, year"),
    REPAIR_CELLS_MDY: _("Repair date cells only; text as month, day, year"),
    SERIAL_1900: _("Day numbers counted from 1900"),
    SERIAL_1904: _("Day numbers counted from 1904"),
}
CODES = tuple(_LABELS)

# How text is ordered, and what is exchanged, by code.
_ORDER = {
    YMD: YMD,
    DMY: DMY,
    MDY: MDY,
    REPAIR: DMY,
    REPAIR_MDY: MDY,
    REPAIR_CELLS_DMY: DMY,
    REPAIR_CELLS_MDY: MDY,
}
_EXCHANGES_TEXT = (REPAIR, REPAIR_MDY)
_EXCHANGES_CELLS = (REPAIR, REPAIR_MDY, REPAIR_CELLS_DMY, REPAIR_CELLS_MDY)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_EPOCHS = {SERIAL_1900: dt.date(1899, 12, 30), SERIAL_1904: dt.date(1904, 1, 1)}
_SERIALS = (18_264, 73_415)


class NotADate(Refusal):
    """A text that is no date in the reading chosen for its column."""

    def __init__(self, text: str, code: str) -> None:
        words = {"text": text[:60], "reading": label_of(code)}
        super().__init__(_("“%(text)s” is not a date in the reading “%(reading)s”.") % words)
        self.text = text
        self.code = code


class Reader:
    """Reads one column's texts in one reading; each different text is worked out once."""

    def __init__(self, code: str) -> None:
        if code not in _LABELS:
            raise ValueError(code)
        self.code = code
        self._texts: dict[str, dt.datetime | None] = {}
        self._cells: dict[str, dt.datetime | None] = {}

    def __call__(self, text: str, real: bool = False) -> dt.date:
        """The day; `real` says that the cell was a real date cell. Raises NotADate."""
        return self.moment(text, real).date()

    def moment(self, text: str, real: bool = False) -> dt.datetime:
        """The day with the time of day written after it, or midnight. Raises NotADate."""
        known = self._cells if real else self._texts
        try:
            moment = known[text]
        except KeyError:
            moment = known[text] = read(text, self.code, real=real)
        if moment is None:
            raise NotADate(text, self.code)
        return moment


def reader(code: str) -> Reader:
    """A Reader for one of CODES. Raises ValueError for anything else."""
    return Reader(code)


def label_of(code: str) -> str | Promise:
    return _LABELS[code]


def read(text: str, code: str, *, real: bool) -> dt.datetime | None:
    """The moment a text means in a reading, None if it has no such meaning."""
    written = _parsed(text)
    day = _day(written, code, real) if written else None
    if day is None or written is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    return dt.datetime.combine(day, written.time or dt.time())


def exchanged(text: str, code: str, *, real: bool) -> bool:
    """Whether the reading swaps this value's day and month (to a different day)."""
    written = _parsed(text)
    if not written or not _swaps(written, code, real):
        return False
    day, month = (written.third, written.second) if real else (written.first, written.second)
    return day != month


def shows_order(text: str, code: str) -> bool:
    """Whether a text is written in the code's order beyond doubt: its day is above 12."""
    written = _parsed(text)
    if not written or written.form in (YEAR_FIRST, SERIAL) or read(text, code, real=False) is None:
        return False
    day = written.second if _ORDER.get(code) == MDY and written.form != NAMED else written.first
    return day > 12


def is_serial(text: str) -> bool:
    written = _parsed(text)
    return written is not None and written.form == SERIAL


def names_month(text: str) -> bool:
    """Whether the month is written as a word, which settles the order by itself."""
    written = _parsed(text)
    return written is not None and written.form == NAMED


_parsed: Callable[[str], Written | None] = lru_cache(maxsize=20_000)(parse)


def _day(written: Written, code: str, real: bool) -> dt.date | None:
    if written.form == SERIAL:
        return _from_serial(written.serial, code)
    if code in _EPOCHS and not real:
        return None
    if written.form == YEAR_FIRST:
        year, month, day = written.first, written.second, written.third
    elif written.form == NAMED:
        day, month, year = written.first, written.second, written.third
    else:
        numbers = _ordered(written, _ORDER[code]) if code in _ORDER else None
        if numbers is None:
            return None
        year, month, day = numbers
    if _swaps(written, code, real):
        day, month = month, day
    return _calendar(year, month, day)


def _ordered(written: Written, order: str) -> tuple[int, int, int] | None:
    """(year, month, day) of three bare numbers in an order, None if the digits forbid it."""
    if order == YMD:
        if written.form != SHORT or written.first_digits != 2:
            return None
        return full_year(written.first), written.second, written.third
    if written.form == SHORT and written.third_digits != 2:
        return None
    year = full_year(written.third) if written.form == SHORT else written.third
    day, month = (written.first, written.second) if order == DMY else (written.second, written.first)
    return year, month, day


def _swaps(written: Written, code: str, real: bool) -> bool:
    if real:
        return code in _EXCHANGES_CELLS and written.second <= 12 and written.third <= 12
    if written.form in (YEAR_FIRST, SERIAL) or code not in _EXCHANGES_TEXT:
        return False
    return written.first <= 12 and written.second <= 12


def _from_serial(serial: float, code: str) -> dt.date | None:
    if code not in _EPOCHS or not _SERIALS[0] <= serial < _SERIALS[1]:
        return None
    return _EPOCHS[code] + dt.timedelta(days=int(serial))


def _calendar(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
