"""What stationing goes by, set by machines."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halls.stationing.models import CampaignHall, StationingRule
from halls.stationing.services import save_campaign
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def halls() -> list[Unit]:
    branch = a_unit("富阳分公司")
    return [a_hall(name, under=branch).unit for name in ("桂花西路营业厅", "春秋北路营业厅")]


@pytest.fixture
def client(halls: list[Unit]) -> Client:
    one = Client(headers={"accept-language": "en"})
    one.force_login(a_person(Role.SERVICE_MANAGER, at=halls[0].parent))
    return one


def send(client: Client, door: str, /, *where: Any, **body: Any) -> Any:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return client.post(reverse(door, args=where), body, content_type="application/json", headers=headers)


def test_a_campaign_is_changed_as_it_was_read_and_what_was_found_is_kept(halls: list[Unit], client: Client) -> None:
    months = {"first_month": "2011-01", "last_month": "2011-02", "weekly_least": 1}
    made = save_campaign(unit=halls[0].parent, name="重点", halls=halls[:1], by=None, now=timezone.now(), **months)
    said = {"name": "重点营业厅驻厅", "halls": [one.code for one in halls], "version": made.version, **months}
    kept = send(client, "api_stationing_campaign_edit", made.pk, **said)
    assert (kept.status_code, kept.json()["name"]) == (200, "重点营业厅驻厅")
    assert made.halls.count() == 2
    assert send(client, "api_stationing_campaign_edit", made.pk, **said).status_code == 409
    unknown = said | {"version": kept.json()["version"], "halls": ["none"]}
    assert send(client, "api_stationing_campaign_edit", made.pk, **unknown).status_code == 400
    found = {"is_on_post": True, "has_handheld": False, "has_waiting": None}
    assert send(client, "api_stationing_facts", made.pk, halls[1].code, version=1, **found).json()["version"] == 2
    other = found | {"has_waiting": True, "version": 1}
    assert send(client, "api_stationing_facts", made.pk, halls[1].code, **other).status_code == 409
    assert CampaignHall.objects.filter(unit=halls[1], **found).exists()
    assert send(client, "api_stationing_facts", made.pk, "none", version=2, **found).status_code == 404


def test_the_kinds_are_named_from_a_day_on(halls: list[Unit], client: Client) -> None:
    day = timezone.localdate().isoformat()
    labels = {"first_label": "公众", "second_label": "政企", "third_label": "校园"}
    said = {"unit": halls[0].parent.code, "valid_from": day, "target": "95", **labels}
    assert send(client, "api_stationing_rules", **said).status_code == 201
    assert send(client, "api_stationing_rules", **(said | {"third_label": "公众"})).status_code == 409
    assert send(client, "api_stationing_rules", **(said | {"target": "100.5"})).status_code == 400
    assert [one["first_label"] for one in client.get(reverse("api_stationing_rules")).json()["results"]] == ["公众"]
    assert StationingRule.objects.count() == 1
    reader = Client()
    reader.force_login(a_person(Role.HALL_MANAGER, at=halls[0]))
    assert send(reader, "api_stationing_rules", **(said | {"unit": halls[0].code})).status_code == 403
