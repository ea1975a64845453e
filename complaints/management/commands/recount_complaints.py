"""Compare the numbers kept of open tickets with a count over tickets; exit 1 and name those that differ."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints.counters.selectors import differences
from complaints.counters.services import repair

SHOWN = 20


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="put right what differs")

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        found = repair(by=None, now=now) if options["yes"] else differences(now=now)
        for key, amount in sorted(found.items())[:SHOWN]:
            self.stdout.write(f"{key.what} {key.path} handler {key.handler}, due {key.moment:%F %T}: off by {-amount}")
        if options["yes"]:
            self.stdout.write(f"{len(found)} tallies put right.")
        elif found:
            raise CommandError(f"{len(found)} tallies differ; --yes puts them right.")
        else:
            self.stdout.write("every number is what a count over tickets comes to.")
