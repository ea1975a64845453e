"""Signs the measuring person in and counts the queries of pages; gives the cookies for the served product too."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.works import arguments, tell
from org.models import Person

client = Client(HTTP_HOST="127.0.0.1")
client.force_login(Person.objects.get(staff_number="DEMO-01"), backend="django.contrib.auth.backends.ModelBackend")
found = {}
for path in arguments.get("paths", ()):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    slowest = sorted(captured, key=lambda query: float(query["time"]), reverse=True)[:3]
    found[path] = {
        "status": response.status_code,
        "queries": len(captured),
        "bytes": len(response.content),
        "slowest": [(query["time"], query["sql"][:1500]) for query in slowest],
    }
    if arguments.get("all"):
        found[path]["sql"] = [(query["time"], query["sql"][:400]) for query in captured]
tell({"cookie": f"sessionid={client.session.session_key}", "pages": found})
