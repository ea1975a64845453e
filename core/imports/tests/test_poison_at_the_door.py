"""P6 at the wizard: whatever is uploaded, the page answers in words and no row is written."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.imports.choices import ImportState
from core.imports.models import ImportRun
from core.imports.reading.tests.poison import CORPUS
from core.jobs.models import Job
from core.jobs.services import run_job
from core.numbers import NumberSeries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loans")]


def first_of_each_rule(outcome: str) -> list:
    """One file a rule is enough here; the reader's own tests take all of them."""
    found = {}
    for item in CORPUS:
        if item.outcome == outcome and not item.name.endswith(("empty.csv", "empty.xlsx")):
            found.setdefault(item.rule, item)
    return list(found.values())


@pytest.fixture
def browser(importer):
    client = Client()
    client.force_login(importer)
    return client


def upload(browser, item):
    file = SimpleUploadedFile(item.name, item.make())
    page = browser.post(reverse("import_upload"), {"kind": "loans", "file": file}, follow=True)
    for job in Job.objects.filter(state="queued"):
        run_job(job.pk)
        page = browser.get(page.redirect_chain[-1][0])
    return page


@pytest.mark.parametrize("item", first_of_each_rule("refused"), ids=lambda item: f"{item.rule}-{item.name}")
def test_a_poison_file_is_refused_with_its_place_and_nothing_is_written(browser, item):
    before = NumberSeries.objects.count()
    with translation.override("en"):
        page = upload(browser, item)
    run = ImportRun.objects.get()
    assert page.status_code == 200
    assert run.state == ImportState.REFUSED
    assert run.findings["refusal"]["code"] == item.code
    said = run.findings["refusal"]["text"]
    assert run.file.name in said
    if item.row:
        assert str(item.row) in said
    assert run.rows_file is None
    assert NumberSeries.objects.count() == before


@pytest.mark.parametrize("item", first_of_each_rule("asked"), ids=lambda item: f"{item.rule}-{item.name}")
def test_a_file_that_can_be_read_in_two_ways_is_asked_about_with_a_preview_of_each(browser, item):
    page = upload(browser, item)
    run = ImportRun.objects.get()
    assert run.state == ImportState.UPLOADED
    assert run.findings["question"]["candidates"]
    assert len(page.context["candidates"]) >= 1
    best = next(sample for sample in page.context["candidates"] if not sample.problem)
    about = run.findings["question"]["about"]
    browser.post(reverse("import_reading", args=[run.pk]), {about: best.key})
    run.refresh_from_db()
    assert run.state == ImportState.READ
