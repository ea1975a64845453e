"""Fill an empty database with the demo branch, or with a large one for measuring."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from core.refusals import Refusal
from servicedesk.demo.large import SCALES, seed_large
from servicedesk.demo.seeding import FIRST_MONTH, accounts, is_empty, seed_branch
from servicedesk.demo.staff import PASSWORD


class Command(BaseCommand):
    help = "Fills an empty database with the demo branch (Fuyang, January 2011), or with a large one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), help="a large branch for measuring instead")
        parser.add_argument("--as-of", metavar="2026-01", help="the month that stands for January 2011")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is data already")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("seed_demo makes accounts with a known password and is refused in production.")
        if options["if_empty"] and not is_empty():
            return self._say_accounts()
        now = timezone.now()
        try:
            if options["scale"]:
                tickets, visits = SCALES[options["scale"]]
                written = seed_large(tickets=tickets, visits=visits, now=now, say=self.stdout.write)
            else:
                written = seed_branch(first_month=first_month(options["as_of"]), now=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{written} complaints written.")
        return self._say_accounts()

    def _say_accounts(self) -> None:
        with translation.override("zh-hans"):
            rows = accounts()
        if rows:
            self.stdout.write(f"Demo accounts (password {PASSWORD}):")
        for number, name, role in rows:
            self.stdout.write(f"  {number}  {name}  {role}")


def first_month(words: str | None) -> dt.date:
    """The first of the month that `--as-of` names; January 2011 without it."""
    if words is None:
        return FIRST_MONTH
    try:
        return dt.datetime.strptime(words, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError as error:
        raise CommandError(f"--as-of is {words!r}; write a month as 2026-01.") from error
