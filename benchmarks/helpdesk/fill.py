"""Fills the site's database, or signs its only person in: `python -m benchmarks.helpdesk.fill [tickets]`.

Prints the cookie of a session. One ticket in twenty-five is open, as in the product's demo; each has the entry that
opening one by the form leaves.
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.helpdesk.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - models come after Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

PERSON, BATCH, ONE_OPEN_IN = "bench", 5_000, 25
TEXT = "客户反映宽带无法上网，要求尽快处理，第{number}件。"


def fill(count: int) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    person = get_user_model().objects.create_superuser(PERSON, "bench@example.invalid")
    queues = [Queue.objects.create(title=f"Bureau {number}", slug=f"b{number}") for number in range(1, 21)]
    for first in range(0, count, BATCH):
        tickets = Ticket.objects.bulk_create(_ticket(number, queues) for number in range(first, first + BATCH))
        FollowUp.objects.bulk_create(
            FollowUp(ticket=ticket, title="Ticket Opened", public=True, user=person, comment=ticket.description)
            for ticket in tickets
        )


def _ticket(number: int, queues: list[Queue]) -> Ticket:
    status = Ticket.OPEN_STATUS if number % ONE_OPEN_IN == 0 else Ticket.CLOSED_STATUS
    return Ticket(
        title="宽带无法上网",
        queue=queues[number % len(queues)],
        submitter_email="customer@example.invalid",
        description=TEXT.format(number=number),
        status=status,
        priority=1 + number % 5,
        secret_key="x",
    )


if len(sys.argv) > 1:
    fill(int(sys.argv[1]))
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(get_user_model().objects.get(username=PERSON))
connection.close()
sys.stdout.write(f"sessionid={client.session.session_key}\n")
