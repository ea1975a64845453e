from __future__ import annotations

import datetime as dt
import json
import socket
import time

import pytest
from django.db.models import F

from core.audit.models import AuditEntry
from core.jobs.models import Job
from core.jobs.services import run_job
from core.notifications.models import Notification
from core.webhooks import rules, wire
from core.webhooks.choices import DeliveryState, EndpointState, Failure
from core.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from core.webhooks.services import (
    attempt,
    forget_old,
    give_up_and_go_on,
    ping,
    publish,
    resume_endpoint,
    rotate_secret,
    send_again,
)
from core.webhooks.services.endpoints import live_secrets, pause_endpoint
from core.webhooks.tests.conftest import EVENT, HOST, NOW, an_endpoint, answering, dripping
from core.webhooks.wire import Network

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(endpoint, branch, receiver):
    endpoint.url = f"https://{HOST}:{receiver.port}/in?from=desk"
    endpoint.save(update_fields=["url"])
    return left(branch)


def left(unit, at=NOW):
    data = {"number": "T1", "api_address": "/api/v1/things/T1/"}
    return publish(EVENT, about=unit, path=unit.path, address="/things/T1/", data=data, now=at)[0]


def tried(delivery, network, at=NOW):
    delivery.refresh_from_db()
    made = attempt(delivery_id=delivery.pk, turn=delivery.turn, clock=lambda: at, network=network)
    delivery.refresh_from_db()
    return made


def test_it_arrives_signed_and_a_receiver_can_tell(delivery, endpoint, receiver):
    made = tried(delivery, receiver.network())
    headers, body = receiver.heard[0]
    assert (made.status, made.failure, delivery.state) == (204, "", DeliveryState.DELIVERED)
    assert headers["Host"] == f"{HOST}:{receiver.port}"
    assert rules.verify(
        live_secrets(endpoint, at=NOW)[0],
        message_id=headers["Webhook-Id"],
        timestamp=headers["Webhook-Timestamp"],
        signature=headers["Webhook-Signature"],
        body=body,
        now=NOW,
    )
    assert json.loads(body) == {
        "id": str(delivery.message_id),
        "event": EVENT,
        "created": NOW.isoformat(),
        "data": {
            "number": "T1",
            "api_address": "https://desk.example.cn/api/v1/things/T1/",
            "address": "https://desk.example.cn/things/T1/",
        },
    }


def test_the_job_that_publishing_leaves_sends_it(delivery, receiver, monkeypatch):
    by_now = {"clock": lambda: NOW, "network": receiver.network()}
    monkeypatch.setattr("core.webhooks.tasks.services.attempt", lambda **a: attempt(**a, **by_now))
    job = Job.objects.get(key=f"webhook:{delivery.pk}:1")
    assert run_job(job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert job.result == {"attempt": 1, "status": 204, "failure": ""}
    assert job.arguments == {"delivery_id": delivery.pk, "turn": 1}


def test_during_a_rotation_both_secrets_sign(delivery, endpoint, administrator, receiver):
    [old] = live_secrets(endpoint, at=NOW)
    new = rotate_secret(endpoint=endpoint, by=administrator, now=NOW)
    tried(delivery, receiver.network())
    headers, body = receiver.heard[0]
    assert len(headers["Webhook-Signature"].split(" ")) == 2
    for secret in (old, new):
        signed = rules.sign(secret, message_id=headers["Webhook-Id"], timestamp=int(NOW.timestamp()), body=body)
        assert signed in headers["Webhook-Signature"].split(" ")


def test_a_dead_receiver_is_tried_again_with_the_same_id_and_body(delivery, receiver):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = receiver.network(look_up=lambda _host, _port: ["127.0.0.2"])
        made = tried(delivery, dead)
    assert (made.status, made.failure, delivery.state) == (None, Failure.CONNECTION, DeliveryState.WAITING)
    assert NOW + dt.timedelta(seconds=15) <= delivery.next_try_at <= NOW + dt.timedelta(seconds=45)
    later = NOW + dt.timedelta(minutes=2)
    assert give_up_and_go_on(now=later) == 1
    delivery.refresh_from_db()
    assert Job.objects.filter(key=f"webhook:{delivery.pk}:{delivery.turn}").exists()
    tried(delivery, receiver.network(), at=later)
    headers, body = receiver.heard[0]
    assert (headers["Webhook-Id"], body.decode()) == (str(delivery.message_id), delivery.body)
    assert [(a.number, a.failure) for a in delivery.tries.all()] == [(1, Failure.CONNECTION), (2, "")]


def test_while_an_endpoint_is_silent_one_message_tries_for_all(delivery, branch, endpoint, receiver):
    others = [left(branch) for _number in range(3)]
    tried(delivery, receiver.network(look_up=lambda _host, _port: []))
    assert tried(others[0], receiver.network()) is None, "it rests"
    later = NOW + dt.timedelta(minutes=20)
    assert give_up_and_go_on(now=later) == 1
    tried(delivery, receiver.network(), at=later)
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.rests_until) == (0, None)
    assert give_up_and_go_on(now=later) == 3


def test_what_it_cannot_use_does_not_hold_up_the_others(delivery, branch, receiver):
    other = left(branch)
    receiver.answer = answering(422)
    assert tried(delivery, receiver.network()).failure == Failure.STATUS
    receiver.answer = answering(200)
    assert tried(other, receiver.network()).status == 200


@pytest.mark.parametrize(
    ("status", "failure"), [(400, "status"), (500, "status"), (301, "redirect"), (307, "redirect")]
)
def test_any_answer_but_success_is_tried_again(delivery, receiver, status, failure):
    receiver.answer = answering(status, Location=f"https://{HOST}:{receiver.port}/elsewhere")
    made = tried(delivery, receiver.network())
    assert (made.status, made.failure, delivery.state) == (status, failure, DeliveryState.WAITING)
    assert len(receiver.heard) == 1, "a redirect is not followed"


@pytest.mark.parametrize("answer", [dripping(20), lambda _handler: time.sleep(3)], ids=["dripping", "silent"])
def test_a_slow_receiver_is_cut_off(delivery, receiver, answer):
    receiver.answer = answer
    began = time.monotonic()
    made = tried(delivery, receiver.network(whole_seconds=0.6))
    assert time.monotonic() - began < 2
    assert (made.failure, delivery.state) == (Failure.TIMEOUT, DeliveryState.WAITING)


def test_a_receiver_that_never_shakes_hands_is_cut_off(delivery, receiver):
    with socket.create_server(("127.0.0.3", receiver.port)):
        mute = receiver.network(look_up=lambda _host, _port: ["127.0.0.3"], connect_seconds=30, whole_seconds=0.5)
        assert tried(delivery, mute).failure == Failure.TIMEOUT


def test_a_silent_name_server_is_not_waited_for(delivery, receiver, monkeypatch):
    monkeypatch.setattr(wire, "NAME_SECONDS", 0.2)
    slow = receiver.network(look_up=lambda _host, _port: time.sleep(1) or ["127.0.0.1"])
    assert tried(delivery, slow).failure == Failure.NO_NAME


def test_the_body_of_an_answer_is_neither_waited_for_nor_kept(delivery, receiver):
    def endless(handler):
        answering(200)(handler)
        time.sleep(3)

    receiver.answer = endless
    began = time.monotonic()
    assert tried(delivery, receiver.network()).status == 200
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8"])
def test_a_name_that_leads_inside_is_not_called(delivery, receiver, address):
    inner = receiver.network(look_up=lambda _host, _port: [address], may_call=Network().may_call)
    assert tried(delivery, inner).failure == Failure.INNER
    assert receiver.heard == []


def test_one_inner_address_among_several_is_enough_to_refuse(delivery, receiver):
    mixed = receiver.network(look_up=lambda _host, _port: ["8.8.8.8", "10.0.0.8"], may_call=Network().may_call)
    assert tried(delivery, mixed).failure == Failure.INNER


def test_a_name_is_looked_up_once_and_that_address_is_called(delivery, receiver, monkeypatch):
    """A second look-up, which rebinding waits for, would be answered with another address."""
    asked = []

    def once(host, _port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    called = []
    connect = socket.create_connection
    monkeypatch.setattr(wire.socket, "create_connection", lambda to, *a: called.append(to) or connect(to, *a))
    assert tried(delivery, receiver.network(look_up=once)).status == 204
    assert (asked, called) == ([HOST], [("127.0.0.1", receiver.port)])


def test_a_certificate_of_somebody_else_is_refused(delivery, receiver, endpoint, allowed):
    allowed.WEBHOOK_HOSTS = [HOST, "other.example.cn"]
    WebhookEndpoint.objects.update(url=f"https://other.example.cn:{receiver.port}/in")
    assert tried(delivery, receiver.network()).failure == Failure.TLS
    WebhookEndpoint.objects.update(url=f"https://{HOST}:{receiver.port}/in", rests_until=None)
    assert tried(delivery, receiver.network(trust=Network().trust)).failure == Failure.TLS
    assert receiver.heard == []


def test_a_host_taken_off_the_list_is_not_called_any_more(delivery, receiver, allowed):
    allowed.WEBHOOK_HOSTS = []
    assert tried(delivery, receiver.network()).failure == Failure.NOT_ALLOWED
    assert receiver.heard == []


def test_nothing_is_sent_for_somebody_who_has_left(delivery, receiver, administrator):
    leave_for_good(administrator)
    assert tried(delivery, receiver.network()).failure == Failure.OWNER
    assert receiver.heard == []


def leave_for_good(person):
    person.is_active = False
    person.save(update_fields=["is_active"])


def test_a_secret_that_no_key_opens_sends_nothing(delivery, receiver):
    WebhookEndpoint.objects.update(secret="broken")
    assert tried(delivery, receiver.network()).failure == Failure.SEAL


def test_an_older_job_may_no_longer_send(delivery, receiver):
    WebhookDelivery.objects.update(turn=F("turn") + 1)
    assert attempt(delivery_id=delivery.pk, turn=1, clock=lambda: NOW, network=receiver.network()) is None


def test_a_message_in_a_workers_hands_is_free_again_when_it_died(delivery, receiver):
    WebhookDelivery.objects.update(attempts=1, lease_until=NOW + rules.LEASE)
    assert tried(delivery, receiver.network()) is None
    assert tried(delivery, receiver.network(), at=NOW + rules.LEASE).number == 2


def test_a_day_later_it_is_given_up_and_the_owner_hears_once(delivery, branch, administrator):
    left(branch)
    give_up_and_go_on(now=NOW + dt.timedelta(hours=23))
    assert not Notification.objects.exists()
    give_up_and_go_on(now=NOW + dt.timedelta(hours=24))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.GIVEN_UP
    [notice] = Notification.objects.all()
    assert (notice.recipient, notice.kind) == (administrator, "webhook.given_up")


def test_after_five_given_up_in_a_row_it_is_stopped_until_somebody_lets_it_go_on(
    delivery, branch, endpoint, administrator, receiver
):
    for _number in range(4):
        left(branch)
    give_up_and_go_on(now=NOW + dt.timedelta(hours=24))
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.STOPPED
    assert Notification.objects.filter(kind="webhook.stopped", recipient=administrator).count() == 1
    assert AuditEntry.objects.filter(verb="webhook.stopped", about_id=endpoint.pk).count() == 1
    assert publish(EVENT, about=branch, path=branch.path, address="/", data={}, now=NOW) == []
    resume_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    tried(left(branch), receiver.network())
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.given_up) == (EndpointState.ACTIVE, 0)


def test_what_waited_for_a_paused_endpoint_ends_without_a_word(delivery, endpoint, administrator, receiver):
    pause_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    assert tried(delivery, receiver.network()) is None
    give_up_and_go_on(now=NOW + dt.timedelta(hours=24))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.GIVEN_UP
    assert not Notification.objects.exists()


def test_a_job_that_was_lost_is_left_again(delivery):
    Job.objects.all().delete()
    assert give_up_and_go_on(now=NOW) == 0
    assert give_up_and_go_on(now=NOW + rules.JOB_EXPECTED_WITHIN) == 1
    assert Job.objects.get().arguments == {"delivery_id": delivery.pk, "turn": 2}


def test_sending_again_keeps_the_id(delivery, administrator, receiver):
    tried(delivery, receiver.network())
    send_again(delivery=delivery, by=administrator, now=NOW)
    tried(delivery, receiver.network())
    first, second = (headers["Webhook-Id"] for headers, _body in receiver.heard)
    assert first == second


def test_a_test_message_goes_the_same_way(endpoint, administrator, receiver):
    WebhookEndpoint.objects.update(url=f"https://{HOST}:{receiver.port}/in")
    tried(ping(endpoint=endpoint, by=administrator, now=NOW), receiver.network())
    assert json.loads(receiver.heard[0][1])["event"] == "webhook.ping"


def test_messages_that_ended_are_removed_after_a_month(delivery, branch, receiver):
    waiting = left(branch)
    tried(delivery, receiver.network())
    assert forget_old(now=NOW + rules.KEPT) == 0
    assert forget_old(now=NOW + rules.KEPT + dt.timedelta(seconds=1)) == 1
    assert WebhookDelivery.objects.get() == waiting
    assert not WebhookAttempt.objects.exists()


def test_two_endpoints_hear_one_event_under_one_id(delivery, branch, administrator):
    an_endpoint(administrator, name="备份")
    both = publish(EVENT, about=branch, path=branch.path, address="/", data={}, now=NOW)
    assert len(both) == 2
    assert len({message.message_id for message in both}) == 1
