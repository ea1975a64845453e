"""What a kept view may hold: filters, an order and columns of the allow-lists, and nothing else (C09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from complaints.tickets.filters import FILTER_NAMES
from complaints.tickets.paging import Sort
from complaints.worklist.columns import COLUMNS

MOST_VIEWS = 30
"""Views a person may keep: more than a menu shows at a glance, few enough that every list reads them all."""
MOST_FILTERS = len(FILTER_NAMES)
KEPT_NAMES = FILTER_NAMES - {"sort", "view"}
PLAIN = "all"
"""The address `?view=all`: everything, also where another view comes first."""


def kept_filters(filters: Mapping[str, Any]) -> dict[str, str]:
    """Those that the worklist knows today, with their values as an address says them."""
    return {name: str(value) for name, value in filters.items() if name in KEPT_NAMES and value}


def kept_sort(sort: str) -> Sort:
    return Sort(sort) if sort in Sort.values else Sort.NEWEST


def unknown_in(filters: Iterable[str], sort: str, columns: Iterable[object]) -> list[str]:
    """Names of filters, order and columns that the worklist does not know (any more)."""
    names = [name for name in filters if name not in KEPT_NAMES]
    names += [sort] if sort not in Sort.values else []
    return [*names, *(str(code) for code in columns if code not in COLUMNS)]
