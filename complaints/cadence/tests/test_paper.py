"""A sheet on paper: what its PDF says when it is read back, to whom, and where no font is installed."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.paper import paper_of, pdf_of
from complaints.cadence.presenter import page_of
from complaints.cadence.services import answer_problems, make_sheet
from complaints.promises.models import Promise
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from core.models import AuditEntry
from core.papers import fonts
from core.papers.fonts import NoPdfFont
from core.papers.rules import Facts
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
MONTH_LATER = A_MONDAY + dt.timedelta(days=30)
MEASURE = "受理台张贴资费卡，王小明 13800138000 已回访"


@pytest.fixture
def font() -> None:
    try:
        fonts.font()
    except NoPdfFont as missing:
        pytest.skip(str(missing))


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, name="周敏")


def made(kind, unit):
    return make_sheet(unit=unit, span=rules.span_on(kind, A_MONDAY.date()), by=None, now=MONTH_LATER)


def an_error(city):
    complaint = a_complaint(at=city, cause=a_category("资费未说明"), customer_name="王小明")
    type(complaint).objects.filter(pk=complaint.pk).update(error_side="own", error_unit=city, error_path=city.path)
    return complaint


def read(pdf: bytes) -> str:
    """What stands on the pages, without the blanks and line ends that setting puts in."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def fetched(client, sheet) -> str:
    answer = client.get(reverse("cadence_sheet_pdf", args=[sheet.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    return read(b"".join(answer.streaming_content))


@pytest.mark.usefixtures("font")
class TestPaper:
    def test_every_kind_says_on_paper_what_its_page_says(self, city, manager, client):
        an_error(city)
        client.force_login(manager)
        for kind in SheetKind:
            sheet = made(kind, city)
            said = fetched(client, sheet)
            page = client.get(reverse("cadence_sheet", args=[sheet.pk]))
            assert reverse("cadence_sheet_pdf", args=[sheet.pk]) in page.content.decode()
            shown = page.context["page"]
            words = [shown.title, *(table.title for table in shown.tables), *(one.title for one in shown.lists)]
            words += [heading for table in shown.tables if table.lines for heading in table.headings]
            words += [line.name for table in shown.tables for line in table.lines]
            words += [line.words for one in shown.lists for line in one.lines]
            assert [word for word in words if "".join(word.split()) not in said] == []
            assert "城区" in said
            assert "王小明" not in said
        entries = AuditEntry.objects.filter(verb="sheet.exported", by=manager)
        assert [entry.data["file"] for entry in entries] == ["pdf"] * len(SheetKind)

    def test_a_figure_stands_beside_its_unit(self, branch, city, manager):
        for _each in range(3):
            a_complaint(at=city)
        with translation.override("zh-hans"):
            pages = PdfReader(io.BytesIO(pdf_of(made(SheetKind.DAILY, branch), by=manager, now=MONTH_LATER))).pages
        lines = [line.strip() for line in pages[0].extract_text(extraction_mode="layout").splitlines()]
        assert next(line.split()[1] for line in lines if line.startswith("城区")) == "3"
        assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)

    def test_a_table_of_few_figures_stands_upright_with_room_for_the_answer(self, city, manager):
        an_error(city)
        with translation.override("en"):
            pdf = pdf_of(made(SheetKind.PROBLEMS, city), by=manager, now=MONTH_LATER)
        page = PdfReader(io.BytesIO(pdf)).pages[0]
        assert float(page.mediabox.width) < float(page.mediabox.height)
        said = read(pdf)
        assert "Notacknowledgedyet." in said
        assert said.index("Measuretaken") < said.index("Signatureofthedepartment'shead")

    def test_the_answer_stands_on_it_signed_and_without_the_customer(self, city, manager, client):
        an_error(city)
        head, sheet = a_person(Role.DISTRICT_MANAGER, at=city, name="方主任"), made(SheetKind.PROBLEMS, city)
        due = timezone.localdate() + dt.timedelta(days=3)
        answer_problems(sheet=sheet, measure=MEASURE, due_on=due, by=head, now=timezone.now())
        client.force_login(manager)
        said = fetched(client, sheet)
        assert "受理台张贴资费卡，王**138****8000已回访" in said
        assert "方主任" in said
        assert due.isoformat() in said

    def test_a_signed_answer_keeps_its_dates_numbers_and_paragraphs(self, city, manager):
        an_error(city)
        head, sheet = a_person(Role.DISTRICT_MANAGER, at=city), made(SheetKind.PROBLEMS, city)
        measure = "2011-02-15前完成整改，C201102-00042已回访\n\n赔付 50.00 100.00 元"
        due = timezone.localdate() + dt.timedelta(days=3)
        answer_problems(sheet=sheet, measure=measure, due_on=due, by=head, now=timezone.now())
        blocks = paper_of(page_of(sheet, manager), by=manager, now=timezone.now()).blocks
        assert measure in [words for block in blocks if isinstance(block, Facts) for _label, words in block.lines]

    def test_names_of_people_are_for_who_may_see_people(self, city, client):
        complaint = a_complaint(at=city)
        handler = a_person(Role.HANDLER, at=city, name="许晴")
        type(complaint).objects.update(handler=handler)
        sheet = made(SheetKind.WEEKLY, city)
        for person, named in ((a_person(Role.SERVICE_MANAGER, at=city), True), (None, False)):
            client.force_login(person or a_person(Role.HANDLER, at=city))
            said = fetched(client, sheet)
            assert ("许晴" in said, handler.staff_number in said) == (named, not named)

    def test_what_was_typed_is_text(self, city, manager):
        wired = '<img src="file:///etc/passwd"/>{x.__init__}'
        complaint = a_complaint(at=city)
        promised = {"made_at": A_MONDAY, "owner": manager, "made_by": manager}
        Promise.objects.create(complaint=complaint, words=wired, due_at=A_MONDAY + dt.timedelta(days=1), **promised)
        assert wired.replace(" ", "") in read(pdf_of(made(SheetKind.WEEKLY, city), by=manager, now=MONTH_LATER))


class TestDoor:
    def test_it_is_for_who_sees_complaints_where_the_sheet_is(self, city, client):
        sheet = made(SheetKind.DAILY, city)
        address = reverse("cadence_sheet_pdf", args=[sheet.pk])
        client.force_login(a_person(Role.MYSTERY_SHOPPER, at=city))
        assert client.get(address).status_code == 403
        client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
        assert client.get(address).status_code == 404
        assert not AuditEntry.objects.filter(verb="sheet.exported").exists()

    def test_without_a_font_its_page_says_what_to_install(self, city, manager, client, monkeypatch, settings):
        settings.PDF_FONT = ""
        monkeypatch.setattr(fonts, "USUAL", ())
        client.force_login(manager)
        sheet = made(SheetKind.DAILY, city)
        answer = client.get(reverse("cadence_sheet_pdf", args=[sheet.pk]))
        assert answer.status_code == 409
        assert "fonts-wqy-microhei" in answer.content.decode()
        assert not AuditEntry.objects.filter(verb="sheet.exported").exists()
