"""Sheets of a queue machine for tests."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from core.imports import services
from core.imports.models import ImportRun
from core.imports.registry import kind_of
from halls.premises.models import Premises
from halls.tests.factories import ZONE, a_hall
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
HEADINGS = "日期,票号,取号时刻,叫号时刻,开始时刻,结束时刻,窗口"


def a_branch_hall() -> tuple[Premises, Person]:
    """A hall, and a service manager above it who may import its sheets."""
    branch = a_unit("富阳分公司")
    return a_hall(under=branch), a_person(Role.SERVICE_MANAGER, at=branch)


def at(clock: str, day: int = 5) -> dt.datetime:
    """A time of a day in January 2011, by the hall's clock."""
    return dt.datetime.combine(dt.date(2011, 1, day), dt.time.fromisoformat(clock), tzinfo=ZONE)


def imported(text: str | bytes, *, by: Person, hall: str = "", now: dt.datetime = NOW, **decided: Any) -> ImportRun:
    """A sheet through all steps: read, its columns found, its dates as said, its rows written."""
    content = text.encode() if isinstance(text, str) else text
    run = services.upload_sheet(kind=kind_of("visits"), content=io.BytesIO(content), name="sheet.csv", by=by, now=now)
    services.begin_reading(run=run, answers={})
    services.read_upload(run=run, now=now)
    columns = run.options["columns"]
    services.choose_columns(run=run, columns=columns, said={"hall": hall}, by=by, now=now, in_job=False)
    said = {"values": {}, "dates": {"day": "ymd"}, "missing": {}} | decided
    said["dates"] = {name: code for name, code in said["dates"].items() if not run.options["dates"].get(name)}
    services.decide_meanings(run=run, by=by, now=now, **said)
    return services.import_at_once(run=run, control_total=None, by=by, now=now, tell=lambda *_: None)


def result(run: ImportRun) -> dict[str, Any]:
    return run.findings["result"]


def reasons(run: ImportRun) -> dict[int, str]:
    """First row of each reason, with the reason."""
    return {reason["row"]: reason["message"] for reason in result(run)["reasons"]}
