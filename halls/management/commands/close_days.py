"""Close, in each hall, the days before the one it has now, as the schedule does every ten minutes."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from halls.queue.services import close_days


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print what was closed as JSON")

    def handle(self, **options: Any) -> None:
        closed = close_days(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"closed": closed}))
        else:
            self.stdout.write(f"{closed} numbers closed by the system.")
