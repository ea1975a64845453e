"""Load official holidays and make-up workdays; years already loaded stay as they are."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.refusals import Refusal
from org.calendar.services import (
    FIRST_OFFICIAL_YEAR,
    LAST_OFFICIAL_YEAR,
    load_official_years,
    set_up_default_calendar,
)


class Command(BaseCommand):
    help = "Load official holidays and make-up workdays, and the standard working time if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--first", type=int, default=FIRST_OFFICIAL_YEAR, help="first year")
        parser.add_argument("--last", type=int, default=LAST_OFFICIAL_YEAR, help="last year")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            calendar = set_up_default_calendar(by=None, now=now)
            years = load_official_years(first=options["first"], last=options["last"], by=None, now=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({"calendar": calendar.name, "years_loaded": years}, ensure_ascii=False))
        elif years:
            self.stdout.write(f"Loaded {years[0]} to {years[-1]}: {len(years)} years.")
        else:
            self.stdout.write("Every year asked for is loaded already.")
