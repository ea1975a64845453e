"""Sheets by machine, and the score below which halls are named: page and machine."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from halls.checks.choices import CheckKind
from halls.checks.models import CheckTemplate, FindingLine, TemplateVersion
from halls.checks.selectors import line_for
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db

SECTIONS = [
    {
        "name": "环境设施",
        "dimension": "environment",
        "items": [
            {"words": "饮水机已开", "weight": "60", "code": "dispenser", "is_critical": True},
            {"words": "电视机已开且有声音", "weight": "40", "photo": "on_fail"},
        ],
    }
]


@pytest.fixture
def hall() -> Unit:
    return a_hall(under=a_unit("富阳分公司")).unit


@pytest.fixture
def client(hall: Unit) -> Client:
    one = Client()
    one.force_login(a_person(Role.SERVICE_MANAGER, at=hall.parent, language="en"))
    return one


def send(client: Client, door: str, /, *where: Any, **body: Any) -> Any:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return client.post(reverse(door, args=where), body, content_type="application/json", headers=headers)


def test_a_sheet_is_made_written_published_continued_and_retired(hall: Unit, client: Client) -> None:
    made = send(client, "api_check_template_new", unit=hall.parent.code, kind="patrol", name="巡查表")
    assert made.status_code == 201
    pk, version = made.json()["template"], made.json()["version"]
    # Without an item it is not published.
    assert send(client, "api_check_version_publish", pk, 1, version=version).status_code == 409
    assert TemplateVersion.objects.get().published_at is None
    kept = send(client, "api_check_version", pk, 1, version=version, sections=SECTIONS, pass_line="95").json()
    assert [item["code"] for item in kept["sections"][0]["items"]] == ["dispenser", f"s{pk}-1"]
    assert (kept["pass_line"], kept["version"]) == ("95.00", version + 1)
    # Who writes on an older reading changes nothing.
    assert send(client, "api_check_version", pk, 1, version=version, sections=[]).status_code == 409
    assert client.get(reverse("api_check_version", args=[pk, 1])).json()["sections"] == kept["sections"]
    published = send(client, "api_check_version_publish", pk, 1, version=kept["version"]).json()
    assert published["published_at"]
    refused = send(client, "api_check_version", pk, 1, version=published["version"], sections=SECTIONS)
    assert refused.status_code == 409
    following = send(client, "api_check_version_new", pk).json()
    assert (following["number"], following["sections"]) == (2, kept["sections"])
    assert send(client, "api_check_version_new", pk, number=1).status_code == 409
    assert send(client, "api_check_template_retire", pk).json()["retired_at"]
    assert CheckTemplate.objects.get().retired_at is not None
    assert TemplateVersion.objects.count() == 2


def test_what_no_draft_may_hold_is_refused_and_nothing_is_written(hall: Unit, client: Client) -> None:
    made = send(client, "api_check_template_new", unit=hall.parent.code, kind="patrol", name="巡查表").json()
    where = (made["template"], 1)
    for wrong in (
        {"weight": "101"},
        {"weight": "1e1"},
        {"code": "大写"},
        {"action": "always"},
        {"words": ""},
        {"photo": "sometimes"},
    ):
        item = SECTIONS[0]["items"][0] | wrong  # type: ignore[index]
        sent = [{"name": "环境设施", "items": [item]}]
        answer = send(client, "api_check_version", *where, version=made["version"], sections=sent)
        assert answer.status_code in (400, 409), wrong
    assert client.get(reverse("api_check_version", args=where)).json()["sections"] == []
    clerk = Client()
    clerk.force_login(a_person(Role.HALL_MANAGER, at=hall))
    assert send(clerk, "api_check_template_retire", where[0]).status_code == 403


def test_a_line_is_set_from_a_day_on_and_the_one_before_stays(hall: Unit, client: Client) -> None:
    """S0-M1: under 95 a hall is named."""
    branch = hall.parent
    assert "No line is set" in client.get(reverse("check_lines")).content.decode()
    said = {"unit": branch.code, "kind": "mystery", "valid_from": "2011-01-01", "line": "95", "source": "S0-M1"}
    assert client.post(reverse("check_lines"), said).status_code == 302
    assert client.post(reverse("check_lines"), said).status_code == 409
    assert client.post(reverse("check_lines"), said | {"line": "101"}).status_code == 400
    sent = send(client, "api_check_lines", **(said | {"valid_from": "2011-02-01", "line": "96"}))
    assert (sent.status_code, sent.json()["line"]) == (201, "96.00")
    lines = {day: line_for(hall, CheckKind.MYSTERY, on=day) for day in (dt.date(2011, 1, 31), dt.date(2011, 2, 1))}
    assert [line.line for line in lines.values() if line] == [D(95), D(96)]
    page = client.get(reverse("check_lines"))
    assert page.context["in_force"] == {FindingLine.objects.get(line=96).pk}
    listed = client.get(reverse("api_check_lines")).json()["results"]
    assert [one["valid_from"] for one in listed] == ["2011-02-01", "2011-01-01"]


def test_lines_of_another_branch_are_not_seen_and_a_reader_sets_none(hall: Unit, client: Client) -> None:
    other = a_hall("别处营业厅", under=a_unit("别处分公司")).unit
    FindingLine.objects.create(
        unit=other.parent, kind="mystery", valid_from="2011-01-01", line=90, made_at="2011-01-01T00:00Z"
    )
    assert "别处分公司" not in client.get(reverse("check_lines")).content.decode()
    assert client.get(reverse("api_check_lines")).json()["results"] == []
    said = {"unit": hall.parent.code, "kind": "mystery", "valid_from": "2011-01-01", "line": "95", "source": ""}
    reader = Client()
    reader.force_login(a_person(Role.HALL_MANAGER, at=hall))
    page = reader.get(reverse("check_lines"))
    assert page.status_code == 200
    assert "<form" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert reader.post(reverse("check_lines"), said).status_code == 403
    assert send(client, "api_check_lines", **(said | {"unit": other.parent.code})).status_code == 404
