from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from core.audit.models import AuditEntry
from core.sealing import CannotUnseal, unseal_text
from core.webhooks import registry, rules
from core.webhooks.choices import DeliveryState
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from core.webhooks.rules import WrongAddress
from core.webhooks.services import (
    CannotPause,
    CannotSaveEndpoint,
    CannotSendAgain,
    change_endpoint,
    pause_endpoint,
    ping,
    publish,
    remove_endpoint,
    resume_endpoint,
    rotate_secret,
    send_again,
)
from core.webhooks.services.endpoints import MOST_ENDPOINTS, PURPOSE, live_secrets
from core.webhooks.tests.conftest import EVENT, HOST, NOW, an_endpoint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def heard(path, event=EVENT):
    return publish(event, about=WebhookEndpoint.objects.first(), path=path, address="/", data={}, now=NOW)


def verbs():
    return list(AuditEntry.objects.order_by("position").values_list("verb", flat=True))


def test_the_secret_is_shown_once_and_kept_sealed(administrator):
    made, secret = an_endpoint(administrator)
    assert secret.startswith("whsec_")
    assert secret not in made.secret
    assert live_secrets(made, at=NOW) == [secret]
    assert verbs() == ["webhook.created"]
    assert secret not in str(AuditEntry.objects.get().data)


def test_a_sealed_secret_opens_for_nothing_else(endpoint):
    assert unseal_text(endpoint.secret, purpose=PURPOSE)
    with pytest.raises(CannotUnseal):
        unseal_text(endpoint.secret)


@pytest.mark.parametrize("url", ["https://evil.cn/", f"http://{HOST}/", f"https://{HOST}:8443/", "https://10.0.0.1/"])
def test_it_refuses_an_address_that_is_not_allowed(administrator, endpoint, url):
    with pytest.raises(WrongAddress) as refused:
        an_endpoint(administrator, url=url)
    assert refused.value.field == "url"
    with pytest.raises(WrongAddress):
        change_endpoint(endpoint=endpoint, name="x", url=url, events=[EVENT], by=administrator, now=NOW)


def test_without_a_list_of_hosts_none_can_be_set_up(administrator, allowed):
    allowed.WEBHOOK_HOSTS = []
    with pytest.raises(WrongAddress):
        an_endpoint(administrator)


@pytest.mark.parametrize("events", [[], ["nothing.known"], [EVENT, "nothing.known"]])
def test_it_refuses_events_that_no_app_declares(administrator, events):
    with pytest.raises(CannotSaveEndpoint):
        an_endpoint(administrator, events=events)


def test_it_refuses_a_place_of_somebody_else(administrator):
    a_unit("临安分公司", code="LA")
    with pytest.raises(CannotSaveEndpoint):
        an_endpoint(administrator, place="LA")


def test_a_place_has_at_most_twenty(administrator):
    for _number in range(MOST_ENDPOINTS):
        made, _secret = an_endpoint(administrator)
    with pytest.raises(CannotSaveEndpoint):
        an_endpoint(administrator)
    remove_endpoint(endpoint=made, by=administrator, now=NOW)
    an_endpoint(administrator)


def test_it_hears_of_its_unit_and_those_below_and_no_others(endpoint, branch):
    hall, other = a_unit(under=branch), a_unit("临安分公司")
    assert len(heard(branch.path)) == len(heard(hall.path)) == 1
    assert heard(other.path) == []


def test_an_endpoint_below_hears_nothing_of_what_is_above(administrator, branch):
    a_unit(under=branch, code="H1")
    an_endpoint(administrator, place="H1")
    assert heard(branch.path) == []


def test_it_hears_only_what_it_asked_for(endpoint, administrator, branch):
    registry.event("thing.vanished", title="Something vanished")
    assert heard(branch.path, "thing.vanished") == []
    change_endpoint(
        endpoint=endpoint, name="屏", url=endpoint.url, events=["thing.vanished"], by=administrator, now=NOW
    )
    assert len(heard(branch.path, "thing.vanished")) == 1
    assert heard(branch.path) == []


def test_an_event_that_no_app_declares_is_a_fault(endpoint, branch):
    with pytest.raises(LookupError):
        heard(branch.path, "nothing.known")


def test_the_former_secret_signs_for_a_day(endpoint, administrator):
    [old] = live_secrets(endpoint, at=NOW)
    new = rotate_secret(endpoint=endpoint, by=administrator, now=NOW)
    endpoint.refresh_from_db()
    assert live_secrets(endpoint, at=NOW + rules.ROTATION - dt.timedelta(seconds=1)) == [new, old]
    assert live_secrets(endpoint, at=NOW + rules.ROTATION) == [new]


def test_two_rotations_at_once_are_one(endpoint, administrator):
    rotate_secret(endpoint=endpoint, by=administrator, now=NOW)
    with pytest.raises(CannotSaveEndpoint):
        rotate_secret(endpoint=endpoint, by=administrator, now=NOW)


def test_pausing_and_going_on_each_happen_once(endpoint, administrator, branch):
    pause_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    assert heard(branch.path) == []
    endpoint.refresh_from_db()
    with pytest.raises(CannotSendAgain):
        ping(endpoint=endpoint, by=administrator, now=NOW)
    with pytest.raises(CannotPause):
        pause_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    resume_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    with pytest.raises(CannotPause):
        resume_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    assert verbs() == ["webhook.created", "webhook.paused", "webhook.resumed"]


def test_a_removed_one_is_gone_with_its_secrets_and_what_waited(endpoint, administrator, branch):
    heard(branch.path)
    rotate_secret(endpoint=endpoint, by=administrator, now=NOW)
    remove_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    endpoint.refresh_from_db()
    assert (endpoint.secret, endpoint.former_secret, endpoint.former_until) == ("", "", None)
    assert WebhookDelivery.objects.get().state == DeliveryState.GIVEN_UP
    assert not WebhookEndpoint.objects.visible_to(administrator).exists()
    assert heard(branch.path) == []
    remove_endpoint(endpoint=endpoint, by=administrator, now=NOW)
    assert verbs().count("webhook.removed") == 1


def test_a_message_on_its_way_is_not_sent_again(endpoint, administrator, branch):
    [delivery] = heard(branch.path)
    with pytest.raises(CannotSendAgain):
        send_again(delivery=delivery, by=administrator, now=NOW)


def test_only_those_who_look_after_the_system_there_see_it(endpoint, administrator, branch):
    elsewhere = a_person(Role.ADMINISTRATOR, at=a_unit("临安分公司"))
    below = a_person(Role.ADMINISTRATOR, at=a_unit(under=branch))
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    sees = [WebhookEndpoint.objects.visible_to(p).exists() for p in (administrator, elsewhere, below, manager)]
    assert sees == [True, False, False, False]


def test_nothing_is_left_when_the_act_is_undone(endpoint, branch):
    with pytest.raises(RuntimeError), transaction.atomic():
        heard(branch.path)
        raise RuntimeError
    assert not WebhookDelivery.objects.exists()
