from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.imports import selectors, services
from core.imports.choices import ImportState
from core.imports.models import ImportRun
from core.imports.tests.factories import NOW, an_upload, checked, decided, imported, loan_days, quietly
from core.jobs.models import Job
from core.jobs.services import run_job
from core.numbers import NumberSeries
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loans")]

SHEET = "No.,Date,Status,区域,数量\nA1,22-04-15,Closed,桂花,3\nA2,05-06-15,待定,金桥,2\nA3,30-06-15,Open,桂花,none\n"


@pytest.fixture
def browser(importer):
    client = Client()
    client.force_login(importer)
    return client


def upload(browser: Client, content: str | bytes, name: str = "loans.csv"):
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    return browser.post(reverse("import_upload"), {"kind": "loans", "file": file}, follow=True)


def work_off() -> None:
    for job in Job.objects.filter(state="queued"):
        run_job(job.pk)


def test_a_newcomer_walks_from_the_file_to_the_result(browser):
    page = upload(browser, SHEET)
    run = ImportRun.objects.get()
    assert page.redirect_chain[-1][0] == reverse("import_reading", args=[run.pk])
    assert b"A1" in page.content
    page = browser.get(reverse("import_columns", args=[run.pk]))
    chosen = {line["column"].name: line["field"].value() for line in page.context["lines"]}
    assert chosen["pieces"] == "数量"
    page = browser.post(
        reverse("import_columns", args=[run.pk]), {name: heading or "" for name, heading in chosen.items()}, follow=True
    )
    assert page.redirect_chain[-1][0] == reverse("import_values", args=[run.pk])
    codes = {reading.code for reading in page.context["dates"][0]["readings"]}
    assert {"dmy", "repair"} <= codes
    page = browser.post(reverse("import_values", args=[run.pk]), {"date-day": "dmy"})
    assert page.status_code == 422
    assert "待定".encode() in page.content
    place = next(value for value in page.context["choices"][0]["asked"] if value.text == "待定").field.html_name
    answers = {"date-day": "dmy", place: "open", "missing-depot": "create", "under-depot": "YARD"}
    page = browser.post(reverse("import_values", args=[run.pk]), answers, follow=True)
    assert page.redirect_chain[-1][0] == reverse("import_check", args=[run.pk])
    page = browser.post(reverse("import_check", args=[run.pk]), {"control_total": "4"})
    assert page.status_code == 422
    browser.post(reverse("import_check", args=[run.pk]), {"control_total": "3"})
    work_off()
    page = browser.get(reverse("import_check", args=[run.pk]))
    assert page.context["check"]["counts"]["imported"] == 2
    assert NumberSeries.objects.filter(name__startswith="loan:").count() == 0
    page = browser.post(reverse("import_start", args=[run.pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("import_result", args=[run.pk])
    work_off()
    page = browser.get(reverse("import_result", args=[run.pk]))
    assert page.context["result"]["counts"]["imported"] == 2
    assert loan_days() == {"A1": 20150422, "A2": 20150605}
    sheet = browser.get(reverse("import_rejected", args=[run.pk]))
    assert sheet.status_code == 200
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    assert browser.get(reverse("imports")).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("loans.csv", "No.,Date\nA1,2015-04-22,one too many\n", "C"),
        ("loans.csv", "No.,Date,Date\nA1,2015-04-22,2015-04-22\n", "Date"),
        ("loans.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xls"),
        ("loans.xlsx", b"PK\x03\x04 not a workbook", "loans.xlsx"),
        ("loans.csv", "", "loans.csv"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why_and_writes_nothing(browser, name, content, says):
    before = NumberSeries.objects.count()
    page = upload(browser, content, name)
    run = ImportRun.objects.filter(file__name=name).first()
    if run is None:
        assert page.status_code == 422
    else:
        assert run.state == ImportState.REFUSED
        assert says in run.findings["refusal"]["text"]
        assert name in run.findings["refusal"]["text"]
        assert run.rows_file is None
    assert NumberSeries.objects.count() == before


def test_what_is_no_sheet_by_its_name_is_refused_at_once_and_not_kept(browser):
    page = upload(browser, b"PK\x03\x04 a letter", "letter.docx")
    assert page.status_code == 422
    assert "file" in page.context["form"].errors
    assert not ImportRun.objects.exists()


def test_the_usual_kind_is_offered_first(browser):
    kinds = browser.get(reverse("import_upload")).context["kinds"]
    assert kinds[0].code == "complaints"


def test_months_beyond_the_first_are_folded_and_counted():
    months = {f"20{year:02d}-{month:02d}": 1 for year in range(10, 18) for month in range(1, 13)}
    found = {"code": "ymd", "months": months, "fits": 96, "total": 96, "exchanged": 0, "examples": [], "failures": []}
    (reading,) = selectors.readings_of({"readings": [found]})
    assert len(reading.months) + len(reading.more_months) == reading.month_count == 96
    assert reading.more_months


def test_an_import_that_changes_nothing_is_not_offered(browser, importer):
    sheet = "No.,Date,Status\nA1,2015-04-22,Closed\n"
    imported(checked(decided(an_upload(sheet, by=importer))))
    run = checked(decided(an_upload(sheet, by=importer)))
    page = browser.get(reverse("import_check", args=[run.pk]))
    assert page.context["nothing_new"]
    assert not page.context["may_import"]


def test_one_may_go_back_and_choose_again_without_losing_anything(browser, importer):
    run = checked(decided(an_upload("No.,Date,Status\nA1,2015-04-22,Open\n", by=importer)))
    page = browser.get(reverse("import_columns", args=[run.pk]))
    assert page.status_code == 200
    columns = run.options["columns"] | {"state": ""}
    browser.post(reverse("import_columns", args=[run.pk]), columns)
    run.refresh_from_db()
    assert run.state == ImportState.MAPPED
    assert "check" not in run.findings


def test_rows_are_not_written_before_they_were_checked(browser, importer):
    run = decided(an_upload("No.,Date\nA1,2015-04-22\n", by=importer))
    page = browser.post(reverse("import_start", args=[run.pk]))
    assert page.status_code == 409
    assert loan_days() == {}


def test_what_is_done_is_not_done_again(browser, importer):
    run = imported(checked(decided(an_upload("No.,Date\nA1,2015-04-22\n", by=importer))))
    assert browser.post(reverse("import_start", args=[run.pk])).status_code == 409
    assert browser.post(reverse("import_abandon", args=[run.pk])).status_code == 302
    run.refresh_from_db()
    assert run.state == ImportState.DONE


def test_somebody_elses_import_does_not_exist(importer, browser):
    run = an_upload("No.,Date\nA1,2015-04-22\n", by=importer)
    other = a_person(Role.SERVICE_MANAGER, at=a_unit("萧山分公司"))
    browser.force_login(other)
    for name in ("import_run", "import_reading", "import_columns", "import_rejected"):
        assert browser.get(reverse(name, args=[run.pk])).status_code == 404


def test_the_person_who_may_read_all_jobs_sees_but_cannot_act(importer, browser):
    run = an_upload("No.,Date\nA1,2015-04-22\n", by=importer)
    browser.force_login(a_person(Role.ADMINISTRATOR, at=a_unit("总部")))
    assert browser.get(reverse("import_reading", args=[run.pk])).status_code == 200
    assert browser.post(reverse("import_abandon", args=[run.pk])).status_code == 403
    assert browser.get(reverse("import_rejected", args=[run.pk])).status_code == 403


def test_without_the_right_the_wizard_is_forbidden(browser):
    browser.force_login(a_person(Role.HANDLER, at=a_unit("临安分公司")))
    assert browser.get(reverse("imports")).status_code == 403
    assert browser.post(reverse("import_upload"), {}).status_code == 403


def test_a_sheet_that_holds_markup_is_shown_as_text(browser):
    page = upload(browser, "No.,Date\n<script>alert(1)</script>,2015-04-22\n")
    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;" in page.content


def test_a_failed_job_lets_the_rows_be_checked_again(browser, importer):
    run = decided(an_upload("No.,Date\nA1,2015-04-22\n", by=importer))
    services.request_check(run=run, control_total=None, by=importer, now=NOW)
    Job.objects.filter(pk=run.job_id).update(state="failed")
    page = browser.get(reverse("import_check", args=[run.pk]))
    assert page.context["may_check"]
    browser.post(reverse("import_check", args=[run.pk]), {"control_total": ""})
    run = ImportRun.objects.get(pk=run.pk)
    services.check_rows(run=run, now=NOW, tell=quietly)
    assert run.state == ImportState.CHECKED


def test_a_days_uploads_have_an_end(browser, settings):
    settings.MAX_UPLOADS_BYTES_PER_DAY = 60
    assert upload(browser, "No.,Date\nA1,2015-04-22\n").status_code == 200
    assert upload(browser, "No.,Date\nA2,2015-04-22\nA3,2015-04-22\nA4,2015-04-22\n").status_code == 422
    assert ImportRun.objects.count() == 1


def test_a_file_too_large_is_refused_before_it_is_kept(browser, settings):
    settings.MAX_SHEET_BYTES = 20
    page = upload(browser, "No.,Date\nA1,2015-04-22\n")
    assert page.status_code == 422
    assert ImportRun.objects.count() == 0


def test_a_long_sheet_is_counted_by_a_job_that_leads_to_the_next_step(browser, importer, monkeypatch):
    monkeypatch.setattr("core.imports.services.decisions.COUNT_AT_ONCE_ROWS", 1)
    run = an_upload("No.,Date\nA1,2015-04-22\nA2,2015-04-22\n", by=importer)
    page = browser.post(reverse("import_columns", args=[run.pk]), run.options["columns"], follow=True)
    assert page.context["job"].is_active
    work_off()
    page = browser.get(reverse("import_run", args=[run.pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("import_values", args=[run.pk])


def test_a_file_that_takes_long_is_read_by_a_job(browser, monkeypatch):
    monkeypatch.setattr("core.imports.services.uploads.READ_AT_ONCE_BYTES", 1)
    page = upload(browser, "No.,Date\nA1,2015-04-22\n")
    assert page.context["job"].is_active
    work_off()
    assert ImportRun.objects.get().state == ImportState.READ


def test_what_is_no_longer_declared_does_not_exist(browser, importer):
    run = an_upload("No.,Date\nA1,2015-04-22\n", by=importer)
    ImportRun.objects.filter(pk=run.pk).update(kind="lones")
    assert browser.get(reverse("import_run", args=[run.pk])).status_code == 404
    assert browser.get(reverse("imports")).status_code == 200
