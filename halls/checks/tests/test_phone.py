"""What a phone takes along, and the page and worker that open it without a network (H05-H07)."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from halls.checks import phone
from halls.checks.choices import CheckKind, When
from halls.checks.models import AnswerPhoto, CheckRun, TemplateVersion
from halls.checks.services import add_photo, publish, reopen_run, save_draft
from halls.checks.services.templates import new_draft
from halls.checks.tests.factories import a_manager, a_photo, a_run, a_version, answers_of, items, say, sent
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Unit:
    return a_unit()


@pytest.fixture
def hall(branch: Unit) -> Unit:
    return a_hall(under=branch).unit


@pytest.fixture
def manager(hall: Unit) -> Person:
    return a_manager(hall)


@pytest.fixture
def book(branch: Unit) -> TemplateVersion:
    return a_version(branch, sections=items(photo=When.ON_FAIL))


def signed_in(person: Person) -> Client:
    Person.objects.filter(pk=person.pk).update(language="en")
    client = Client()
    client.force_login(person)
    return client


def stand(person: Person) -> dict[str, Any]:
    said: dict[str, Any] = signed_in(person).get(reverse("check_phone_live")).json()
    return said


def sheets_at(said: dict[str, Any], hall: Unit) -> list[str]:
    [line] = [one for one in said["halls"] if one["code"] == hall.code]
    return [said["sheets"][str(entry["version"])]["name"] for entry in line["sheets"]]


def test_sheets_of_the_hall_and_of_those_above_are_taken_along_the_book_first(
    hall: Unit, manager: Person, branch: Unit, book: TemplateVersion
) -> None:
    a_version(hall, CheckKind.PATROL, name="本厅巡查")
    a_version(a_hall("别的营业厅", under=branch).unit, CheckKind.PATROL, name="别厅的")
    a_version(branch, CheckKind.MYSTERY, name="神秘客户")
    a_version(branch, CheckKind.CROSS, name="互查")
    said = stand(manager)
    assert [one["code"] for one in said["halls"]] == [hall.code]
    assert sheets_at(said, hall) == ["每日必查", "本厅巡查"]
    sheet = said["sheets"][str(book.pk)]
    assert [item["words"] for part in sheet["sections"] for item in part["items"]] == [
        "饮水机已开",
        "电视机已开且有声音",
        "工号牌佩戴",
    ]
    assert sheet["sections"][0]["items"][1]["photo"] == When.ON_FAIL


def test_an_inspector_from_elsewhere_takes_the_cross_inspection_along(hall: Unit, branch: Unit) -> None:
    a_version(branch, CheckKind.CROSS, name="互查")
    assert sheets_at(stand(a_person(Role.INSPECTOR, at=branch)), hall) == ["互查"]


def test_a_book_of_today_is_told_whoever_began_it_and_only_one_s_own_drafts(
    hall: Unit, manager: Person, book: TemplateVersion
) -> None:
    run = a_run(hall, book.template, by=manager, now=timezone.now())
    say(run, "tv", "fail", lost="5", note="静音")
    tv = answers_of(run)["tv"]
    add_photo(run=run, answer=tv, upload=a_photo(), by=manager, now=timezone.now())
    said = stand(manager)
    assert said["halls"][0]["sheets"][0]["book"] == {"number": run.number, "is_sent": False}
    [draft] = said["drafts"]
    assert draft["uuid"] == str(run.client_uuid)
    assert draft["answers"] == {str(tv.item_id): {"verdict": "fail", "lost": "5", "note": "静音", "photos": 1}}
    colleague = stand(a_manager(hall))
    assert colleague["halls"][0]["sheets"][0]["book"]["number"] == run.number
    assert colleague["drafts"] == colleague["sent"] == []


def test_a_draft_keeps_its_version_also_on_the_phone(hall: Unit, manager: Person, book: TemplateVersion) -> None:
    a_run(hall, book.template, by=manager, now=timezone.now())
    draft = new_draft(template=book.template, source=book, by=manager, now=timezone.now())
    save_draft(version=draft, sections=items(), seen=draft.version, by=manager, now=timezone.now())
    newer = publish(version=draft, seen=draft.version, by=manager, now=timezone.now())
    said = stand(manager)
    assert said["halls"][0]["sheets"][0]["version"] == newer.pk
    assert said["drafts"][0]["version"] == book.pk
    assert {said["sheets"][str(one.pk)]["number"] for one in (book, newer)} == {1, 2}


def test_what_was_sent_is_listed_for_a_week_and_a_correction_cannot_be_thrown_away(
    hall: Unit, manager: Person, branch: Unit, book: TemplateVersion
) -> None:
    now = timezone.now()
    old = sent(a_run(hall, book.template, by=manager, now=now - dt.timedelta(days=8)), now=now - dt.timedelta(days=8))
    run = sent(a_run(hall, book.template, by=manager, now=now - dt.timedelta(days=2)), now=now)
    said = stand(manager)
    assert [one["number"] for one in said["sent"]] == [run.number]
    assert old.number not in json.dumps(said)
    assert said["sent"][0]["is_late"]
    reopen_run(run=run, by=a_person(Role.SERVICE_MANAGER, at=branch), now=now, words="看错了")
    assert [one["is_asked_for"] for one in stand(manager)["drafts"]] == [True]


def test_as_many_questions_for_ten_halls_as_for_one(
    branch: Unit, hall: Unit, book: TemplateVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    inspector = a_person(Role.INSPECTOR, at=branch)
    for n in range(9):
        other = a_hall(f"营业厅{n}", under=branch).unit
        a_version(other, CheckKind.PATROL, name=f"巡查{n}")
        a_run(other, book.template, by=inspector, now=timezone.now())
    person = Person.objects.get(pk=inspector.pk)
    with django_assert_max_num_queries(12):
        said = phone.stand_of(person, now=timezone.now())
    assert len(said["halls"]) == 10
    assert len(said["drafts"]) == 9


def test_each_person_has_a_key_of_their_own_that_stays(hall: Unit, manager: Person, book: TemplateVersion) -> None:
    first, again, other = stand(manager)["key"], stand(manager)["key"], stand(a_manager(hall))["key"]
    assert first == again != other
    assert phone.key_for(manager) == first


def test_the_page_says_nothing_of_checks_and_the_worker_nothing_of_anybody(
    hall: Unit, manager: Person, book: TemplateVersion
) -> None:
    page = signed_in(manager).get(reverse("check_phone"))
    assert "no-store" in page["Cache-Control"]
    assert book.template.name not in page.content.decode()
    workers = [Client().get(reverse("check_phone_worker")), signed_in(manager).get(reverse("check_phone_worker"))]
    assert workers[0].content == workers[1].content
    for worker in workers:
        assert worker.status_code == 200
        assert worker["Content-Type"].startswith("text/javascript")
        assert worker["Cache-Control"] == "no-cache"
        assert "default-src 'self'" in worker["Content-Security-Policy"]
    # Beside the page, so that the page and nothing above it is in its scope.
    assert reverse("check_phone_worker").startswith(reverse("check_phone"))
    [said] = re.findall(r"const SAID = (\{.*\});", workers[0].content.decode())
    assert json.loads(said)["page"] == reverse("check_phone")
    assert json.loads(said)["cache"] in page.content.decode()


def test_another_script_is_another_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    before = phone.cache_name()
    monkeypatch.setattr(phone, "static", lambda name: f"/static/{name}?changed")
    assert phone.cache_name() != before


def test_a_photo_the_phone_sent_is_taken_away_again_until_the_check_is_sent(
    hall: Unit, manager: Person, book: TemplateVersion
) -> None:
    run = a_run(hall, book.template, by=manager, now=timezone.now())
    photo = add_photo(
        run=run,
        answer=answers_of(run)["tv"],
        upload=a_photo(),
        by=manager,
        now=timezone.now(),
        client_uuid=uuid.uuid4(),
    )
    address = reverse("api_check_photo_remove", args=[run.number, photo.client_uuid])

    def remove(person: Person) -> int:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        return signed_in(person).post(address, {}, content_type="application/json", headers=headers).status_code

    assert remove(a_manager(hall)) == 403
    assert AnswerPhoto.objects.kept().count() == 1
    assert remove(manager) == 200
    assert not AnswerPhoto.objects.kept().exists()
    assert remove(manager) == 404
    second = add_photo(run=run, answer=answers_of(run)["tv"], upload=a_photo(), by=manager, now=timezone.now())
    sent(run, now=timezone.now())
    address = reverse("api_check_photo_remove", args=[run.number, second.client_uuid])
    assert remove(manager) == 409


def test_a_refused_answer_is_named_by_its_item(hall: Unit, manager: Person, book: TemplateVersion) -> None:
    items_of = {item.code: item.pk for part in book.sections.all() for item in part.items.all()}  # type: ignore[attr-defined]
    body = {
        "unit": hall.code,
        "template": book.template_id,
        "answers": [{"item": items_of["tv"], "verdict": "fail", "lost": "99"}],
    }
    answer = signed_in(manager).post(
        reverse("api_checks"), body, content_type="application/json", headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert answer.status_code == 409
    assert [one["field"] for one in answer.json()["errors"]] == [str(items_of["tv"])]
    assert not CheckRun.objects.exists()
