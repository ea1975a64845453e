"""The references of the import row: the raw file staged and cast in SQL, model instances in bulk, save() per row."""

from __future__ import annotations

import csv
import datetime as dt
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from django.db import connection, transaction

from benchmarks.works import arguments, tell
from complaints.models import Complaint
from complaints.tickets import rules
from complaints.tickets.choices import Channel, CustomerLevel
from complaints.tickets.services.details import searched_words
from core.phones.services import seal
from org.models import Unit

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
CHANNELS = {"热线": Channel.HOTLINE, "网站": Channel.WEB, "营业厅": Channel.COUNTER, "微信": Channel.TEXT}
LEVELS = {"银卡": CustomerLevel.SILVER, "金卡": CustomerLevel.GOLD, "钻石卡": CustomerLevel.DIAMOND}
sheet = Path(arguments["sheet"])


def by_sql() -> int:
    return _in_postgresql() if connection.vendor == "postgresql" else _in_sqlite()


def _in_postgresql() -> int:
    before, copy, after = _parts(REFERENCE / "import_postgresql.sql")
    with transaction.atomic(), connection.cursor() as cursor, sheet.open(encoding="utf-8") as file:
        cursor.execute(before)
        cursor.copy_expert(copy, file)
        cursor.execute(after)
        return cursor.rowcount


def _parts(path: Path) -> tuple[str, str, str]:
    before, rest = path.read_text("utf-8").split("COPY raw", 1)
    copy, after = rest.split(";", 1)
    return before, f"COPY raw{copy}", after


def _in_sqlite() -> int:
    with transaction.atomic(), connection.cursor() as cursor, sheet.open(encoding="utf-8", newline="") as file:
        cursor.execute("DROP TRIGGER complaints_complaint_fts_insert")
        cursor.execute(
            "CREATE TEMP TABLE raw (number, received, subject, words, channel, unit, phone, customer, level, grade,"
            " state, closed, outcome)"
        )
        rows = csv.reader(file)
        next(rows)
        cursor.connection.executemany(f"INSERT INTO raw VALUES ({', '.join('?' * 13)})", rows)
        cursor.execute((REFERENCE / "import_sqlite.sql").read_text("utf-8"))
        return cursor.rowcount


def instances() -> Iterator[Complaint]:
    """What a plain script would make of the same rows; only the good ones, found by trying."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    numbers = count(1)
    with sheet.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            try:
                received = dt.datetime.strptime(row[1], "%Y-%m-%d %H:%M:%S").replace(tzinfo=rules.BRANCH_TIME)
                phone = seal(str(int(row[6])))
            except ValueError:
                continue
            yield _instance(row, received, phone, units[row[5]], next(numbers))


def _instance(row: list[str], received: dt.datetime, phone: object, unit: Unit, number: int) -> Complaint:
    closed = dt.datetime.fromisoformat(row[11]).replace(tzinfo=rules.BRANCH_TIME) if row[11] else None
    complaint = Complaint(
        number=f"I{number:09d}", state="closed" if closed else "open", received_at=received, registered_at=received,
        month=rules.month_of(received), due_from=received, closed_at=closed, channel=CHANNELS.get(row[4], "province"),
        source="instances", source_key=f"{row[0]}-{number}", customer_name=row[7], phone_sealed=phone.sealed,
        phone_digest=phone.digest, phone_suffix=phone.suffix, phone_masked=phone.masked,
        customer_level=LEVELS.get(row[8], "ordinary"), unit=unit, unit_path=unit.path, subject=row[2], text=row[3],
        grade=row[9][0], outcome_note=row[12],
    )  # fmt: skip
    complaint.grams = searched_words(vars(complaint))
    return complaint


def in_bulk() -> int:
    with transaction.atomic():
        return sum(len(Complaint.objects.bulk_create(batch, batch_size=1_000)) for batch in _batches(10_000))


def _batches(size: int) -> Iterator[list[Complaint]]:
    source = islice(instances(), arguments["rows"])
    while batch := list(islice(source, size)):
        yield batch


def one_by_one() -> int:
    written = 0
    for complaint in islice(instances(), arguments["rows"]):
        complaint.save()
        written += 1
    return written


begun = time.perf_counter()
written = {"sql": by_sql, "bulk_create": in_bulk, "save": one_by_one}[arguments["way"]]()
tell({"written": written, "seconds": time.perf_counter() - begun})
