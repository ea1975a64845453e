"""The other way on for a dissatisfied customer: the report that others consent to.

Its subject comes after this one and says here where the report is made, and for which rounds it has been
consented to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from complaints.casework.models import Casework
from complaints.tickets.models import Complaint


@dataclass(frozen=True)
class Report:
    """`address(complaint)` is where it is made; `settles(casework)` whether it has been consented to."""

    address: Callable[[Complaint], str]
    settles: Callable[[Casework], bool]


_report: list[Report] = []


def dissatisfied_report(report: Report) -> None:
    """There is one such report; whoever says so last is asked."""
    _report[:] = [report]


def report_address(complaint: Complaint) -> str:
    """Where the report is made; empty where no subject offers one."""
    return _report[0].address(complaint) if _report else ""


def is_settled(casework: Casework) -> bool:
    return bool(_report) and _report[0].settles(casework)
