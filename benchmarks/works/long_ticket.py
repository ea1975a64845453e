"""A ticket with a history of 60 entries; made once, then found again."""

from __future__ import annotations

import datetime as dt

from benchmarks.works import arguments, tell
from complaints.models import Complaint, ComplaintEvent
from org.models import Person

WORDS = "已致电客户，客户表示需要进一步核实，约定次日回复。"
person = Person.objects.get(staff_number="DEMO-01")
complaint = (
    Complaint.objects.filter(source="measuring", state="open")
    .exclude(phone_digest="")
    .order_by("pk")[arguments["entries"]]
)
missing = arguments["entries"] - ComplaintEvent.objects.filter(complaint=complaint).count()
ComplaintEvent.objects.bulk_create(
    ComplaintEvent(
        complaint=complaint,
        kind="note",
        at=complaint.received_at + dt.timedelta(hours=number),
        by=person,
        text=f"{number + 1}. {WORDS}",
    )
    for number in range(missing)
)
tell({"number": complaint.number, "entries": ComplaintEvent.objects.filter(complaint=complaint).count()})
