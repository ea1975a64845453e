"""Which readings fit a whole column, and what each would make of it (J15)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from .rules import (
    CODES,
    DMY,
    MDY,
    REPAIR,
    REPAIR_CELLS_DMY,
    REPAIR_CELLS_MDY,
    REPAIR_MDY,
    SERIAL_1900,
    SERIAL_1904,
    YMD,
    exchanged,
    is_serial,
    label_of,
    names_month,
    read,
    shows_order,
)

Value = tuple[str, bool]
Days = dict[Value, dt.date | None]
_SAMPLE = 5
_REPAIRS = {
    REPAIR: DMY,
    REPAIR_MDY: MDY,
    REPAIR_CELLS_DMY: DMY,
    REPAIR_CELLS_MDY: MDY,
}


@dataclass(frozen=True)
class DateReading:
    """One way to read a column, with what would come of it.

    `month_profile` counts rows by `YYYY-MM`. `fits` of `total` filled cells have a day in
    this reading; `failures` shows some that have none. `complete`: every cell that any
    reading can read is read by this one. `exchanged` cells have day and month swapped.
    """

    code: str
    label: str | Promise
    month_profile: Mapping[str, int]
    fits: int
    total: int
    failures: tuple[str, ...]
    examples: tuple[tuple[str, dt.date], ...]
    exchanged: int
    complete: bool


def date_readings(
    texts: Mapping[str, int] | Iterable[str],
    real_dates: Mapping[str, int] | Iterable[str] = (),
    *,
    earliest: dt.date | None = None,
    latest: dt.date | None = None,
    date1904: bool | None = None,
) -> tuple[DateReading, ...]:
    """Every reading that fits all dates of a column; those that fit most if none fits all.

    `texts` and `real_dates` are the column's values (or counts of them) as typed text and
    as real date cells. A reading that puts a date before `earliest` or after `latest` does
    not fit it. `date1904` says which day a workbook counts from, if it is known. Readings
    that give the same days are listed once. Empty if less than half of the column is dates.
    """
    counts = _counts(texts, real_dates)
    days = {code: _days(counts, code, earliest, latest) for code in _codes(counts, date1904)}
    readable = {value for found in days.values() for value, day in found.items() if day}
    total = sum(counts.values())
    if not readable or sum(counts[value] for value in readable) * 2 < total:
        return ()
    complete = {code: found for code, found in days.items() if all(found[value] for value in readable)}
    listed = _distinct(complete or {code: f for code, f in days.items() if any(f.values())})
    telling = _telling(listed, counts)
    found = [_reading(code, listed[code], counts, telling, complete=bool(complete)) for code in listed]
    return tuple(found if complete else sorted(found, key=lambda reading: -reading.fits))


def choose(readings: Iterable[DateReading]) -> DateReading | None:
    """The reading where there is nothing to ask: the only one, and it fits. Else None."""
    listed = tuple(readings)
    return listed[0] if len(listed) == 1 and listed[0].complete else None


def _counts(
    texts: Mapping[str, int] | Iterable[str], real_dates: Mapping[str, int] | Iterable[str]
) -> dict[Value, int]:
    counts: dict[Value, int] = {}
    for values, real in ((Counter(texts), False), (Counter(real_dates), True)):
        counts |= {(text, real): count for text, count in values.items() if text.strip()}
    return counts


def _codes(counts: Mapping[Value, int], date1904: bool | None) -> list[str]:
    """The readings worth trying: repairs only where text shows an order and something swaps."""
    texts = [text for text, real in counts if not real]
    if texts and all(is_serial(text) for text in texts):
        known = {True: [SERIAL_1904], False: [SERIAL_1900], None: [SERIAL_1900, SERIAL_1904]}
        return known[date1904]
    named = texts and all(names_month(text) for text in texts)
    codes = [DMY] if named else [YMD, DMY, MDY]
    for code, order in _REPAIRS.items():
        swaps = any(exchanged(text, code, real=real) for text, real in counts)
        if swaps and any(shows_order(text, order) for text in texts):
            codes.append(code)
    return codes


def _days(counts: Mapping[Value, int], code: str, earliest: dt.date | None, latest: dt.date | None) -> Days:
    found: Days = {}
    for text, real in counts:
        moment = read(text, code, real=real)
        day = moment.date() if moment else None
        if day and ((earliest and day < earliest) or (latest and day > latest)):
            day = None
        found[text, real] = day
    return found


def _distinct(days: Mapping[str, Days]) -> dict[str, Days]:
    listed: dict[str, Days] = {}
    for code in CODES:
        if code in days and days[code] not in listed.values():
            listed[code] = days[code]
    return listed


def _telling(listed: Mapping[str, Days], counts: Mapping[Value, int]) -> list[Value]:
    """Values on which the readings differ first, since they are what a person can judge by."""
    found = list(listed.values())
    return sorted(counts, key=lambda value: len({days[value] for days in found}) == 1)


def _reading(
    code: str, days: Days, counts: Mapping[Value, int], telling: list[Value], *, complete: bool
) -> DateReading:
    months: Counter[str] = Counter()
    for value, day in days.items():
        if day:
            months[f"{day:%Y-%m}"] += counts[value]
    shown = ((text, days[text, real]) for text, real in telling)
    return DateReading(
        code=code,
        label=label_of(code),
        month_profile=dict(sorted(months.items())),
        fits=months.total(),
        total=sum(counts.values()),
        failures=tuple(text for (text, _real), day in days.items() if not day)[:_SAMPLE],
        examples=tuple((text, day) for text, day in shown if day)[:_SAMPLE],
        exchanged=sum(n for (text, real), n in counts.items() if exchanged(text, code, real=real)),
        complete=complete,
    )
