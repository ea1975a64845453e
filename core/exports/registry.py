"""Which lists can be exported: fields by name, rows from the selector that the page uses (house.md 19)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils.functional import Promise

Cell: TypeAlias = str | int | float | Decimal | bool | dt.date | dt.datetime | None
Rows: TypeAlias = Callable[[Any, Mapping[str, str]], Iterable[Any]]


@dataclass(frozen=True)
class Column:
    """A heading and how its cell comes out of a row.

    A column of what tells who a customer is gives it masked as `value` and whole as `revealed`,
    which is used only for a person who may reveal phones and has said why.
    """

    heading: str | Promise
    value: Callable[[Any], Cell]
    width: int = 14
    revealed: Callable[[Any], Cell] | None = None


@dataclass(frozen=True)
class Listing:
    """`rows(person, params)` gives a queryset or another iterable, only of what the person may see.

    `params` are the filters of the page's address, each with one value; wrong ones raise a Refusal.
    """

    code: str
    title: str | Promise
    right: str
    columns: Sequence[Column]
    rows: Rows

    @property
    def has_phones(self) -> bool:
        return any(column.revealed for column in self.columns)


_listings: dict[str, Listing] = {}


def listing(code: str, title: str | Promise, right: str, *, columns: Sequence[Column], rows: Rows) -> None:
    """Declare a list that `/exports/<code>.xlsx` and `.csv` give out to holders of `right`."""
    _listings[code] = Listing(code, title, str(right), tuple(columns), rows)


def listing_of(code: str) -> Listing | None:
    return _listings.get(code)
