"""What colleagues did is seen as far as the right reaches, and no farther (P1)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from core.audit.services import record
from core.imports.models import ImportRun
from core.jobs.models import Job
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def company():
    return a_unit("公司")


@pytest.fixture
def branch(company):
    return a_unit("富阳分公司", under=company)


@pytest.fixture
def other(company):
    return a_unit("临安分公司", under=company)


def a_job(by) -> Job:
    return Job.objects.create(kind="core.export", by=by, created_at=NOW, run_at=NOW)


def test_an_auditor_of_a_branch_sees_its_jobs_and_not_the_other_s(client, branch, other) -> None:
    ours = a_job(a_person(Role.HANDLER, at=branch))
    theirs, nobodys = a_job(a_person(Role.HANDLER, at=other)), a_job(None)
    auditor = a_person(Role.AUDITOR, at=branch)
    assert list(Job.objects.visible_to(auditor)) == [ours]
    client.force_login(auditor)
    assert client.get(reverse("job", args=[ours.pk])).status_code == 200
    assert {client.get(reverse("job", args=[job.pk])).status_code for job in (theirs, nobodys)} == {404}


def test_an_auditor_at_the_top_sees_everything(company, branch, other) -> None:
    made = {a_job(a_person(Role.HANDLER, at=branch)).pk, a_job(a_person(Role.HANDLER, at=other)).pk, a_job(None).pk}
    auditor = a_person(Role.AUDITOR, at=company)
    assert set(Job.objects.visible_to(auditor).values_list("pk", flat=True)) == made


def test_without_the_right_only_the_own_ones_show(branch) -> None:
    handler = a_person(Role.HANDLER, at=branch)
    a_job(a_person(Role.HANDLER, at=branch))
    own = a_job(handler)
    assert list(Job.objects.visible_to(handler)) == [own]


def test_the_trail_of_another_branch_is_not_read(client, branch, other) -> None:
    record("unit.changed", by=a_person(Role.SERVICE_MANAGER, at=branch), now=NOW, about=branch)
    record("unit.changed", by=a_person(Role.SERVICE_MANAGER, at=other), now=NOW, about=other)
    auditor = a_person(Role.AUDITOR, at=branch)
    assert [entry.about_label for entry in AuditEntry.objects.visible_to(auditor)] == [branch.name]
    client.force_login(auditor)
    page = client.get(reverse("audit"))
    assert branch.name in page.text
    assert other.name not in page.text


def test_who_left_is_still_a_colleague_of_then(branch) -> None:
    gone = a_person(Role.HANDLER, at=branch)
    gone.postings.update(ends_on=dt.date(2010, 1, 1))
    job = a_job(gone)
    assert list(Job.objects.visible_to(a_person(Role.AUDITOR, at=branch))) == [job]
    assert not ImportRun.objects.visible_to(gone).exists()
