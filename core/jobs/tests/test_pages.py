from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.files.services import store
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import enqueue, run_job
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def lin(branch):
    return a_person(Role.HANDLER, at=branch, name="Lin", language="en")


@pytest.fixture
def admin(branch):
    return a_person(Role.ADMINISTRATOR, at=branch, name="Admin", language="en")


@pytest.fixture
def auditor(branch):
    return a_person(Role.AUDITOR, at=branch, name="Auditor", language="en")


@pytest.fixture
def job(kind, lin):
    return enqueue(kind(), by=lin, now=timezone.now(), arguments={})


def code(client, person, name, job=None, *, method="get"):
    client.force_login(person)
    return getattr(client, method)(reverse(name, args=[job.pk] if job else [])).status_code


class TestOthersJobs:
    @pytest.mark.parametrize("name", ["job", "job_progress", "job_file"])
    def test_they_do_not_exist(self, client, job, branch, name):
        assert code(client, a_person(Role.HANDLER, at=branch), name, job) == 404

    @pytest.mark.parametrize("name", ["job_cancel", "job_retry"])
    def test_nobody_acts_on_them(self, client, job, branch, name):
        assert code(client, a_person(Role.HANDLER, at=branch), name, job, method="post") == 404
        assert not Job.objects.filter(cancel_requested=True).exists()

    def test_an_auditor_sees_them_and_changes_nothing(self, client, job, auditor):
        assert code(client, auditor, "job", job) == 200
        assert code(client, auditor, "job_cancel", job, method="post") == 403
        assert not Job.objects.filter(cancel_requested=True).exists()

    def test_an_administrator_may_stop_them(self, client, job, admin):
        assert code(client, admin, "job_cancel", job, method="post") == 302
        job.refresh_from_db()
        assert job.state == JobState.CANCELLED

    def test_the_list_shows_only_ones_own(self, client, job, branch, admin):
        client.force_login(a_person(Role.HANDLER, at=branch))
        assert client.get(reverse("jobs")).context["page"].jobs == []
        client.force_login(admin)
        assert client.get(reverse("jobs")).context["page"].jobs == [job]


class TestProgress:
    def test_it_asks_again_while_the_job_is_on_its_way(self, client, job, lin):
        client.force_login(lin)
        response = client.get(reverse("job_progress", args=[job.pk]))
        assert 'hx-trigger="every 2s"' in response.text
        assert "HX-Trigger" not in response

    def test_it_stops_when_the_job_has_ended(self, client, job, lin):
        run_job(job.pk)
        client.force_login(lin)
        response = client.get(reverse("job_progress", args=[job.pk]))
        assert "hx-trigger" not in response.text
        assert response["HX-Trigger"] == "job-ended"

    def test_it_shows_how_far_it_is(self, client, job, lin):
        Job.objects.update(state=JobState.RUNNING, done=1200, total=2224, message="Checking rows")
        client.force_login(lin)
        text = client.get(reverse("job_progress", args=[job.pk])).text
        assert "1,200 / 2,224" in text
        assert "Checking rows" in text

    def test_a_page_of_a_job_is_whole(self, client, job, lin):
        client.force_login(lin)
        text = client.get(job.get_absolute_url()).text
        assert "A test job" in text
        assert reverse("job_cancel", args=[job.pk]) in text

    def test_a_failed_job_says_why_and_may_be_started_again(self, client, job, lin):
        Job.objects.update(state=JobState.FAILED, error="Row 7 has no month.", finished_at=timezone.now())
        client.force_login(lin)
        text = client.get(job.get_absolute_url()).text
        assert "Row 7 has no month." in text
        assert reverse("job_retry", args=[job.pk]) in text


class TestActs:
    def test_stopping_one_that_has_ended_says_so(self, client, job, lin):
        run_job(job.pk)
        client.force_login(lin)
        response = client.post(reverse("job_cancel", args=[job.pk]))
        assert response.status_code == 409
        assert "This job has already ended; there is nothing left to stop." in response.text

    def test_starting_again_puts_it_back_into_the_queue(self, client, job, lin):
        Job.objects.update(state=JobState.FAILED, attempts=3)
        assert code(client, lin, "job_retry", job, method="post") == 302
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.QUEUED, 0)

    @pytest.mark.parametrize("name", ["job_cancel", "job_retry"])
    def test_looking_changes_nothing(self, client, job, lin, name):
        assert code(client, lin, name, job) == 405


class TestFile:
    @pytest.fixture
    def done(self, kind, lin, tmp_path):
        sheet = tmp_path / "sheet.csv"
        sheet.write_bytes(b"month\n2011-01\n")
        stored = store(sheet, name="january.csv", media_type="text/csv", by=lin, now=timezone.now())
        job = enqueue(kind(right="export_run"), by=lin, now=timezone.now(), arguments={})
        Job.objects.update(state=JobState.DONE, result_file=stored)
        return job

    def test_whoever_asked_may_have_it(self, client, done, lin):
        client.force_login(lin)
        response = client.get(reverse("job_file", args=[done.pk]))
        assert b"".join(response.streaming_content) == b"month\n2011-01\n"
        assert response["Content-Disposition"].startswith("attachment")

    def test_who_only_sees_the_job_may_not(self, client, done, admin):
        assert code(client, admin, "job_file", done) == 403

    def test_who_lost_the_right_may_not(self, client, done, lin):
        lin.postings.update(role=Role.CALLER, ends_on=dt.date(2100, 1, 1))
        assert code(client, lin, "job_file", done) == 403

    def test_a_job_without_a_file_has_none(self, client, job, lin):
        assert code(client, lin, "job_file", job) == 404


class TestList:
    def test_it_filters_by_state(self, client, kind, lin):
        name = kind()
        waiting, done = (enqueue(name, by=lin, now=timezone.now(), arguments={}) for _number in range(2))
        run_job(done.pk)
        client.force_login(lin)
        assert client.get(reverse("jobs"), {"state": "queued"}).context["page"].jobs == [waiting]
        assert len(client.get(reverse("jobs"), {"state": "nonsense"}).context["page"].jobs) == 2

    def test_it_goes_on_where_it_stopped(self, client, kind, lin):
        name = kind()
        for _number in range(60):
            enqueue(name, by=lin, now=timezone.now(), arguments={})
        client.force_login(lin)
        first = client.get(reverse("jobs")).context["page"]
        second = client.get(reverse("jobs"), {"before": first.older}).context["page"]
        assert (len(first.jobs), len(second.jobs), second.older) == (50, 10, None)
        assert not {job.pk for job in first.jobs} & {job.pk for job in second.jobs}

    def test_a_hundred_jobs_cost_no_more_queries_than_one(self, client, kind, admin, django_assert_max_num_queries):
        name = kind()
        for _number in range(50):
            enqueue(name, by=a_person(), now=timezone.now(), arguments={})
        client.force_login(admin)
        with django_assert_max_num_queries(15):
            client.get(reverse("jobs"))

    def test_an_empty_list_says_what_it_is_for(self, client, lin):
        client.force_login(lin)
        assert "No jobs here" in client.get(reverse("jobs")).text
