"""The reports of complaints: each subject names its own, the list of reports shows them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

    from org.people.models import Person


@dataclass(frozen=True)
class ReportPage:
    """A report as the list of reports shows it: its name, its address and the question it answers."""

    code: str
    title: Words
    url_name: str
    answers: Words
    open_to: Callable[[Person], bool] | None = None

    def opens_for(self, person: Person) -> bool:
        return self.open_to is None or self.open_to(person)


_pages: dict[str, ReportPage] = {}


def report_page(
    code: str,
    title: Words,
    url_name: str,
    *,
    answers: Words,
    open_to: Callable[[Person], bool] | None = None,
) -> ReportPage:
    """Name a report for the list; `url_name` takes no arguments. Pages stand in the order they were named.

    `open_to` says who may open it beyond the right to see complaints. Raises ValueError for a code named twice.
    """
    if code in _pages:
        raise ValueError(code)
    _pages[code] = ReportPage(code, title, url_name, answers, open_to)
    return _pages[code]


def report_pages(person: Person) -> list[ReportPage]:
    """All reports that `person` may open."""
    return [page for page in _pages.values() if page.opens_for(person)]


def page_named(code: str) -> ReportPage:
    """The report of this code. Raises KeyError."""
    return _pages[code]
