from __future__ import annotations

import csv
import datetime as dt
import io
from urllib.parse import urlencode

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.audit.models import AuditEntry
from core.exports import services
from core.exports.registry import Column, listing
from core.exports.services import CannotExport, Wish, ask_for_export, export, fetched
from core.exports.tasks import run_export
from core.files.models import StoredFile
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import run_job
from core.refusals import Refusal
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person, Posting
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


class BadFilter(Refusal):
    pass


@pytest.fixture(autouse=True)
def people():
    """The people one may see, with a telephone number that is the same for all."""

    def rows(person, params):
        if set(params) - {"post"}:
            raise BadFilter("no such filter")
        return Person.objects.visible_to(person).filter(post__contains=params.get("post", "")).order_by("pk")

    columns = [
        Column("工号", lambda person: person.staff_number),
        Column("姓名", lambda person: person.name),
        Column("电话", lambda person: "138****1234", revealed=lambda person: PHONE),
    ]
    listing("people", "人员", Right.PERSON_VIEW, columns=columns, rows=rows)


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def manager(client, unit):
    person = a_person(Role.SERVICE_MANAGER, at=unit, name="=1+1", staff_number="00123", post="客服")
    client.force_login(person)
    return person


def csv_rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_a_short_list_comes_at_once_as_csv(client, manager):
    answer = client.get(reverse("export", args=["people", "csv"]))
    assert csv_rows(answer) == [["工号", "姓名", "电话"], ["00123", "'=1+1", "138****1234"]]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]


def test_a_short_list_comes_at_once_as_xlsx(client, manager):
    answer = client.get(reverse("export", args=["people", "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1] == ["00123", "=1+1", "138****1234"]
    assert sheet["B2"].data_type == "s"


def test_it_exports_exactly_what_the_filter_shows(client, manager, unit):
    a_person(Role.HANDLER, at=unit, post="营业")
    answer = client.get(reverse("export", args=["people", "csv"]) + "?post=营业")
    assert len(csv_rows(answer)) == 2
    entry = AuditEntry.objects.get(verb="list.exported")
    assert entry.data == {"list": "people", "rows": 1, "filters": {"post": "营业"}, "reason": ""}


@pytest.mark.parametrize("query", ["?nonsense=1", "?post=a&post=b"])
def test_a_wrong_filter_is_refused_in_words(client, manager, query):
    answer = client.get(reverse("export", args=["people", "csv"]) + query)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.HANDLER, 403), (Role.HALL_MANAGER, 403), (Role.AUDITOR, 200)])
def test_it_wants_the_right_to_export_and_the_right_to_the_list(client, unit, role, status):
    client.force_login(a_person(role, at=unit))
    answer = client.get(reverse("export", args=["people", "csv"]))
    answer.getvalue()
    assert answer.status_code == status


@pytest.mark.parametrize("address", ["/exports/none.csv", "/exports/people.pdf", "/exports/../people.csv"])
def test_what_is_not_declared_does_not_exist(client, manager, address):
    assert client.get(address).status_code == 404


def test_whole_phone_numbers_come_with_a_right_and_a_reason(client, manager):
    address = reverse("export", args=["people", "csv"])
    answer = client.post(address, {"reason": "逐一回访"})
    assert csv_rows(answer)[1][2] == PHONE
    assert AuditEntry.objects.get(verb="list.exported").data["reason"] == "逐一回访"
    answer = client.post(address, {"reason": ""})
    assert csv_rows(answer)[1][2] == "138****1234"


def test_without_the_right_a_reason_reveals_nothing(client, unit):
    client.force_login(a_person(Role.AUDITOR, at=unit))
    answer = client.post(reverse("export", args=["people", "csv"]), {"reason": "逐一回访"})
    assert answer.status_code == 400
    assert PHONE not in answer.content.decode()


def test_a_reason_in_the_address_is_only_an_unknown_filter(client, manager):
    assert client.get(reverse("export", args=["people", "csv"]) + "?reason=逐一回访").status_code == 400


def test_a_long_list_is_shown_before_it_becomes_a_job(client, manager, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 0)
    address = reverse("export", args=["people", "csv"])
    assert client.get(address).status_code == 200
    assert not Job.objects.exists()
    answer = client.post(address)
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert (job.kind, job.by, job.arguments["code"]) == ("core.export", manager, "people")


@pytest.mark.parametrize("written", [PHONE, "+86 138 0000 1234", "138-0000-1234"])
def test_a_number_looked_for_is_kept_by_its_end_alone(client, manager, monkeypatch, written):
    address = reverse("export", args=["people", "csv"]) + "?" + urlencode({"post": written})
    assert csv_rows(client.get(address))[0] == ["工号", "姓名", "电话"]
    monkeypatch.setattr(services, "AT_ONCE", -1)
    client.post(address)
    assert Job.objects.get().arguments["params"] == {"post": "1234"}
    kept = [str(entry.data) for entry in AuditEntry.objects.all()]
    assert any("1234" in data for data in kept)
    assert not [data for data in kept if "0000" in data]


class Silent:
    def step(self, done, total=None, message=""):
        pass


@pytest.fixture
def finished(manager):
    """An export job that has run."""
    job = ask_for_export(Wish("people", "csv", {}), by=manager, now=timezone.now())
    result = run_export(Silent(), job=job, **job.arguments)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, result=result)
    job.refresh_from_db()
    return job


def test_the_file_of_a_job_is_fetched_by_who_asked_for_it(client, finished):
    answer = client.get(finished.result["address"])
    assert csv_rows(answer)[1][0] == "00123"
    assert AuditEntry.objects.filter(verb="export.fetched", about_id=finished.pk).count() == 1


@pytest.mark.parametrize("role", [Role.SERVICE_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_gets_the_file_not_even_those_who_see_all_jobs(client, finished, unit, role):
    client.force_login(a_person(role, at=unit))
    assert client.get(reverse("export_file", args=[finished.pk])).status_code == 404


def test_the_right_is_asked_again_when_the_file_is_fetched(client, finished, manager, unit):
    manager.postings.all().update(role=Role.COUNTER_STAFF)
    assert client.get(reverse("export_file", args=[finished.pk])).status_code == 403


def test_the_file_is_gone_for_who_no_longer_reaches_what_it_holds(client, finished, manager, unit):
    address = reverse("export_file", args=[finished.pk])
    other = a_unit("临安分公司")
    Posting.objects.create(person=manager, unit=other, role=Role.SERVICE_MANAGER, starts_on=dt.date(2010, 1, 1))
    assert csv_rows(client.get(address))[1][0] == "00123"
    for there in (a_unit("桂花", under=unit), other):
        Posting.objects.filter(person=manager).exclude(unit=other).update(unit=there, starts_on=dt.date(2011, 1, 1))
        assert client.get(address).status_code == 404
    assert AuditEntry.objects.filter(verb="export.fetched").count() == 1


def test_the_right_is_asked_again_when_the_job_runs(manager):
    job = ask_for_export(Wish("people", "csv", {}), by=manager, now=timezone.now())
    manager.postings.all().delete()
    job = Job.objects.get(pk=job.pk)
    with pytest.raises(CannotExport):
        run_export(Silent(), job=job, **job.arguments)


def test_the_file_expires(client, finished, manager):
    assert fetched(job=finished, by=manager, now=timezone.now() + services.KEPT + dt.timedelta(minutes=1)) is None


def test_a_list_longer_than_a_sheet_is_refused(manager, monkeypatch):
    monkeypatch.setattr(services, "MOST_SHEET_ROWS", 1)
    with pytest.raises(CannotExport):
        export(Wish("people", "csv", {}), by=manager, now=timezone.now())


def test_rows_need_not_be_a_queryset(manager):
    listing(
        "numbers",
        "数",
        Right.PERSON_VIEW,
        columns=[Column("n", lambda n: n)],
        rows=lambda person, params: iter(range(7)),
    )
    assert services.count_of(Wish("numbers", "csv", {}), person=manager) == 7
    with export(Wish("numbers", "csv", {}), by=manager, now=timezone.now()) as content:
        assert content.read().decode("utf-8-sig").split() == ["n", *map(str, range(7))]


class TestWhileItRuns:
    """The right is looked up anew with every batch of rows (K13)."""

    @pytest.fixture(autouse=True)
    def _small_batches(self, monkeypatch, unit):
        monkeypatch.setattr(services, "BATCH", 2)
        for _person in range(5):
            a_person(Role.HANDLER, at=unit)

    def test_it_ends_with_its_reason_when_the_right_goes(self, manager):
        job = ask_for_export(Wish("people", "csv", {}), by=manager, now=timezone.now())
        listing_rows = services.listing_of("people").rows

        def rows(person, params):
            for place, row in enumerate(listing_rows(person, params)):
                if place == 1:
                    Posting.objects.filter(person=manager).delete()
                yield row

        listing("people", "人员", Right.PERSON_VIEW, columns=services.listing_of("people").columns, rows=rows)
        run_job(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert job.error
        assert not AuditEntry.objects.filter(verb="list.exported").exists()
        assert not StoredFile.objects.exists()

    @pytest.mark.parametrize("change", ["left", "moved"])
    def test_it_ends_for_who_left_or_reaches_less(self, manager, unit, change):
        assert manager.may(Right.PERSON_VIEW)
        if change == "left":
            Person.objects.filter(pk=manager.pk).update(is_active=False)
        else:
            Posting.objects.filter(person=manager).update(unit=a_unit("桂花", under=unit))
        with translation.override("en"), pytest.raises(CannotExport, match="taken away"):
            export(Wish("people", "csv", {}), by=manager, now=timezone.now())

    def test_it_goes_on_for_who_reaches_more(self, unit):
        below = a_unit("桂花", under=unit)
        for _person in range(5):
            a_person(Role.HANDLER, at=below)
        clerk = a_person(Role.SERVICE_MANAGER, at=below)
        clerk.may(Right.PERSON_VIEW)
        Posting.objects.filter(person=clerk).update(unit=unit)
        with export(Wish("people", "csv", {}), by=clerk, now=timezone.now()) as content:
            assert len(content.read().splitlines()) == 1 + 6
