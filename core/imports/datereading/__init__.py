"""Every way in which a column of dates can be read, shown before one is chosen (J15).

`date_readings` lists them, `choose` takes one only where there is nothing to ask, `reader`
applies it.
"""

from .readings import DateReading, choose, date_readings
from .rules import CODES, NotADate, Reader, label_of, reader
from .times import NotATime, combine, read_time
from .written import day_alone, day_and_time

__all__ = [
    "CODES",
    "DateReading",
    "NotADate",
    "NotATime",
    "Reader",
    "choose",
    "combine",
    "date_readings",
    "day_alone",
    "day_and_time",
    "label_of",
    "read_time",
    "reader",
]
