"""The monthly complaint report without the page."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.periods.rules import period
from core.refusals import Refusal
from kpi.reports.exports import as_data, as_text
from kpi.reports.selectors import DEMO_CODE, report_of
from org.units.models import Unit


class Command(BaseCommand):
    help = "Print every indicator and table of a month, quarter, year or range of months."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", help="2011-01, 2011-Q1, 2011 or 2011-01..2011-03")
        parser.add_argument("--unit", help=f"code of the unit; {DEMO_CODE}, else the top of the tree")
        parser.add_argument("--json", action="store_true", help="as JSON instead of tables")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = report_of(_unit(options["unit"]), period(options["period"]), with_addresses=False)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_data(report), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(report))


def _unit(code: str | None) -> Unit:
    if code:
        found = Unit.objects.filter(code=code).first()
        if found is None:
            raise CommandError(_("There is no unit with the code %(code)s.") % {"code": code})
        return found
    default = Unit.objects.filter(code=DEMO_CODE).first() or Unit.objects.roots().in_tree_order().first()
    if default is None:
        raise CommandError(_("There are no units yet. Set up the branch, or run seed_demo."))
    return default
