"""Imports a sheet by the acts of `manage.py import_sheet`, and says what each step took."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from django.urls import get_resolver
from django.utils import timezone

from benchmarks.figures import peak_mib
from benchmarks.works import arguments, tell
from core.imports import services
from core.imports.models import ImportRun
from core.imports.registry import kind_of
from org.models import Person

# manage.py loads the addresses before a command begins: its own checks ask for them.
_ = get_resolver().reverse_dict
person = Person.objects.get(staff_number="DEMO-01")
now = timezone.now()
path = Path(arguments["sheet"])
steps: dict[str, float] = {}


def timed(name: str, act: Callable[[], ImportRun]) -> ImportRun:
    begun = time.perf_counter()
    run = act()
    steps[name] = time.perf_counter() - begun
    return run


def quietly(*_: object) -> None:
    """Progress that nobody watches."""


with path.open("rb") as content:
    run = services.upload_sheet(kind=kind_of("complaints"), content=content, name=path.name, by=person, now=now)
run = timed("read", lambda: services.read_upload(run=run, now=now))
columns = run.options["columns"]
run = timed("count", lambda: services.choose_columns(run=run, columns=columns, by=person, now=now, in_job=False))
dates = {name: found["readings"][0]["code"] for name, found in run.findings["contents"]["dates"].items()}
services.decide_meanings(run=run, values={}, dates=dates, missing={}, by=person, now=now)
whole = {"run": run, "control_total": None, "by": person, "now": now, "tell": quietly}
if arguments.get("check"):
    timed("check", lambda: services.check_at_once(**whole))
timed("import", lambda: services.import_at_once(**whole))
run.refresh_from_db()
tell(
    {
        "steps": steps,
        "rows": run.rows_read,
        "imported": run.rows_imported,
        "rejected": run.rows_rejected,
        "error_sheet": run.rejected_file.size if run.rejected_file else 0,
        "peak_mib": peak_mib(),
    }
)
