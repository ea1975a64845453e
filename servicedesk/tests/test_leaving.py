"""Whoever loses a right loses it at once: in open pages, in tokens, in work under way (A02, N13)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.api.tokens import create_token
from core.exports.services import Wish, ask_for_export
from core.files.models import StoredFile
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import run_job
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person
from org.people.services import drop_second_factor, end_posting, leave, start_posting
from org.signin.services import set_password
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
WISH = Wish("complaints", "csv", {})


class Everything:
    """A person at work: a page open, a token in a program, an export waiting and one done."""

    def __init__(self) -> None:
        self.unit = a_unit()
        self.admin = a_person(Role.ADMINISTRATOR, at=self.unit)
        self.person = a_person(Role.SERVICE_MANAGER, at=self.unit)
        self.page = Client()
        self.page.force_login(self.person)
        now = timezone.now()
        _token, self.secret = create_token(
            name="日报", scopes=[Right.COMPLAINT_VIEW], expires_at=now + dt.timedelta(days=9), by=self.person, now=now
        )
        self.done = ask_for_export(WISH, by=self.person, now=now)
        run_job(self.done.pk)
        self.waiting = ask_for_export(WISH, by=self.person, now=now)

    def statuses(self) -> dict[str, int]:
        answers: dict[str, Any] = {
            "page": self.page.get(reverse("complaints")),
            "token": Client().get(reverse("api_complaints"), headers={"Authorization": f"Bearer {self.secret}"}),
            "file": self.page.get(reverse("export_file", args=[self.done.pk])),
        }
        if answers["file"].streaming:
            assert b"".join(answers["file"].streaming_content)
        return {name: answer.status_code for name, answer in answers.items()}


@pytest.fixture
def at_work() -> Everything:
    return Everything()


def _leaves(it: Everything) -> None:
    leave(person=it.person, on=timezone.localdate(), by=it.admin, now=timezone.now())


def _is_posted_elsewhere(it: Everything) -> None:
    there = a_unit()
    start_posting(
        person=it.person, unit=there, role=Role.CALLER, starts_on=timezone.localdate(), by=None, now=timezone.now()
    )


def _ends_a_posting(it: Everything) -> None:
    posting = it.person.postings.get()
    end_posting(posting=posting, on=timezone.localdate(), by=it.admin, now=timezone.now())


def _gets_a_new_password(it: Everything) -> None:
    set_password(person=it.person, password="a quiet river at dawn", by=it.person, now=timezone.now())


def _loses_the_second_factor(it: Everything) -> None:
    drop_second_factor(person=it.person, reason="手机丢失", by=it.admin, now=timezone.now())


def test_before_anything_happens_all_is_open(at_work: Everything) -> None:
    assert at_work.statuses() == {"page": 200, "token": 200, "file": 200}
    assert Job.objects.get(pk=at_work.done.pk).state == JobState.DONE


@pytest.mark.parametrize(
    "change", [_leaves, _is_posted_elsewhere, _ends_a_posting, _gets_a_new_password, _loses_the_second_factor]
)
def test_the_next_request_of_page_and_token_is_refused(at_work: Everything, change: Any) -> None:
    change(at_work)
    assert at_work.statuses() == {"page": 302, "token": 401, "file": 302}


def test_work_that_waited_for_whoever_left_is_not_done(at_work: Everything) -> None:
    files = StoredFile.objects.count()
    _leaves(at_work)
    run_job(at_work.waiting.pk)
    at_work.waiting.refresh_from_db()
    assert at_work.waiting.state == JobState.FAILED
    assert StoredFile.objects.count() == files


def asks_for_a_letter(person: Person) -> None:
    assert Client().post(reverse("forgotten"), {"staff_number": person.staff_number}).status_code == 200
    letters = Job.objects.filter(kind="person.reset_mail")
    run_job(letters.latest("pk").pk)
    letters.update(key=None)  # as if a quarter of an hour had passed


def test_whoever_left_does_not_come_in_again_by_a_letter(at_work: Everything) -> None:
    Person.objects.filter(pk=at_work.person.pk).update(email="desk@example.org")
    asks_for_a_letter(at_work.person)
    _leaves(at_work)
    asks_for_a_letter(at_work.person)
    assert len(mail.outbox) == 1
    link = re.search(r"/sign-in/password/\S+", str(mail.outbox[0].body))
    assert link
    assert Client().get(link[0]).status_code == 404
