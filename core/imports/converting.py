"""From the texts of a column to its values, a chunk at a time.

A reader is made once for a pass and remembers what each different text became, so that a column of
two hundred thousand dates is read as often as it has different days. A text that is no value
becomes a `Bad`, which carries the sentence for the row's owner.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core.imports.choices import ColumnType
from core.imports.datereading import NotADate, NotATime, day_and_time, read_time
from core.imports.datereading.rules import read as read_date
from core.imports.matching import boolean_of
from core.imports.plan import REJECT
from core.imports.registry import SheetColumn
from core.phones.rules import NotAPhone, normalise

MOST_REMEMBERED = 10_000
MOBILE_DIGITS = 11
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,9})?|\.\d{1,9})")


class Bad(NamedTuple):
    """A text that is no value of its column, with the reason in words."""

    message: str


Value = Any
ReadText = Callable[[str], Value]


class Remembered(dict[str, Value]):
    """Text -> value, filled as texts are met; forgets all when it grows past its bound."""

    def __init__(self, read: ReadText) -> None:
        super().__init__()
        self._read = read
        self.has_bad = False

    def __missing__(self, text: str) -> Value:
        value = self._read(text)
        if isinstance(value, Bad):
            self.has_bad = True
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[text] = value
        return value


class ColumnReader:
    """Reads one column's texts. `has_bad` says whether any `Bad` was ever given."""

    def __init__(self, column: SheetColumn, read: ReadText, read_real_date: ReadText | None = None) -> None:
        self.column = column
        self._typed = Remembered(_required(column, read))
        self._real = Remembered(_required(column, read_real_date)) if read_real_date else None

    @property
    def has_bad(self) -> bool:
        return self._typed.has_bad or (self._real is not None and self._real.has_bad)

    def values(self, texts: Sequence[str], real: Sequence[bool] | None = None) -> list[Value]:
        """The values in order; `real` marks the cells that the workbook held as dates."""
        if real is None or self._real is None:
            return list(map(self._typed.__getitem__, texts))
        return [self._real[text] if is_real else self._typed[text] for text, is_real in zip(texts, real, strict=True)]


class TextReader(ColumnReader):
    """Texts hardly repeat, so nothing is remembered: trimmed, and measured only where too long."""

    def __init__(self, column: SheetColumn) -> None:
        super().__init__(column, _nothing)
        self._longest = column.max_length
        self._met_bad = False

    @property
    def has_bad(self) -> bool:
        return self._met_bad

    def values(self, texts: Sequence[str], real: Sequence[bool] | None = None) -> list[Value]:
        values: list[Value] = [text.strip() or None for text in texts]
        if self.column.required and None in values:
            self._met_bad = True
            values = [Bad(_("This cell is empty, but is needed.")) if value is None else value for value in values]
        longest = self._longest
        if longest is not None and max(map(len, texts), default=0) > longest:
            values = [self._measured(value, longest) for value in values]
        return values

    def _measured(self, value: Value, longest: int) -> Value:
        if not isinstance(value, str) or len(value) <= longest:
            return value
        self._met_bad = True
        return Bad(_("%(length)s characters; at most %(most)s fit.") % {"length": len(value), "most": longest})


def number_reader(column: SheetColumn) -> ColumnReader:
    """Whole or decimal numbers, with thousands separators and full-width digits (J16, J17)."""
    whole = column.type == ColumnType.INTEGER

    def read(text: str) -> Value:
        plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
        if _GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        if whole and _WHOLE.fullmatch(plain):
            return _within(int(plain), column)
        if not whole and _NUMBER.fullmatch(plain):
            return _within(Decimal(plain), column)
        message = _("“%(text)s” is not a whole number.") if whole else _("“%(text)s” is not a number.")
        return Bad(message % {"text": shortened(text)})

    return ColumnReader(column, read)


def boolean_reader(column: SheetColumn) -> ColumnReader:
    def read(text: str) -> Value:
        value = boolean_of(text)
        return Bad(_("“%(text)s” is neither yes nor no.") % {"text": shortened(text)}) if value is None else value

    return ColumnReader(column, read)


def phone_reader(column: SheetColumn) -> ColumnReader:
    def read(text: str) -> Value:
        if len(text) == MOBILE_DIGITS and text[0] == "1" and text.isascii() and text.isdigit():
            return text
        try:
            return normalise(text)
        except NotAPhone as refusal:
            return Bad(str(refusal))

    return ColumnReader(column, read)


def time_reader(column: SheetColumn) -> ColumnReader:
    def read(text: str) -> Value:
        try:
            return read_time(text)
        except NotATime as refusal:
            return Bad(str(refusal))

    return ColumnReader(column, read)


def date_reader(column: SheetColumn, code: str) -> ColumnReader:
    """Days, or moments in the house's time zone, in the reading that was chosen for the column."""
    zone = timezone.get_default_timezone()
    with_time = column.type == ColumnType.DATETIME

    def reader(*, real: bool) -> ReadText:
        # Moments hardly repeat, their days do.
        days = Remembered(lambda day: read_date(day, code, real=real))

        def read(text: str) -> Value:
            day, time = day_and_time(text)
            moment = days[day]
            if moment is None:
                return Bad(str(NotADate(text, code)))
            if not with_time:
                return moment.date()
            return dt.datetime.combine(moment, moment.time() if time is None else time, tzinfo=zone)

        return read

    return ColumnReader(column, reader(real=False), reader(real=True))


def choice_reader(column: SheetColumn, decided: Mapping[str, str]) -> ColumnReader:
    """`decided` gives the choice for each text of the sheet; LEAVE_EMPTY gives None, REJECT a refusal."""

    def read(text: str) -> Value:
        choice = decided.get(text, REJECT)
        if choice != REJECT:
            return choice or None
        return Bad(_("“%(text)s” has no meaning here.") % {"text": shortened(text)})

    return ColumnReader(column, read)


def reference_reader(column: SheetColumn, known: Mapping[str, int]) -> ColumnReader:
    """`known` gives the id of each name, and may still grow while the pass runs."""

    def read(text: str) -> Value:
        found = known.get(text)
        return Bad(_("“%(text)s” is not known.") % {"text": shortened(text)}) if found is None else found

    return ColumnReader(column, read)


def shortened(text: str, most: int = 40) -> str:
    """A text short enough for a sentence."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _required(column: SheetColumn, read: ReadText) -> ReadText:
    """Trims the text; an empty one is None, or bad where the column is required."""

    def trimmed(text: str) -> Value:
        text = text.strip()
        if text:
            return read(text)
        return Bad(_("This cell is empty, but is needed.")) if column.required else None

    return trimmed


def _within(number: int | Decimal, column: SheetColumn) -> Value:
    if column.minimum is not None and number < column.minimum:
        return Bad(_("%(number)s is less than %(least)s.") % {"number": number, "least": column.minimum})
    if column.maximum is not None and number > column.maximum:
        return Bad(_("%(number)s is more than %(most)s.") % {"number": number, "most": column.maximum})
    return number


def _nothing(text: str) -> Value:
    return text
