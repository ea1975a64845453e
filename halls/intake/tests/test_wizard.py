"""The steps of a sheet in the browser: which hall it is of, and where its new services are offered."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from core.imports import services
from core.imports.models import ImportRun
from core.imports.registry import kind_of
from halls.intake.tests.factories import NOW, a_branch_hall
from halls.tests.factories import a_hall
from org.people.models import Person

pytestmark = pytest.mark.django_db
ROWS = "日期,取号时刻,开始时刻,结束时刻,业务\n2011-01-05,9:00,9:05,9:10,宽带\n"


def a_sheet(by: Person, text: str = ROWS) -> ImportRun:
    run = services.upload_sheet(
        kind=kind_of("visits"), content=io.BytesIO(text.encode()), name="sheet.csv", by=by, now=NOW
    )
    services.begin_reading(run=run, answers={})
    services.read_upload(run=run, now=NOW)
    run.refresh_from_db()
    return run


def test_one_of_the_halls_is_chosen_and_nothing_else_is_taken(client) -> None:
    premises, by = a_branch_hall()
    other = a_hall("新登营业厅", under=premises.unit.parent)
    client.force_login(by)
    run = a_sheet(by)
    address = reverse("import_columns", args=[run.pk])
    field = client.get(address).context["form"]["said-hall"]
    assert [code for code, _name in field.field.choices] == ["", premises.unit.code, other.unit.code]
    assert field.value() == ""
    columns = run.options["columns"]
    assert client.post(address, columns | {"said-hall": "桂花"}).context["form"].errors["said-hall"]
    assert client.post(address, columns | {"said-hall": other.unit.code}).status_code == 302
    page = client.get(reverse("import_values", args=[run.pk]))
    assert page.context["form"]["under-service"].value() == other.unit.code


def test_the_only_hall_goes_without_saying_unless_the_sheet_names_halls(client) -> None:
    premises, by = a_branch_hall()
    client.force_login(by)
    for text, chosen in (
        (ROWS, premises.unit.code),
        (ROWS.replace("日期", "营业厅,日期").replace("\n20", "\n桂花,20"), ""),
    ):
        run = a_sheet(by, text)
        page = client.get(reverse("import_columns", args=[run.pk]))
        assert page.context["form"]["said-hall"].value() == chosen
        body = page.content.decode()
        assert body.index("id_said-hall") < body.index("id_arrived_at"), "it stands before the columns"
