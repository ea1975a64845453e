from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from complaints.promises.choices import PromiseState
from complaints.promises.models import Promise
from complaints.promises.services import (
    CannotEndPromise,
    CannotPromise,
    break_promise,
    keep_promise,
    make_promise,
    release_promise,
    remind,
)
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, Outcome, ReopenReason
from complaints.tickets.models import Complaint
from complaints.tickets.services import CannotClose, close_complaint
from core.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
TOMORROW = A_MONDAY + dt.timedelta(days=1)
LATE = TOMORROW + dt.timedelta(hours=1)


@pytest.fixture
def handler():
    return a_person(Role.HANDLER, at=a_unit())


@pytest.fixture
def complaint(handler):
    return a_complaint(handler=handler)


def promised(complaint, by, **more):
    said = {"words": "明日 17 点前退费到账", "due_at": TOMORROW, "owner": by} | more
    return make_promise(complaint=complaint, by=by, now=A_MONDAY, **said)


def test_a_promise_has_words_an_owner_and_a_time(complaint, handler):
    promise = promised(complaint, handler)
    assert (promise.state, promise.owner, promise.due_at) == (PromiseState.OPEN, handler, TOMORROW)
    event = complaint.events.get(kind=EventKind.PROMISE)
    assert (event.text, event.data["state"]) == ("明日 17 点前退费到账", "open")


@pytest.mark.parametrize(
    ("said", "field"),
    [({"words": " "}, "words"), ({"due_at": A_MONDAY}, "due_at"), ({"owner": None}, "owner")],
)
def test_what_is_no_promise_is_refused(complaint, handler, said, field):
    if "owner" in said:
        said = {"owner": a_person(Role.CALLER, at=complaint.unit)}
    with pytest.raises(CannotPromise) as refused:
        promised(complaint, handler, **said)
    assert refused.value.field == field
    assert not Promise.objects.exists()


def test_somebody_for_whom_a_promise_was_made_is_told(complaint, handler):
    other = a_person(Role.HANDLER, at=complaint.unit)
    promised(complaint, handler, owner=other)
    assert Notification.objects.get(kind="promise.given").recipient == other


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (keep_promise, PromiseState.KEPT),
        (break_promise, PromiseState.BROKEN),
        (release_promise, PromiseState.RELEASED),
    ],
)
def test_it_ends_once(complaint, handler, act, state):
    promise = promised(complaint, handler)
    stale = Promise.objects.get()
    act(promise=promise, how="已转账", by=handler, now=LATE)
    assert Promise.objects.get().state == state
    with pytest.raises(CannotEndPromise):
        keep_promise(promise=stale, how="", by=handler, now=LATE)
    assert complaint.events.filter(kind=EventKind.PROMISE).count() == 2


@pytest.mark.parametrize("act", [break_promise, release_promise])
def test_why_it_was_not_kept_is_said(complaint, handler, act):
    with pytest.raises(CannotEndPromise):
        act(promise=promised(complaint, handler), how=" ", by=handler, now=LATE)


def test_the_owner_is_reminded_once_before_and_once_after(complaint, handler, settings):
    settings.PROMISE_REMIND_HOURS = 4
    promised(complaint, handler)
    assert remind(now=A_MONDAY) == 0
    soon = TOMORROW - dt.timedelta(hours=3)
    assert [remind(now=soon), remind(now=soon)] == [1, 0]
    assert [remind(now=LATE), remind(now=LATE)] == [1, 0]
    kinds = list(Notification.objects.filter(kind__startswith="promise.").order_by("pk").values_list("kind", "urgent"))
    assert kinds == [("promise.soon", False), ("promise.over", True)]


def test_a_promise_not_kept_speaks_for_that_reason_when_reopening(complaint, handler):
    assert registry.proposed_reason(complaint) is None
    break_promise(promise=promised(complaint, handler), how="财务未打款", by=handler, now=A_MONDAY)
    assert registry.proposed_reason(complaint) == ReopenReason.BROKEN_PROMISE


def test_the_reopening_form_proposes_it(client, complaint, handler):
    break_promise(promise=promised(complaint, handler), how="财务未打款", by=handler, now=A_MONDAY)
    Complaint.objects.update(state="closed", closed_at=A_MONDAY, outcome="solved")
    client.force_login(handler)
    form = client.get(reverse("complaint_reopen", args=[complaint.number])).context["form"]
    assert form["reason"].value() == ReopenReason.BROKEN_PROMISE


def test_a_ticket_does_not_close_over_a_promise_whose_time_has_passed(complaint, handler):
    promise = promised(complaint, handler)
    assert any(
        "承诺" in sentence or "promise" in sentence
        for sentence in registry.missing_before_closing(complaint, Outcome.DUPLICATE)
    )
    with pytest.raises(CannotClose):
        close_complaint(complaint=complaint, outcome=Outcome.UNREACHABLE, note="x", by=handler, now=LATE)
    keep_promise(promise=promise, by=handler, now=LATE)
    assert registry.missing_before_closing(complaint, Outcome.DUPLICATE) == []


def test_the_pages_make_and_end_it(client, complaint, handler):
    client.force_login(handler)
    new = reverse("promise_new", args=[complaint.number])
    assert client.get(new).status_code == 200
    assert client.post(new, {"words": "补寄发票", "due_at": "2011-01-01T10:00", "owner": "X"}).status_code == 400
    said = {"words": "补寄发票", "due_at": "2040-01-01T10:00", "owner": handler.staff_number}
    assert client.post(new, said).status_code == 302
    promise = Promise.objects.get()
    assert "补寄发票" in client.get(reverse("promises")).content.decode()
    keep = reverse("promise_keep", args=[complaint.number, promise.pk])
    assert client.get(keep).status_code == 200
    assert client.post(keep, {"how": "顺丰寄出"}).status_code == 302
    assert client.post(keep, {"how": "顺丰寄出"}).status_code == 409


def test_a_promise_of_another_ticket_is_not_there(client, complaint, handler):
    promise = promised(complaint, handler)
    other = a_complaint(at=complaint.unit, phone="13900000001")
    client.force_login(handler)
    assert client.get(reverse("promise_keep", args=[other.number, promise.pk])).status_code == 404
