from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from complaints.gates.models import DifficultCustomer
from complaints.gates.services import CannotList, EntryEnded, end_entry, list_customer, remind_reviewers, review_entry
from complaints.tests.factories import A_MONDAY, A_PHONE, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.services.trail import remember
from core.models import AuditEntry, Notification
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
TODAY = A_MONDAY.date()


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def market(unit):
    return a_person(Role.MARKET_MANAGER, at=unit)


@pytest.fixture
def reviewer(unit):
    return a_person(Role.SERVICE_MANAGER, at=unit, staff_number="FY-R")


def listed(unit, market, by_default, /, **said):
    said = {
        "phone": A_PHONE,
        "purpose": "多次索要高额赔偿，跟进口径统一",
        "reviewer": by_default,
        "expires_on": TODAY + dt.timedelta(days=90),
        "now": A_MONDAY,
    } | said
    return list_customer(unit=unit, by=market, **said)


def test_an_entry_names_its_purpose_reviewer_and_last_day(unit, market, reviewer):
    entry = listed(unit, market, reviewer)
    assert (entry.phone_masked, entry.reviewer, entry.unit_path) == ("138****0042", reviewer, unit.path)
    assert AuditEntry.objects.get(verb="difficult.listed").by == market
    for wrong in (
        {"purpose": " "},
        {"expires_on": TODAY},
        {"expires_on": TODAY + dt.timedelta(days=400)},
        {"reviewer": market},
        {"reviewer": a_person(Role.HANDLER, at=unit)},
    ):
        with pytest.raises(CannotList):
            listed(unit, market, reviewer, phone="13805710011", **wrong)


def test_a_number_is_listed_once_a_unit(unit, market, reviewer):
    entry = listed(unit, market, reviewer)
    with pytest.raises(CannotList):
        listed(unit, market, reviewer)
    end_entry(entry=entry, why="已和解", by=market, now=A_MONDAY)
    listed(unit, market, reviewer)


def test_a_ticket_is_the_same_whether_the_customer_is_listed_or_not(unit, market, reviewer):
    """电信条例 40(5): no effect on the service; nothing is set by itself."""
    listed(unit, market, reviewer)
    ours, other = a_complaint(at=unit), a_complaint(at=unit, phone="13805710099")
    assert (ours.customer_class, ours.due_at, ours.grade) == (other.customer_class, other.due_at, other.grade)
    assert ours.customer_class == "normal"


def test_only_those_with_the_right_see_it_on_the_ticket(unit, market, reviewer, client):
    today = dt.datetime.now(dt.UTC)
    entry = listed(unit, market, reviewer, now=today, expires_on=today.date() + dt.timedelta(days=90))
    address = reverse("complaint_beside", args=[a_complaint(at=unit).number])
    for person, sees in ((reviewer, True), (a_person(Role.HANDLER, at=unit), False)):
        client.force_login(person)
        assert (entry.purpose in client.get(address).content.decode()) is sees
    end_entry(entry=entry, why="已和解", by=market, now=today)
    client.force_login(reviewer)
    assert entry.purpose not in client.get(address).content.decode()


def test_an_entry_past_its_last_day_is_not_in_force(unit, market, reviewer):
    entry = listed(unit, market, reviewer)
    last = entry.expires_on
    assert DifficultCustomer.objects.in_force(on=last).exists()
    assert not DifficultCustomer.objects.in_force(on=last + dt.timedelta(days=1)).exists()


def test_the_reviewer_is_reminded_once_for_each_last_day(unit, market, reviewer):
    entry = listed(unit, market, reviewer)
    assert remind_reviewers(now=A_MONDAY) == 0
    soon = A_MONDAY + dt.timedelta(days=85)
    for _twice in range(2):
        remind_reviewers(now=soon)
    assert Notification.objects.get(kind="difficult.review").recipient == reviewer
    later = entry.expires_on + dt.timedelta(days=90)
    review_entry(entry=entry, purpose="仍需跟进", expires_on=later, by=reviewer, now=soon)
    assert remind_reviewers(now=soon) == 0


def test_an_ended_entry_is_neither_reviewed_nor_ended_again(unit, market, reviewer):
    entry = listed(unit, market, reviewer)
    end_entry(entry=entry, why="已和解", by=market, now=A_MONDAY)
    with pytest.raises(EntryEnded):
        end_entry(entry=entry, why="已和解", by=market, now=A_MONDAY)
    with pytest.raises(EntryEnded):
        review_entry(entry=entry, purpose="跟进", expires_on=TODAY + dt.timedelta(days=9), by=market, now=A_MONDAY)


def test_the_list_and_its_forms(unit, market, reviewer, client):
    client.force_login(market)
    said = {
        "phone": A_PHONE,
        "unit": unit.code,
        "purpose": "统一口径",
        "reviewer": reviewer.staff_number,
        "expires_on": str(timezone.localdate() + dt.timedelta(days=60)),
    }
    assert client.post(reverse("difficult_new"), said | {"reviewer": "NOBODY"}).status_code == 400
    assert client.post(reverse("difficult_new"), said).status_code == 302
    page = client.get(reverse("difficult_customers")).content.decode()
    assert "138****0042" in page and A_PHONE not in page
    entry = DifficultCustomer.objects.get()
    client.force_login(reviewer)
    new = {"purpose": "仍需跟进", "expires_on": str(timezone.localdate() + dt.timedelta(days=90))}
    assert client.post(reverse("difficult_review", args=[entry.pk]), new).status_code == 302
    assert client.post(reverse("difficult_end", args=[entry.pk]), {"why": "和解"}).status_code == 403
    client.force_login(a_person(Role.MARKET_MANAGER, at=a_unit("临安分公司")))
    assert client.get(reverse("difficult_review", args=[entry.pk])).status_code == 404
    client.force_login(a_person(Role.HANDLER, at=unit))
    assert client.get(reverse("difficult_customers")).status_code == 403


@pytest.mark.parametrize(("role", "sees"), [(Role.SERVICE_MANAGER, True), (Role.HANDLER, False)])
def test_who_may_not_see_the_list_sees_no_mark_of_it(client, unit, role, sees):
    complaint = a_complaint(at=unit, customer_class="difficult", now=A_MONDAY)
    edited = {"customer_class": ["normal", "difficult"], "place": ["", "桂花路"]}
    remember(EventKind.EDITED, complaint=complaint, by=None, now=A_MONDAY, data={"changes": edited})
    client.force_login(a_person(role, at=unit))
    with translation.override("zh-hans"):
        mark = complaint.get_customer_class_display()
        ticket, worklist, door, sheet = (
            client.get(address)
            for address in (
                reverse("complaint", args=[complaint.number]),
                reverse("complaints"),
                reverse("complaint_edit", args=[complaint.number]),
                reverse("export", args=["complaints", "csv"]),
            )
        )
    assert (f">{mark}<" in ticket.content.decode()) is sees
    assert "桂花路" in ticket.content.decode()
    assert f"→ {mark}" not in ticket.content.decode()
    assert ("B类" in "".join(cells(worklist))) is sees
    assert ('name="customer_class"' in door.content.decode()) is sees
    assert (mark in b"".join(sheet.streaming_content).decode()) is sees
    told = client.get(reverse("api_complaint", args=[complaint.number])).json()
    assert told["customer_class"] == ("difficult" if sees else None)


def test_who_is_on_the_list_is_told_by_the_unit_of_each_ticket(client):
    """The right at one branch says nothing of the tickets of another, where one only serves at a counter."""
    here, there = a_unit("富阳分公司"), a_unit("临安分公司")
    person = a_person(Role.SERVICE_MANAGER, at=here)
    person.postings.create(unit=there, role=Role.COUNTER_STAFF, starts_on=dt.date(2010, 1, 1))
    ours, theirs = (
        a_complaint(at=unit, customer_class="difficult", phone="", subject="重复计费", now=A_MONDAY)
        for unit in (here, there)
    )
    client.force_login(person)
    for address in (reverse("complaints"), reverse("search") + "?q=重复计费"):
        page = client.get(address).context["page"]
        assert {row.number: len(row.marks) for row in page.rows} == {ours.number: 1, theirs.number: 0}
    with translation.override("zh-hans"):
        mark = ours.get_customer_class_display()
        sheet = b"".join(client.get(reverse("export", args=["complaints", "csv"])).streaming_content).decode()
    lines = {number: line for line in sheet.splitlines() for number in (ours.number, theirs.number) if number in line}
    assert [mark in lines[ticket.number] for ticket in (ours, theirs)] == [True, False]


def test_class_b_is_set_only_where_one_may_see_the_list(client):
    here, there = a_unit("富阳分公司"), a_unit("临安分公司")
    person = a_person(Role.SERVICE_MANAGER, at=here)
    person.postings.create(unit=there, role=Role.HANDLER, starts_on=dt.date(2010, 1, 1))
    client.force_login(person)
    said = {"customer_class": "difficult", "version": 1}
    for unit, may in ((here, True), (there, False)):
        complaint = a_complaint(at=unit, phone="", now=A_MONDAY)
        form = client.get(reverse("complaint_edit", args=[complaint.number])).context["form"]
        assert ("customer_class" in form.fields) is may
        address = reverse("api_complaint", args=[complaint.number])
        answer = client.patch(address, said, content_type="application/json")
        assert answer.status_code == (200 if may else 400), answer.content
        new = {"channel": "hotline", "unit": unit.code, "subject": "重复计费", "customer_class": "difficult"}
        answer = client.post(
            reverse("api_complaints"), new, content_type="application/json", headers={"Idempotency-Key": unit.code}
        )
        assert answer.status_code == (201 if may else 400), answer.content


def cells(answer):
    return re.findall(r'<span class="chip[^"]*">([^<]+)</span>', answer.content.decode())
