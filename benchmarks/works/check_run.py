"""A daily book of 18 items with six photos, begun to sent, beside bare inserts of the rows that it leaves behind."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
import secrets
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from benchmarks.figures import alternate
from benchmarks.works import arguments, tell
from core.audit.models import AuditEntry
from core.files import services as files
from core.files.models import Attachment, StoredFile
from halls.checks.choices import CheckKind, When
from halls.checks.models import Answer, AnswerPhoto, CheckRun
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.services import (
    Said,
    add_photo,
    make_template,
    publish,
    save_answers,
    save_draft,
    start_run,
    submit_run,
)
from org.models import Unit
from org.people.choices import Role
from org.people.services import create_person, start_posting
from org.units.choices import UnitKind
from org.units.services import create_unit

ITEMS, PHOTOS = 18, 6
BEGAN = dt.datetime(2026, 1, 1, 0, 15, tzinfo=dt.UTC)
MODELS = (CheckRun, Answer, StoredFile, Attachment, AnswerPhoto, AuditEntry)
days = itertools.count()


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


hall: Unit = create_unit(code="CHECKS", name="桂花西路营业厅", kind=UnitKind.HALL, parent=None, by=None, now=BEGAN)
manager = create_person(staff_number="CHECKS-1", name="孙悦", post="营业经理", by=None, now=BEGAN)
start_posting(person=manager, unit=hall, role=Role.HALL_MANAGER, starts_on=dt.date(2020, 1, 1), by=None, now=BEGAN)
weights = [Decimal(6)] * 16 + [Decimal(2)] * 2
items = [ItemDraft(f"第{n}项", weight, photo=When.OPTIONAL) for n, weight in enumerate(weights, start=1)]
draft = make_template(unit=hall, kind=CheckKind.DAILY, name="每日必查", by=None, now=BEGAN)
save_draft(version=draft, sections=[SectionDraft("环境设施", items=items)], seen=draft.version, by=None, now=BEGAN)
template = publish(version=draft, seen=draft.version, by=None, now=BEGAN).template
photo = a_photo()
drawn, preview = files.harmless_content, files.preview_of


def book() -> CheckRun:
    now = BEGAN + dt.timedelta(days=next(days))
    run = start_run(unit=hall, template=template, by=manager, now=now)
    answers = list(run.answers.all())  # type: ignore[attr-defined]
    save_answers(run=run, said={one.pk: Said("ok", seen=1) for one in answers}, by=manager, now=now)
    for answer in answers[:PHOTOS]:
        upload = SimpleUploadedFile("photo.jpg", photo, content_type="image/jpeg")
        add_photo(run=run, answer=answer, upload=upload, by=manager, now=now)
    return submit_run(run=run, by=manager, now=now)


def without_drawing() -> None:
    """The photos are kept as they came."""
    files.harmless_content = lambda upload, **_more: (upload, "image/jpeg", "jpg")
    files.preview_of = lambda _content: io.BytesIO(photo[:8000])
    try:
        book()
    finally:
        files.harmless_content, files.preview_of = drawn, preview


def left_behind() -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """The rows of one book by table, as the database holds them."""
    before = {model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in MODELS}
    book()
    found = {}
    with connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            cursor.execute(f'SELECT * FROM "{table}" WHERE id > %s ORDER BY id', [before[model]])
            found[table] = ([column.name for column in cursor.description], cursor.fetchall())
            cursor.execute(f'CREATE TABLE "bench_{table}" (LIKE "{table}" INCLUDING ALL)')
    return found


def by_hand(rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]) -> Callable[[], None]:
    """One transaction, one statement a row, into tables with the same columns, checks and indexes."""
    turns = itertools.count(1)

    def insert() -> None:
        turn = next(turns)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, kept) in rows.items():
                names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
                statement = f'INSERT INTO "bench_{table}" ({names}) VALUES ({places})'
                cursor.executemany(statement, [_anew(columns, row, turn) for row in kept])

    return insert


def _anew(columns: list[str], row: tuple[Any, ...], turn: int) -> list[Any]:
    """The same row with keys of its own."""
    return [_fresh(name, value, turn) for name, value in zip(columns, row, strict=True)]


def _fresh(name: str, value: Any, turn: int) -> Any:
    if name == "id" or (name in ("run_id", "answer_id", "attachment_id", "position") and isinstance(value, int)):
        return value + turn * 1000
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if name == "business_day":
        return value + dt.timedelta(days=10_000 + turn)
    if name in ("number", "path", "hash", "prev_hash"):
        return secrets.token_hex(8)
    if isinstance(value, dict):
        return json.dumps(value)
    return value


def main() -> None:
    rows = left_behind()
    with CaptureQueriesContext(connection) as asked:
        without_drawing()
    ours, reference, whole = alternate(arguments.get("times", 15), without_drawing, by_hand(rows), book)
    counted = sum(len(kept) for _columns, kept in rows.values())
    tell({"ours": ours, "reference": reference, "whole": whole, "rows": counted, "queries": len(asked)})


main()
