"""Compare the counts kept of days that are over with a count over the visits; exit 1 and name those that differ."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.periods.rules import Month
from halls.premises.models import Premises
from halls.waiting.selectors import differences
from halls.waiting.services import refresh_differing

SHOWN = 20


def a_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write 2011-01-31") from None


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=a_day, help="the first day; the first of this month")
        parser.add_argument("--to", dest="last", type=a_day, help="the last day; yesterday")
        parser.add_argument("--yes", action="store_true", help="count the days that differ again, and keep them")

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        first = options["first"] or Month.of(today).first_day
        last = options["last"] or today - dt.timedelta(days=1)
        halls = list(Premises.objects.select_related("unit").order_by("pk"))
        act = refresh_differing if options["yes"] else None
        found = act(halls=halls, first=first, last=last, now=now) if act else differences(halls, first, last, now=now)
        for one in found[:SHOWN]:
            kept = "nothing" if one.kept is None else f"{one.kept.tickets} tickets, {one.kept.over} over"
            counted = "nothing to keep" if one.counted is None else f"{one.counted.tickets}, {one.counted.over} over"
            self.stdout.write(f"{one.hall} {one.day}: kept {kept}; counted {counted}")
        if options["yes"]:
            self.stdout.write(f"{len(found)} days counted again.")
        elif found:
            raise CommandError(f"{len(found)} days differ or are not kept; --yes counts them again.")
        else:
            self.stdout.write("every day is kept as its visits come to.")
