"""Turns any uploaded sheet into rows of text, safely (D7, P6, J01-J18).

`probe` looks, `read_sheet` reads; both run in a child process with limited memory and time.
"""

from .reader import Probe, Sheet, probe, read_sheet
from .refusals import Notice, SheetRefused, SheetUndecided
from .values import DateColumn, Limits, Preview, ReadOptions, Row, SheetInfo, Usage

__all__ = [
    "DateColumn",
    "Limits",
    "Notice",
    "Preview",
    "Probe",
    "ReadOptions",
    "Row",
    "Sheet",
    "SheetInfo",
    "SheetRefused",
    "SheetUndecided",
    "Usage",
    "probe",
    "read_sheet",
]
