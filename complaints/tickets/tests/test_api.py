from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from django.core.cache import cache
from django.utils import timezone

from complaints.tests.factories import A_MONDAY, A_PHONE, a_category, a_complaint, worked_case
from complaints.tickets.models import Complaint
from core.api.tokens import create_token
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LIST = "/api/v1/complaints/"
_keys = itertools.count(1)
SCOPES = (Right.COMPLAINT_VIEW, Right.COMPLAINT_CREATE, Right.COMPLAINT_EDIT, Right.COMPLAINT_CLOSE)


@pytest.fixture(autouse=True)
def _fresh_allowances():
    cache.clear()


@pytest.fixture
def branch():
    return a_unit(code="DEMO")


class Machine:
    """A program with a token of its own."""

    def __init__(self, client, person, *scopes):
        now = timezone.now()
        wanted = scopes or SCOPES
        _token, secret = create_token(
            name="程序", scopes=wanted, expires_at=now + dt.timedelta(days=9), by=person, now=now
        )
        self.person, self.client, self.headers = person, client, {"Authorization": f"Bearer {secret}"}

    def get(self, path):
        return self.client.get(path, headers=self.headers)

    def send(self, path, body, *, method="post", key=None):
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        headers = self.headers | {"Idempotency-Key": key or f"k{next(_keys)}"}
        return getattr(self.client, method)(path, content, content_type="application/json", headers=headers)


@pytest.fixture
def machine(client, branch):
    return Machine(client, a_person(Role.SERVICE_MANAGER, at=branch))


def a_body(**more):
    return {"channel": "web", "unit": "DEMO", "subject": "话费偏高", "text": "本月话费偏高", "phone": A_PHONE} | more


def test_it_registers_and_reads_back_without_the_number(machine):
    answer = machine.send(LIST, a_body(grade="B"))
    assert answer.status_code == 201
    body = machine.get(f"{LIST}{answer.json()['number']}/").json()
    assert (body["grade"], body["phone_masked"], body["version"]) == ("B", "138****0042", 1)
    assert A_PHONE not in json.dumps(body)


def test_the_answer_has_exactly_these_fields(machine, branch):
    complaint = a_complaint(at=branch)
    assert set(machine.get(f"{LIST}{complaint.number}/").json()) == {
        "number", "state", "received_at", "registered_at", "due_at", "closed_at", "reopened_count", "channel", "unit",
        "subject", "text", "remedy_sought", "incident_on", "customer_name", "phone_masked", "customer_level",
        "customer_class", "on_behalf", "place", "business", "process", "product", "phenomenon", "cause", "error_side",
        "error_unit", "grade", "validity", "validity_reason", "tendency", "upstream_number", "regulator_number",
        "appeal_number", "outcome", "outcome_note", "handler", "source_key", "version",
    }  # fmt: skip


def test_the_same_key_acts_once_and_another_body_is_refused(machine):
    first = machine.send(LIST, a_body(), key="one")
    again = machine.send(LIST, a_body(), key="one")
    other = machine.send(LIST, a_body(subject="别的"), key="one")
    assert first.json()["number"] == again.json()["number"]
    assert other.status_code == 409
    assert Complaint.objects.count() == 1


def test_the_list_takes_the_filters_of_the_worklist(machine, branch):
    cause = a_category(code="C-FAM")
    one = a_complaint(at=branch, grade="C", cause=cause)
    a_complaint(at=branch, text="没有信号")
    for query in ("grade=C", "cause=C-FAM", "q=家庭网&grade=C", "unit=DEMO&state=open&grade=C"):
        assert [row["number"] for row in machine.get(f"{LIST}?{query}").json()["results"]] == [one.number], query
    assert len(machine.get(f"{LIST}?q=信号").json()["results"]) == 1


@pytest.mark.parametrize(
    "query",
    ["unit__path=1", "password__startswith=x", "expand=unit", "depth=5", "unit=DEMO&unit=X",
     "ordering=handler__password", "ordering=?", "page_size=1000000", "month=2011-13", "state=gone", "cursor=x",
     "unit=NOWHERE", "q=%00", "sort=due"],
)  # fmt: skip
def test_what_the_list_does_not_know_is_refused(machine, query):
    answer = machine.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("words", ["' OR 1=1--", "\\", "😀", "字" * 190, "NEAR("])
def test_no_words_break_it(machine, words):
    assert machine.client.get(LIST, {"q": words}, headers=machine.headers).status_code == 200


def test_pages_go_by_cursor_over_every_row_once(machine, branch):
    for _ in range(7):
        a_complaint(at=branch)
    seen, address = [], f"{LIST}?page_size=3"
    while address:
        body = machine.get(address).json()
        seen += [row["number"] for row in body["results"]]
        address = body["next"]
    assert len(seen) == len(set(seen)) == 7


def test_outside_the_scope_nothing_exists(machine):
    foreign_unit = a_unit("临安分公司", code="LA")
    foreign = a_complaint(at=foreign_unit)
    assert machine.get(f"{LIST}{foreign.number}/").status_code == 404
    assert machine.get(LIST).json()["results"] == []
    assert machine.send(LIST, a_body(unit="LA")).status_code == 404
    assert machine.send(LIST, a_body(error_side="own", error_unit="LA")).status_code == 404
    for verb, body in (
        ("notes", {"text": "x"}),
        ("close", {"outcome": "solved", "note": "x"}),
        ("reopen", {"reason": "timed_out"}),
    ):
        assert machine.send(f"{LIST}{foreign.number}/{verb}/", body).status_code == 404
    assert Complaint.objects.count() == 1


def test_without_token_scope_or_right_nothing_happens(client, branch):
    complaint = a_complaint(at=branch)
    assert client.get(LIST).status_code == 401
    reader = Machine(client, a_person(Role.SERVICE_MANAGER, at=branch), Right.COMPLAINT_VIEW)
    assert reader.send(LIST, a_body()).status_code == 403
    auditor = Machine(client, a_person(Role.AUDITOR, at=branch), Right.COMPLAINT_VIEW)
    assert auditor.send(f"{LIST}{complaint.number}/close/", {"outcome": "solved", "note": "x"}).status_code == 403
    assert Complaint.objects.get().state == "open"


@pytest.mark.parametrize(
    "name", ["number", "state", "id", "registered_at", "handler", "is_staff", "unit_path", "month", "version"]
)
def test_fields_that_are_not_yours_to_set_are_refused(machine, name):
    assert machine.send(LIST, a_body(**{name: "1"})).status_code == 400
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"grade": "D"}, {"channel": None}, {"text": "字" * 20_001}, {"subject": "x\x00y"}, {"phone": "12"},
        {"unit": ""}, {"cause": "NOWHERE"}, {"received_at": "gestern"}, {"on_behalf": "maybe"}, {"text": {"a": 1}},
        {"subject": "", "text": ""}, {"incident_on": "2011-13-01"}, {"received_at": "2999-01-01T00:00:00Z"},
    ],
)  # fmt: skip
def test_a_wrong_body_writes_nothing(machine, wrong):
    assert machine.send(LIST, a_body(**wrong)).status_code in (400, 409)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"subject": NaN}', '{"a": 1, "a": 2}', "\ufeff{}", '{"subject": "\\ud800"}', "[" * 5000]
)
def test_a_body_that_is_no_ticket_is_refused(machine, body):
    answer = machine.send(LIST, body)
    assert answer.status_code in (400, 413)
    assert not Complaint.objects.exists()


def test_an_edit_names_the_version_it_read(machine, branch):
    complaint = a_complaint(at=branch)
    path = f"{LIST}{complaint.number}/"
    assert machine.send(path, {"place": "桂花路"}, method="patch").status_code == 400
    assert machine.send(path, {"place": "桂花路", "version": 1}, method="patch").json()["version"] == 2
    stale = machine.send(path, {"place": "春北路", "version": 1}, method="patch")
    assert (stale.status_code, stale.json()["code"]) == (409, "StaleEdit")
    assert Complaint.objects.get().place == "桂花路"


def test_an_edit_changes_only_what_it_names(machine, branch):
    complaint = a_complaint(at=branch, cause=a_category(), remedy_sought="退费")
    machine.send(f"{LIST}{complaint.number}/", {"place": "桂花路", "version": 1}, method="patch")
    one = Complaint.objects.get()
    assert (one.remedy_sought, one.cause, one.subject) == ("退费", complaint.cause, complaint.subject)


@pytest.mark.parametrize("name", ["state", "number", "handler", "received_at", "closed_at", "grade", "validity"])
def test_an_edit_cannot_reach_what_acts_decide(machine, branch, name):
    complaint = a_complaint(at=branch)
    value = "A" if name == "grade" else "closed"
    assert machine.send(f"{LIST}{complaint.number}/", {name: value, "version": 1}, method="patch").status_code == 400


def test_acts_follow_each_other_and_refuse_out_of_order(machine, branch):
    complaint = a_complaint(at=branch)
    path = f"{LIST}{complaint.number}"
    assert machine.send(f"{path}/notes/", {"text": "已联系"}).status_code == 201
    assert machine.send(f"{path}/reopen/", {"reason": "timed_out"}).status_code == 409
    unworked = machine.send(f"{path}/close/", {"outcome": "solved", "note": "已退费"})
    assert (unworked.status_code, unworked.json()["code"]) == (409, "CannotClose")
    worked_case(complaint)
    assert machine.send(f"{path}/close/", {"outcome": "solved", "note": "已退费"}).json()["state"] == "closed"
    refused = machine.send(f"{path}/close/", {"outcome": "solved", "note": "再"})
    assert (refused.status_code, refused.json()["code"]) == (409, "CannotClose")
    assert machine.send(f"{path}/reopen/", {"reason": "timed_out"}).json()["state"] == "open"
    acts = ["registered", "note", "closed", "reopened"]
    assert [event.kind for event in complaint.events.filter(kind__in=acts)] == acts


def test_a_ticket_cannot_be_deleted(machine, branch):
    complaint = a_complaint(at=branch)
    assert machine.client.delete(f"{LIST}{complaint.number}/", headers=machine.headers).status_code in (403, 405)
    assert Complaint.objects.exists()


def test_a_late_entry_needs_right_and_reason(machine):
    earlier = (A_MONDAY - dt.timedelta(days=2)).isoformat()
    assert machine.send(LIST, a_body(received_at=earlier)).status_code == 409
    assert machine.send(LIST, a_body(received_at=earlier, backdate_reason="停电补录")).status_code == 409
    able = Machine(machine.client, machine.person, *SCOPES, Right.COMPLAINT_BACKDATE)
    assert able.send(LIST, a_body(received_at=earlier, backdate_reason="停电补录")).status_code == 201


def test_the_list_takes_few_queries_however_long(machine, branch, django_assert_max_num_queries):
    for _ in range(10):
        a_complaint(at=branch, cause=a_category())
    with django_assert_max_num_queries(12):
        machine.get(LIST)


def test_a_machine_acknowledges_gives_away_and_voids(client, branch):
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    machine = Machine(client, manager, *SCOPES, Right.COMPLAINT_VOID)
    handler, stranger = a_person(Role.HANDLER, at=branch), a_person(Role.HANDLER, at=a_unit("临安分公司", code="LA"))
    ticket = f"{LIST}{a_complaint(at=branch).number}/"
    assert machine.send(f"{ticket}assign/", {"handler": stranger.staff_number}).status_code == 400
    assert machine.send(f"{ticket}assign/", {"handler": handler.staff_number}).json()["handler"]
    assert machine.send(f"{ticket}acknowledge/", {}).status_code == 200
    assert machine.send(f"{ticket}acknowledge/", {}).status_code == 409
    assert machine.send(f"{ticket}void/", {}).status_code == 400
    assert machine.send(f"{ticket}void/", {"reason": "录入错误"}).json()["state"] == "void"


@pytest.mark.parametrize("piece", ["", "escalations/", "offers/", "letter/"])
def test_what_is_read_may_be_asked_after_without_its_body(machine, branch, piece):
    address = f"{LIST}{a_complaint(at=branch).number}/{piece}"
    asked = machine.client.head(address, headers=machine.headers)
    assert (asked.status_code, asked.content) == (machine.get(address).status_code, b"")
