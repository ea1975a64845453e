"""Two workers with one message; the twin without the guard must send it twice, or the test shows nothing (D2)."""

from __future__ import annotations

import threading

import pytest

from core.tests.writers import at_once, share_database
from core.webhooks.models import WebhookAttempt, WebhookDelivery
from core.webhooks.services import attempt, delivering, publish
from core.webhooks.tests.conftest import EVENT, HOST, NOW, an_endpoint

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def delivery(administrator, branch, receiver, tmp_path, monkeypatch):
    """A message left, in a database that several threads can share."""
    an_endpoint(administrator, url=f"https://{HOST}:{receiver.port}/in")
    left = publish(EVENT, about=branch, path=branch.path, address="/", data={}, now=NOW)[0]
    share_database(tmp_path, monkeypatch)
    return left


def _race(delivery: WebhookDelivery, receiver) -> int:
    """All workers try at once; gives how many messages the receiver heard."""
    network = receiver.network()
    # Without the guard the second row of the same attempt is refused, after the message has left.
    at_once(*[lambda: attempt(delivery_id=delivery.pk, turn=1, clock=lambda: NOW, network=network)] * WORKERS)
    return len(receiver.heard)


def test_several_workers_send_a_message_once(delivery, receiver):
    assert _race(delivery, receiver) == 1


def test_without_the_claim_it_is_sent_several_times(delivery, receiver, monkeypatch):
    everybody_first = threading.Barrier(WORKERS)
    monkeypatch.setattr(delivering, "_claim", lambda _delivery, now: everybody_first.wait(5) >= 0)
    assert _race(delivery, receiver) == WORKERS
    assert WebhookAttempt.objects.count() <= 1
