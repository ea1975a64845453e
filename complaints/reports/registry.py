"""The reports of complaints, and the lists gone through now and then: each subject names its own, a page shows all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

    from org.people.models import Person


@dataclass(frozen=True)
class ReportPage:
    """A report, or a list, as the page of reports shows it: its name, its address and the question it answers."""

    code: str
    title: Words
    url_name: str
    answers: Words
    open_to: Callable[[Person], bool] | None = None
    is_list: bool = False

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
    is_list: bool = False,
) -> ReportPage:
    """Name a report for the page of reports; `url_name` takes no arguments. They stand in the order they were named.

    `open_to` says who may open it beyond the right to see complaints; `is_list` sets what is gone through line by
    line apart from figures. Raises ValueError for a code named twice.
    """
    if code in _pages:
        raise ValueError(code)
    _pages[code] = ReportPage(code, title, url_name, answers, open_to, is_list)
    return _pages[code]


def report_pages(person: Person) -> list[ReportPage]:
    """All reports and lists that `person` may open."""
    return [page for page in _pages.values() if page.opens_for(person)]


def page_named(code: str) -> ReportPage:
    """The report of this code. Raises KeyError."""
    return _pages[code]
