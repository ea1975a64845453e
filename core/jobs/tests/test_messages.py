from __future__ import annotations

import threading
import time

import pytest
from celery import current_app

from core.jobs import messages
from core.jobs.messages import LOOK, Messenger


class Broker:
    """May hang or refuse."""

    def __init__(self, *, refuses=False, hangs=False):
        self.refuses = refuses
        self.sent, self.tried = [], 0
        self.heard, self.answers = threading.Event(), threading.Event()
        if not hangs:
            self.answers.set()

    def __call__(self, job_id):
        self.tried += 1
        self.heard.set()
        self.answers.wait(10)
        if self.refuses:
            raise ConnectionError("refused")
        self.sent.append(job_id)


def test_a_message_carries_the_number_and_nothing_else(monkeypatch):
    sent = []
    app = current_app._get_current_object()
    monkeypatch.setattr(app, "send_task", lambda name, kwargs, **options: sent.append((name, kwargs, options)))
    messages._publish(7)
    ((name, kwargs, options),) = sent
    assert (name, kwargs) == (LOOK, {"job_id": 7})
    assert (options["retry"], options["ignore_result"]) == (False, True)


def test_what_was_posted_is_sent():
    broker = Broker()
    assert Messenger(broker).post(5)
    assert broker.heard.wait(10)


def test_a_hanging_broker_does_not_hold_up_whoever_posts():
    broker = Broker(hangs=True)
    messenger = Messenger(broker)
    slowest = 0.0
    for number in range(1100):
        began = time.perf_counter()
        messenger.post(number)
        slowest = max(slowest, time.perf_counter() - began)
    broker.answers.set()
    assert slowest < 0.1


def test_a_full_queue_drops_instead_of_waiting():
    broker = Broker(hangs=True)
    messenger = Messenger(broker)
    kept = [messenger.post(number) for number in range(messages.MOST_WAITING + 100)]
    broker.answers.set()
    assert kept.count(False) in {99, 100}


def test_a_broker_that_refuses_is_left_alone_for_a_while():
    broker = Broker(refuses=True)
    messenger = Messenger(broker)
    messenger._send(1)
    messenger._send(2)
    assert broker.tried == 1
    assert not messenger.post(3)


def test_after_a_rest_it_is_tried_again(monkeypatch):
    broker = Broker(refuses=True)
    messenger = Messenger(broker)
    messenger._send(1)
    monkeypatch.setattr(messages.time, "monotonic", lambda: time.perf_counter() + 10**9)
    messenger._send(2)
    assert broker.tried == 2


def test_a_forked_child_starts_a_messenger_of_its_own():
    before = messages._messenger
    messages._forget_parent()
    assert messages._messenger is not before


@pytest.mark.parametrize("known", [LOOK, "core.jobs.tasks.sweep", "core.jobs.tasks.daily"])
def test_workers_know_the_tasks_that_messages_name(known):
    assert known in current_app.tasks
