"""The doors of clocks: why a ticket is due, pausing, the rules and their trial."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from complaints.clocks.choices import ClockKind, Counting
from complaints.clocks.models import ClockRule
from complaints.clocks.presenter import panel, rule_lines
from complaints.clocks.services import CannotSetRule, add_rule
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from core.api.tokens import create_token
from core.audit.models import AuditEntry
from core.files.services import attach
from org.access.choices import Right
from org.calendar.services import load_official_years
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar", "english")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit():
    load_official_years(first=2025, last=2026, by=None, now=A_MONDAY)
    return a_unit()


@pytest.fixture
def handler(client, unit):
    person = a_person(Role.HANDLER, at=unit, language="en")
    client.force_login(person)
    return person


@pytest.fixture
def open_ticket(unit, handler) -> Complaint:
    """Received today, so that pages which read the clock find it running."""
    now = timezone.now()
    ClockRule.objects.create(
        kind=ClockKind.HANDLING, grade="", amount=30, counting=Counting.CALENDAR_DAYS,
        valid_from=now.date() - 2 * DAY, source="试行", made_at=now,
    )  # fmt: skip
    return a_complaint(at=unit, by=handler, handler=handler, channel="regulator", now=now)


def typed(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def page_of(client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def test_the_ticket_s_side_says_how_its_clocks_stand(unit, handler):
    shown = panel(a_complaint(at=unit, channel="regulator"), handler, A_MONDAY + DAY)
    assert [line.words.words for line in shown.lines] == ["1 d left", "14 d left"]
    assert [bool(line.pause_address) for line in shown.lines] == [True, False]
    assert shown.story.promise == "2 working days"
    assert shown.story.source.startswith("S4")


def test_the_page_tells_each_clock_day_by_day(client, unit, handler):
    complaint = a_complaint(at=unit, channel="regulator")
    page = page_of(client, "clock_why", complaint.number)
    for words in ("2 working days", "15 calendar days", "2011-01-19 15:20", "2011-02-01 15:20", "S4"):
        assert words in page


def test_a_ticket_from_elsewhere_has_no_clocks(client, handler):
    foreign = a_complaint(at=a_unit("临安分公司", code="LA"))
    for name in ("clock_why", "clock_pause"):
        args = [foreign.number] if name == "clock_why" else [foreign.number, "handling"]
        assert client.get(reverse(name, args=args)).status_code == 404


def test_a_clock_is_paused_and_taken_up_by_its_pages(client, open_ticket):
    before = open_ticket.due_at
    said = {"reason": "customer_away", "note": "客户出差", "resume_at": typed(timezone.now() + 3 * DAY)}
    answer = client.post(reverse("clock_pause", args=[open_ticket.number, "handling"]), said)
    assert answer.status_code == 302, answer.content.decode()
    assert Complaint.objects.get().due_at > before
    assert "Paused (Customer asked for another date)" in page_of(client, "complaint", open_ticket.number)
    assert "客户出差" in page_of(client, "clock_why", open_ticket.number)
    assert open_ticket.number in page_of(client, "clock_pauses")
    assert client.post(reverse("clock_resume", args=[open_ticket.number, "handling"])).status_code == 302
    assert open_ticket.number not in page_of(client, "clock_pauses")
    assert client.post(reverse("clock_resume", args=[open_ticket.number, "handling"])).status_code == 409


def test_an_authority_s_term_is_refused_in_words(client, open_ticket):
    said = {"reason": "customer_away", "note": "客户出差", "resume_at": typed(timezone.now() + 3 * DAY)}
    answer = client.post(reverse("clock_pause", args=[open_ticket.number, "regulator"]), said)
    assert answer.status_code == 409
    assert "An authority set this term" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"resume_at": "明天"}, {"reason": "holiday"}, {"note": ""}, {"resume_at": "9" * 40}])
def test_what_cannot_be_read_is_refused_beside_its_field(client, open_ticket, wrong):
    said = {"reason": "customer_away", "note": "客户出差", "resume_at": typed(timezone.now() + 3 * DAY)}
    assert client.post(reverse("clock_pause", args=[open_ticket.number, "handling"]), said | wrong).status_code == 400


def test_what_no_source_gives_a_number_is_said_to_be_unset(client, handler):
    unset = {line.kind for line in rule_lines(now=A_MONDAY) if not line.rules}
    assert unset == {ClockKind.FIRST_CONTACT, ClockKind.VERIFICATION, ClockKind.APPROVAL}
    assert page_of(client, "clock_rules").count("Not set") == 3


def a_version(**said: object) -> dict[str, object]:
    return {
        "kind": "handling", "grade": "", "amount": "3", "counting": "working_days", "warn_minutes": "60, 240，0",
        "valid_from": str(timezone.localdate() + DAY), "source": "公司通知〔2026〕18号",
    } | said  # fmt: skip


def test_a_newer_version_counts_from_its_day_and_is_audited(client, unit):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=unit, language="en"))
    assert client.post(reverse("clock_rule_new"), a_version()).status_code == 302
    rule = ClockRule.objects.latest("pk")
    assert (rule.amount, rule.warn_minutes) == (3, [240, 60, 0])
    assert AuditEntry.objects.filter(verb="clock.rule_added").count() == 1
    assert client.post(reverse("clock_rule_new"), a_version()).status_code == 409


def test_a_preview_writes_nothing(client, unit):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=unit, language="en"))
    answer = client.post(reverse("clock_rule_new"), a_version(preview="1", counting="calendar_days"))
    assert "3 calendar days" in answer.content.decode()
    assert not ClockRule.objects.filter(amount=3).exists()


@pytest.mark.parametrize(
    "wrong", [{"amount": "0"}, {"amount": "３"}, {"amount": "1e3"}, {"warn_minutes": "-5"}, {"counting": "weeks"}]
)
def test_a_wrong_number_makes_no_rule(client, unit, wrong):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=unit, language="en"))
    assert client.post(reverse("clock_rule_new"), a_version(**wrong)).status_code == 400


def test_promises_already_given_stay():
    said = {"kind": "handling", "grade": "", "amount": 9, "counting": "working_days", "warn_minutes": []}
    with pytest.raises(CannotSetRule):
        add_rule(**said, valid_from=A_MONDAY.date(), source="通知", by=a_person(), now=A_MONDAY)
    add_rule(**said, valid_from=A_MONDAY.date() + DAY, source="通知", by=a_person(), now=A_MONDAY)
    assert a_complaint().due_at == A_MONDAY + 2 * DAY
    assert a_complaint(now=A_MONDAY + DAY).due_at == dt.datetime(
        2011, 1, 30, 15, 20, tzinfo=A_MONDAY.tzinfo
    )  # a make-up Sunday


def test_a_deadline_can_be_tried_with_a_pause(client, handler):
    said = {"received": "2011-01-17T15:20", "kind": "handling", "grade": ""}
    assert "2011-01-19 15:20" in page_of(client, "clock_try", **said)
    wait = {"paused_from": "2011-01-18T08:30", "paused_until": "2011-01-19T08:30"}
    assert "2011-01-20 15:20" in page_of(client, "clock_try", **said, **wait)
    assert "no number" not in page_of(client, "clock_try", **said)
    assert client.get(reverse("clock_try"), said | {"kind": "approval"}).status_code == 400
    assert client.get(reverse("clock_try"), said | {"paused_from": "2011-01-18T08:30"}).status_code == 400
    for year in ("0001", "9999"):
        assert client.get(reverse("clock_try"), said | {"received": f"{year}-12-31T08:30"}).status_code == 400
        slip = {"paused_from": f"{year}-12-30T08:30", "paused_until": f"{year}-12-31T08:30"}
        assert client.get(reverse("clock_try"), said | slip).status_code == 200
    slip = {"paused_from": "2011-01-18T08:30", "paused_until": "9999-12-31T08:30"}
    assert client.get(reverse("clock_try"), said | slip).status_code == 400


def test_while_one_types_it_says_when_it_would_be_due(client, handler):
    assert "If received now, due" in page_of(client, "complaint_due_preview")


def token_of(person) -> dict[str, str]:
    rights, now = [Right.COMPLAINT_VIEW, Right.COMPLAINT_EDIT], timezone.now()
    _token, secret = create_token(name="接口", scopes=rights, expires_at=now + DAY, by=person, now=now)
    return {"Authorization": f"Bearer {secret}"}


def test_a_file_of_another_ticket_proves_nothing(client, open_ticket, handler):
    """C05: no file comes over from a ticket that one cannot read, nor from any other."""
    unseen = a_complaint(at=a_unit("临安分公司"), phone="")
    seen = a_complaint(at=open_ticket.unit, phone="")
    said = {"reason": "outside", "note": "等待供电公司", "resume_at": (timezone.now() + 3 * DAY).isoformat()}
    address = reverse("api_clock_pause", args=[open_ticket.number, "handling"])
    codes = []
    for complaint in (unseen, seen, open_ticket):
        notice = SimpleUploadedFile("停电通知.txt", "停电三日".encode())
        proof = attach(notice, about=complaint, by=handler, now=timezone.now())
        told = token_of(handler) | {"Idempotency-Key": f"proof-{proof.pk}"}
        answer = client.post(address, said | {"proof": proof.pk}, content_type="application/json", headers=told)
        codes.append(answer.status_code)
    assert codes[:2] == [404, 404]
    assert codes[2] < 300


def test_machines_pause_and_take_up(client, open_ticket, handler):
    headers = token_of(handler)

    def post(name: str, key: str, body: dict[str, object], kind: str = "handling"):
        address = reverse(name, args=[open_ticket.number, kind])
        told = headers | {"Idempotency-Key": key}
        return client.post(address, body, content_type="application/json", headers=told)

    said = {"reason": "customer_away", "note": "客户出差", "resume_at": (timezone.now() + 3 * DAY).isoformat()}
    assert post("api_clock_pause", "k1", said).json()["state"] == "paused"
    assert post("api_clock_pause", "k1", said).json()["state"] == "paused"
    assert post("api_clock_pause", "k2", said).status_code == 409
    assert post("api_clock_pause", "k3", said, kind="regulator").status_code == 409
    assert post("api_clock_resume", "k4", {}).json()["state"] == "running"
    clocks = client.get(reverse("api_clocks", args=[open_ticket.number]), headers=headers).json()
    assert {clock["kind"] for clock in clocks} == {"handling", "regulator"}
    assert client.get(reverse("api_clock_rules"), headers=headers).json()["results"]
