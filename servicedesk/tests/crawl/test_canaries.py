"""Planted phone numbers turn up nowhere but where somebody asked for one on purpose (P10)."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint
from core.api.tokens import create_token
from core.imports import services as imports
from core.imports.registry import kind_of
from core.jobs import messages
from core.jobs.services import work_off
from core.numbers import NumberSeries
from org.access.choices import Right
from org.people.choices import Role
from servicedesk.tests.access.asking import session_of
from servicedesk.tests.access.table import TABLE, parse
from servicedesk.tests.access.world import World, arguments, build_world

pytestmark = pytest.mark.django_db
BY_FORM, BY_API, BY_SHEET, REJECTED, WRONG = (f"1380000{last}" for last in ("1111", "2222", "4444", "5555", "6666x"))
CANARY = re.compile(r"1380000\d{4}")
SHEET = f"""工单编号,受理时间,标题,归属单位,手机号码
S1,2011-01-18 09:30,乱扣费,FY-H01,{BY_SHEET}
,2011-01-18 09:30,乱扣费,FY-H01,{REJECTED}
"""
READERS = (Role.SERVICE_MANAGER, Role.HANDLER, Role.AUDITOR, Role.ADMINISTRATOR, Role.GENERAL_MANAGER)
# Where whoever sent a sheet looks at it before it is imported.
OWN_SHEET = {"import_reading", "import_columns", "import_values", "import_check"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(messages, "post", lambda _job_id: True)
    return build_world()


class Doors:
    """Clients of each role that remember every address asked and led to."""

    def __init__(self, world: World) -> None:
        self.addresses: list[str] = []
        self._clients = {}
        for role in READERS:
            client = Client(headers={"user-agent": "canary"})
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(world.people[role])
            self._clients[role] = client

    def get(self, role: Role, address: str) -> str:
        return self._read(self._clients[role].get(address), address)

    def post(self, role: Role, address: str, data: dict[str, Any]) -> str:
        return self._read(self._clients[role].post(address, data), address)

    def _read(self, answer: Any, address: str) -> str:
        self.addresses += [address, answer.get("Location", "")]
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return body.decode("utf-8", "replace")


def plant(world: World, doors: Doors) -> None:
    """By the form (once wrong), by the API, and by a sheet of which one row is rejected."""
    form = {
        "form_key": str(uuid.uuid4()),
        "unit": "FY-H01",
        "channel": "hotline",
        "subject": "乱扣费",
        "text": "乱扣费",
    }
    form |= {"customer_level": "ordinary", "customer_class": "normal"}
    for phone in (WRONG, BY_FORM):
        doors.post(Role.HANDLER, reverse("complaint_new"), form | {"phone": phone})
    doors.post(Role.HANDLER, reverse("complaint_duplicates"), {"phone": BY_FORM, "text": ""})
    manager, now = world.people[Role.SERVICE_MANAGER], timezone.now()
    scopes = [Right.COMPLAINT_CREATE, Right.COMPLAINT_VIEW]
    expires = now + dt.timedelta(days=2)
    _token, secret = create_token(name="x", scopes=scopes, expires_at=expires, by=manager, now=now)
    for phone in (WRONG, BY_API):
        Client().post(
            reverse("api_complaints"),
            json.dumps({"unit": "FY-H01", "channel": "hotline", "subject": "乱扣费", "phone": phone}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid.uuid4())},
        )
    run = imports.upload_sheet(
        kind=kind_of("complaints"), content=io.BytesIO(SHEET.encode()), name="一月.csv", by=manager, now=now
    )
    run = imports.request_reading(run=run, answers={}, now=now)
    imports.choose_columns(run=run, columns=run.options["columns"], by=manager, now=now)
    run = imports.decide_meanings(run=run, values={}, dates={}, missing={}, by=manager, now=now)
    imports.request_check(run=run, control_total=None, by=manager, now=now)
    work_off(None)
    run.refresh_from_db()
    imports.request_import(run=run, by=manager, now=now)
    work_off(None)
    run.refresh_from_db()
    assert run.state == "done"
    world.things["run"] = run


@pytest.fixture
def planted(world: World) -> Doors:
    doors = Doors(world)
    plant(world, doors)
    masked = set(Complaint.objects.values_list("phone_masked", flat=True))
    assert {f"138****{number[-4:]}" for number in (BY_FORM, BY_API, BY_SHEET)} <= masked
    world.complaint = Complaint.objects.get(phone_suffix=BY_FORM[-4:])
    return doors


def test_no_page_shows_a_whole_number_by_itself(world: World, planted: Doors) -> None:
    seen = []
    for row in parse(TABLE):
        if row.method != "GET":
            continue
        address = reverse(row.address_name, kwargs=arguments(row.address_name, world)) + row.query("FY-H01")
        for role in READERS:
            own = role == Role.SERVICE_MANAGER and row.address_name in OWN_SHEET
            if row.expected[role] == "+" and not own and CANARY.search(planted.get(role, address)):
                seen.append(f"{address} as {role}")
    listed = planted.get(Role.SERVICE_MANAGER, "/exports/complaints.csv")
    assert f"138****{BY_FORM[-4:]}" in listed
    assert not CANARY.search(listed)
    assert seen == []


def test_a_whole_number_stands_in_no_row_no_address_and_no_letter(world: World, planted: Doors) -> None:
    planted.get(Role.HANDLER, f"{reverse('search')}?q={BY_FORM}")
    found = planted.post(
        Role.HANDLER, reverse("complaint_reveal", args=[world.complaint.number]), {"reason": "回访核实退费"}
    )
    assert BY_FORM in found, "the number is shown to whoever asks with a reason"
    assert rows_with_canaries() == []
    asked = [address for address in planted.addresses if CANARY.search(address)]
    assert asked == [f"{reverse('search')}?q={BY_FORM}"], "only the address that somebody typed"
    assert not [letter for letter in mail.outbox if CANARY.search(letter.body + letter.subject)]


def test_a_whole_number_stands_in_no_log(
    world: World, planted: Doors, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    planted.get(Role.HANDLER, f"{reverse('complaints')}?q={BY_FORM}")
    planted.get(Role.HANDLER, "/complaints/C201101-99999/")
    written = capfd.readouterr()
    assert not CANARY.search(written.out + written.err)
    assert not [record.getMessage() for record in caplog.records if WRONG in record.getMessage()]


def rows_with_canaries() -> list[str]:
    """Every column of every row of every table, as text."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            text = json.dumps(row, default=str, ensure_ascii=False)
            if CANARY.search(text):
                found.append(f"{model._meta.label}: {text[:300]}")
    return found


def test_the_look_at_all_rows_sees_a_number() -> None:
    """The check itself: an unsealed number would be found."""
    NumberSeries.objects.create(name=f"x {BY_FORM}")
    assert rows_with_canaries()
