"""The key of the row before page 10,000 of the worklist, newest first."""

from __future__ import annotations

from benchmarks.works import arguments, tell
from complaints.models import Complaint
from complaints.tickets.paging import ORDERS, Sort, ordered

order = ORDERS[Sort.NEWEST]
rows = ordered(Complaint.objects.counted(), order).values("pk", "received_at")
last = min((arguments["page"] - 1) * 25, Complaint.objects.counted().count() - 26)
tell({"page": last // 25 + 1, "after": order.key_of(rows[last - 1]).words()})
