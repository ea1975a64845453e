"""Check the audit trail; exit 1 and name the first bad entry if it was tampered with."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit.anchors import DamagedAnchors, anchors
from core.audit.selectors import verify

WORDS = {
    "changed": "was changed after it was written",
    "missing": "is missing",
    "inserted": "was put in later",
    "unlinked": "does not follow the entry before it",
    "truncated": "is missing, and so is everything after it, though it was anchored",
    "rewritten": "is not the entry that was anchored: the chain was written anew",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the verdict as JSON")

    def handle(self, **options: Any) -> None:
        try:
            verdict = verify(anchors())
        except DamagedAnchors as error:
            raise CommandError(f"The file of anchors is damaged: {error}") from None
        broken = verdict.first_break
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict) | {"whole": broken is None}))
        if broken is not None:
            raise CommandError(f"Entry {broken.position} {WORDS[broken.kind]}.")
        if not options["json"]:
            self.stdout.write(f"{verdict.entries} entries, {verdict.anchors} anchors: the trail is whole.")
