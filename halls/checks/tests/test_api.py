"""Checks by machine: what a phone sends that had no network, as often as it likes (H06, H07, H11)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from halls.checks.choices import When
from halls.checks.models import AnswerPhoto, CheckRun, CheckTemplate
from halls.checks.tests.factories import a_manager, a_photo, a_version, items
from halls.tests.factories import a_hall
from org.people.models import Person
from org.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Unit:
    return a_hall().unit


@pytest.fixture
def manager(hall: Unit) -> Person:
    return a_manager(hall)


@pytest.fixture
def template(hall: Unit) -> CheckTemplate:
    return a_version(hall, sections=items(photo=When.ON_FAIL)).template


class Phone:
    """Signed in, sends JSON, and begins each sending with a key of its own."""

    def __init__(self, person: Person) -> None:
        self._client = Client(headers={"accept-language": "en"})
        self._client.force_login(person)

    def get(self, path: str) -> Any:
        return self._client.get(f"/api/v1/{path}")

    def post(self, path: str, body: dict[str, Any], *, is_form: bool = False) -> Any:
        more = {} if is_form else {"content_type": "application/json"}
        return self._client.post(f"/api/v1/{path}", body, headers={"Idempotency-Key": uuid.uuid4().hex}, **more)


def answers_for(phone: Phone, template: CheckTemplate, **verdicts: str) -> list[dict[str, Any]]:
    version = phone.get(f"check-templates/{template.pk}/").json()["version"]
    found = [item for section in version["sections"] for item in section["items"]]
    return [{"item": item["id"], "verdict": verdicts.get(item["code"], "ok")} for item in found]


def test_a_draft_kept_without_a_network_arrives_once_however_often_it_is_sent(
    hall: Unit, manager: Person, template: CheckTemplate
) -> None:
    phone, key, photo = Phone(manager), str(uuid.uuid4()), str(uuid.uuid4())
    answers = answers_for(phone, template, tv="fail")
    begun = (timezone.now() - dt.timedelta(minutes=20)).isoformat()
    body = {"client_uuid": key, "unit": hall.code, "template": template.pk, "started_at": begun, "answers": answers}
    receipts = set()
    for _again in range(5):
        answer = phone.post("checks/", body)
        assert answer.status_code == 201, answer.content
        number = answer.json()["number"]
        if CheckRun.objects.get().is_draft:
            form = {"item": answers[1]["item"], "client_uuid": photo, "photo": a_photo()}
            assert phone.post(f"checks/{number}/photos/", form, is_form=True).status_code == 200
        sent = phone.post(f"checks/{number}/send/", {})
        receipts.add((sent.json()["number"], sent.json()["received_at"]))
    assert len(receipts) == CheckRun.objects.count() == AnswerPhoto.objects.count() == 1
    assert CheckRun.objects.get().score is not None


def test_two_days_later_it_is_taken_as_late(hall: Unit, manager: Person, template: CheckTemplate) -> None:
    phone = Phone(manager)
    begun = timezone.now() - dt.timedelta(days=2)
    body = {"unit": hall.code, "template": template.pk, "started_at": begun.isoformat()}
    number = phone.post("checks/", body | {"answers": answers_for(phone, template)}).json()["number"]
    sent = phone.post(f"checks/{number}/send/", {"finished_at": begun.isoformat()}).json()
    assert (sent["is_late"], sent["state"]) == (True, "submitted")


def test_without_the_photo_it_is_not_taken(hall: Unit, manager: Person, template: CheckTemplate) -> None:
    phone = Phone(manager)
    body = {"unit": hall.code, "template": template.pk, "answers": answers_for(phone, template, tv="fail")}
    number = phone.post("checks/", body).json()["number"]
    refused = phone.post(f"checks/{number}/send/", {})
    assert refused.status_code == 409
    with translation.override(manager.language):
        assert gettext("Add a photo.") in refused.json()["detail"]


@pytest.mark.parametrize("lost", ["101", "-1", "95.55555", "满分"])
def test_points_that_are_none_are_refused(hall: Unit, manager: Person, template: CheckTemplate, lost: str) -> None:
    """H08."""
    phone = Phone(manager)
    answers = answers_for(phone, template, tv="fail")
    answers[1]["lost"] = lost
    answer = phone.post("checks/", {"unit": hall.code, "template": template.pk, "answers": answers})
    assert answer.status_code in (400, 409)
    assert not CheckRun.objects.exists()


def test_another_hall_s_manager_sends_nothing_there(hall: Unit, manager: Person, template: CheckTemplate) -> None:
    """H04."""
    number = Phone(manager).post("checks/", {"unit": hall.code, "template": template.pk}).json()["number"]
    other = Phone(a_manager(a_hall("万市营业厅").unit))
    assert other.get(f"checks/{number}/").status_code == 404
    assert other.post(f"checks/{number}/send/", {}).status_code == 404
    assert other.post("checks/", {"unit": hall.code, "template": template.pk}).status_code == 404


def test_a_second_book_of_the_day_is_a_409(hall: Unit, manager: Person, template: CheckTemplate) -> None:
    """H05."""
    phone = Phone(manager)
    body = {"unit": hall.code, "template": template.pk}
    assert [phone.post("checks/", body).status_code for _again in range(2)] == [201, 409]
