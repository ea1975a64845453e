"""The reports: each a value made in a handful of queries, whatever the number of tickets."""

from __future__ import annotations

from collections.abc import Callable

from complaints.reports.choices import CAUSES, ON_SITE, REOPENED, SATISFACTION, TIMELINESS
from complaints.reports.rules.table import Report
from complaints.reports.selectors.asked import Asked
from complaints.reports.selectors.causes import causes
from complaints.reports.selectors.latest import latest_month
from complaints.reports.selectors.on_site import on_site
from complaints.reports.selectors.reopened import reopened
from complaints.reports.selectors.satisfaction import satisfaction
from complaints.reports.selectors.timeliness import timeliness

REPORTS: dict[str, Callable[[Asked], Report]] = {
    TIMELINESS: timeliness,
    SATISFACTION: satisfaction,
    ON_SITE: on_site,
    REOPENED: reopened,
    CAUSES: causes,
}

__all__ = ["REPORTS", "Asked", "latest_month"]
