"""The reports of this subject in the list, and how their codes stand in an address."""

from __future__ import annotations

from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from complaints.reports.choices import CAUSES, CODES, ON_SITE, REOPENED, SATISFACTION, TIMELINESS
from complaints.reports.registry import report_page


class ReportCode:
    """`timeliness`; codes that are not of this subject are other subjects' addresses."""

    regex = "|".join(CODES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReportCode, "complaintreport")

report_page(
    TIMELINESS,
    _("Timeliness"),
    "report_timeliness",
    answers=_("How many complaints were closed in time, by unit, grade and kind of clock, and how long did it take?"),
)
report_page(
    SATISFACTION,
    _("Satisfaction with the handling"),
    "report_satisfaction",
    answers=_("What did customers say when they were called, and how many were not reached?"),
)
report_page(
    ON_SITE,
    _("On-site resolution"),
    "report_on_site",
    answers=_("How much of what customers bring to a counter is solved there and then?"),
)
report_page(
    REOPENED,
    _("Reopened tickets"),
    "report_reopened",
    answers=_("Which closed tickets came back, why, and whose were they?"),
)
report_page(
    CAUSES,
    _("Cause analysis"),
    "report_causes",
    answers=_("What causes complaints, what grew since last month, and how few causes make most of them?"),
)
