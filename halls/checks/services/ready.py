"""Sheets that are ready to be used, kept as data beside the code: whoever loads them may change them afterwards."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from halls.checks.models import CheckTemplate, FindingLine, TemplateVersion
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.services.templates import make_template, publish, save_draft, set_line

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

FOLDER = Path(__file__).resolve().parent.parent / "ready"
SHEETS = ("daily", "patrol", "supervision", "mystery", "cross", "multimedia")
LINE_FROM = dt.date(2011, 1, 1)
"""S0's month; a later line is set beside it."""


def read(name: str) -> dict[str, Any]:
    """The sheet as it lies in the folder."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def sections_of(sheet: dict[str, Any]) -> list[SectionDraft]:
    return [
        SectionDraft(
            one["name"],
            one["dimension"],
            items=[ItemDraft(**(item | {"weight": Decimal(item["weight"])})) for item in one["items"]],
        )
        for one in sheet["sections"]
    ]


@transaction.atomic
def load_sheet(name: str, *, unit: Unit, by: Person | None, now: dt.datetime) -> TemplateVersion | None:
    """Publish a ready sheet at the unit; None where one of its name is there already, whatever became of it."""
    sheet = read(name)
    if CheckTemplate.objects.filter(unit=unit, name=sheet["name"]).exists():
        return None
    settings = sheet["settings"]
    if "pass_line" in settings:
        settings["pass_line"] = Decimal(settings["pass_line"])
    draft = make_template(
        unit=unit, kind=sheet["kind"], name=sheet["name"], by=by, now=now, note=sheet["note"], **settings
    )
    save_draft(version=draft, sections=sections_of(sheet), seen=draft.version, by=by, now=now)
    return publish(version=draft, seen=draft.version, by=by, now=now)


def load_line(*, unit: Unit, by: Person | None, now: dt.datetime) -> FindingLine | None:
    """S0-M1 as a dated row; None where the unit has a line of its own."""
    line = read("line")
    if FindingLine.objects.filter(unit=unit, kind=line["kind"]).exists():
        return None
    return set_line(
        unit=unit,
        kind=line["kind"],
        valid_from=LINE_FROM,
        line=Decimal(line["line"]),
        source=line["source"],
        by=by,
        now=now,
    )
