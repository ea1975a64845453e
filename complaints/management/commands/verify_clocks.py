"""Check that stored deadlines are what their intervals come to; exit 1 and name those that are not (I6)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from complaints.clocks.models import Clock
from complaints.clocks.services import count_anew, differences

SHOWN = 20


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--recount", action="store_true",
            help="bring running clocks to what they come to, such as after a year's notice was loaded",
        )  # fmt: skip

    def handle(self, **options: Any) -> None:
        found = list(differences())
        for one in found[:SHOWN]:
            self.stdout.write(f"{one.clock.complaint.number} {one.clock.kind}: stored {one.stored}, comes to {one.due}")
        if options["recount"]:
            counted = count_anew(found, by=None, now=timezone.now())
            self.stdout.write(f"{counted} of {len(found)} counted anew.")
        elif found:
            raise CommandError(f"{len(found)} of {Clock.objects.count()} clocks differ; --recount counts them anew.")
        else:
            self.stdout.write(f"{Clock.objects.count()} clocks: every deadline is what it comes to.")
