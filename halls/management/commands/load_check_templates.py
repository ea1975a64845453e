"""Publish the ready check sheets at a unit; what is there already is left as it is."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.refusals import Refusal
from halls.checks.services import load_line, load_sheet
from halls.checks.services.ready import SHEETS
from org.models import Unit


class Command(BaseCommand):
    help = "Publish the ready check sheets at a unit; what is there already is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the unit that will own them")
        parser.add_argument("--only", action="append", choices=SHEETS, help="one sheet; may be given several times")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"There is no unit {options['unit']}.")
        names = options["only"] or SHEETS
        now = timezone.now()
        try:
            made = [version for name in names if (version := load_sheet(name, unit=unit, by=None, now=now))]
            line = load_line(unit=unit, by=None, now=now) if "mystery" in names else None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        found = {
            "unit": unit.code,
            "published": [one.template.name for one in made],
            "line": str(line.line) if line else None,
        }
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for version in made:
            self.stdout.write(f"{version.template.name}: published at {unit.name}")
        if not made:
            self.stdout.write("Nothing to publish: every sheet is there already.")
