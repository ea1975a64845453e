"""Two workers, two acts over the same tickets, and a ticket that moves in between; with the careless twins."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.bulk import rules
from complaints.bulk.models import BulkAct, BulkRow
from complaints.bulk.registry import act_of
from complaints.bulk.services import ask_bulk, carry_out, carrying, confirm_bulk, look_over, looking
from complaints.clocks.choices import ClockKind, Counting
from complaints.clocks.models import Clock, ClockRule
from complaints.clocks.services import ClockChanged
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import log_call
from core.audit.selectors import verify
from core.jobs.progress import LeaseLost
from core.models import Notification
from core.tests.writers import at_once
from org.models import Person
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

LATER = A_MONDAY + dt.timedelta(hours=1)
TICKETS = 12


def no_step(_done: int, _total: int) -> None:
    pass


def a_branch(handlers: int = 1) -> None:
    unit = a_unit(code="DEMO")
    a_person(Role.SERVICE_MANAGER, at=unit)
    for _one in range(handlers):
        a_person(Role.HANDLER, at=unit)
    for place in range(TICKETS):
        a_complaint(at=unit, phone=f"1380571{place:04d}")


def confirmed(handler: Person) -> BulkAct:
    manager = Person.objects.get(postings__role=Role.SERVICE_MANAGER)
    values = {"handler": handler.staff_number}
    bulk = ask_bulk(act=act_of("assign"), values=values, filters={}, by=manager, now=LATER)
    return confirm_bulk(bulk=bulk, by=manager, now=LATER)


def handlers() -> list[Person]:
    return list(Person.objects.filter(postings__role=Role.HANDLER).order_by("pk"))


def carry(pk: int) -> None:
    carry_out(bulk=BulkAct.objects.get(pk=pk), now=LATER, step=no_step)


@pytest.mark.usefixtures("several_writers")
@pytest.mark.django_db(transaction=True)
def test_two_workers_of_one_job_do_no_ticket_twice(monkeypatch):
    monkeypatch.setattr(rules, "CHUNK", 3)
    at_once(a_branch)
    (pk,) = at_once(lambda: confirmed(handlers()[0]).pk)
    assert at_once(lambda: carry(pk), lambda: carry(pk)) == [None, None]
    found = at_once(
        lambda: (
            ComplaintEvent.objects.filter(kind="assigned").count(),
            set(BulkAct.objects.get(pk=pk).rows.values_list("result", flat=True)),
            [one.params["count"] for one in Notification.objects.all()],
            verify([]).first_break,
        )
    )
    assert found == [(TICKETS, {"done"}, [TICKETS], None)]


@pytest.mark.usefixtures("several_writers")
@pytest.mark.django_db(transaction=True)
def test_two_acts_over_the_same_tickets_come_one_after_the_other(monkeypatch):
    """The last one has each ticket, and its step says from whom it came."""
    monkeypatch.setattr(rules, "CHUNK", 3)
    at_once(lambda: a_branch(handlers=2))
    (keys,) = at_once(lambda: [confirmed(one).pk for one in handlers()])
    assert at_once(*[lambda pk=pk: carry(pk) for pk in keys]) == [None, None]

    def chains() -> set[tuple[bool, int]]:
        found = set()
        for one in Complaint.objects.all():
            first, second = one.events.filter(kind="assigned").order_by("pk")
            linked = first.data["from_id"] is None and second.data["from_id"] == first.data["to_id"]
            found.add((linked and second.data["to_id"] == one.handler_id, one.version))
        return found

    assert at_once(chains) == [{(True, 3)}]
    assert at_once(lambda: verify([]).first_break) == [None]


def _acknowledged_by_calls() -> None:
    """Each of the customers is called meanwhile, which ends the same clock; who comes too late says so."""
    for one in Complaint.objects.order_by("-pk"):
        with contextlib.suppress(ClockChanged):
            log_call(complaint=one, text="已说明", by=None, now=LATER)


@pytest.mark.usefixtures("several_writers")
@pytest.mark.django_db(transaction=True)
def test_a_call_that_ends_the_same_clock_does_not_stop_the_act(monkeypatch):
    monkeypatch.setattr(rules, "CHUNK", 3)

    def begin() -> int:
        first_contact = {"kind": ClockKind.FIRST_CONTACT, "amount": 4, "counting": Counting.NATURAL_HOURS}
        ClockRule.objects.create(**first_contact, valid_from=dt.date(2010, 1, 1), made_at=A_MONDAY)
        a_branch()
        manager = Person.objects.get(postings__role=Role.SERVICE_MANAGER)
        bulk = ask_bulk(act=act_of("acknowledge"), values={}, filters={}, by=manager, now=LATER)
        return confirm_bulk(bulk=bulk, by=manager, now=LATER).pk

    (pk,) = at_once(begin)
    assert at_once(lambda: carry(pk), _acknowledged_by_calls) == [None, None]
    clocks = Clock.objects.filter(kind=ClockKind.FIRST_CONTACT)
    found = at_once(lambda: (_done_of(pk), set(clocks.values_list("state", "version")), clocks.count()))
    assert found == [(["done"] * TICKETS, {("met", 2)}, TICKETS)]


def _killed_after(chunks: int, monkeypatch: pytest.MonkeyPatch) -> BulkAct:
    monkeypatch.setattr(rules, "CHUNK", 3)
    a_branch()
    bulk = confirmed(handlers()[0])
    steps = itertools.count()

    def die(_done: int, _total: int) -> None:
        if next(steps) == chunks:
            raise SystemExit("killed")

    with pytest.raises(SystemExit):
        carry_out(bulk=bulk, now=LATER, step=die)
    return bulk


@pytest.mark.django_db
def test_no_ticket_is_done_twice(monkeypatch):
    bulk = _killed_after(2, monkeypatch)
    assert ComplaintEvent.objects.filter(kind="assigned").count() == 6
    carry(bulk.pk)
    assert ComplaintEvent.objects.filter(kind="assigned").count() == TICKETS
    assert Notification.objects.get().params["count"] == TICKETS


@pytest.mark.django_db
def test_the_twin_that_marks_results_at_the_end_does_it_twice(monkeypatch):
    """Notes, since a ticket may carry the same one twice: what protects them is the row alone."""
    monkeypatch.setattr(carrying, "_mark_done", lambda *_said: None)
    monkeypatch.setattr(rules, "CHUNK", 3)
    a_branch()
    manager = Person.objects.get(postings__role=Role.SERVICE_MANAGER)
    bulk = ask_bulk(act=act_of("note"), values={"text": "统一口径"}, filters={}, by=manager, now=LATER)
    confirm_bulk(bulk=bulk, by=manager, now=LATER)
    steps = itertools.count()

    def die(_done: int, _total: int) -> None:
        if next(steps) == 3:
            raise SystemExit("killed")

    with pytest.raises(SystemExit):
        carry_out(bulk=bulk, now=LATER, step=die)
    first = Complaint.objects.order_by("pk")[0]
    assert first.events.filter(kind="note").count() > 1


def _late_trial_of(pk: int, monkeypatch: pytest.MonkeyPatch, *, at: str) -> None:
    """A worker of the trial run that sleeps at `at` until another has tried, and the act is confirmed and done."""
    sleeper, asleep = getattr(looking, at), itertools.count()

    def wake_late(*args, **more):
        if next(asleep) == 0:
            look_over(bulk=BulkAct.objects.get(pk=pk), now=LATER)
            tried = BulkAct.objects.get(pk=pk)
            carry(confirm_bulk(bulk=tried, by=tried.by, now=LATER).pk)
        return sleeper(*args, **more)

    monkeypatch.setattr(looking, at, wake_late)
    look_over(bulk=BulkAct.objects.get(pk=pk), now=LATER)


def _a_large_trial(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(rules, "TRIED_AT_ONCE", 1)
    monkeypatch.setattr(looking, "AT_ONCE", 5)
    a_branch()
    manager = Person.objects.get(postings__role=Role.SERVICE_MANAGER)
    values = {"handler": handlers()[0].staff_number}
    return ask_bulk(act=act_of("assign"), values=values, filters={}, by=manager, now=LATER).pk


def _done_of(pk: int) -> list[str]:
    return list(BulkRow.objects.filter(bulk=pk).values_list("result", flat=True))


@pytest.mark.django_db
def test_a_worker_of_the_trial_that_wakes_late_wipes_nothing(monkeypatch):
    pk = _a_large_trial(monkeypatch)
    _late_trial_of(pk, monkeypatch, at="_asked")
    assert _done_of(pk) == ["done"] * TICKETS


@pytest.mark.django_db
def test_a_worker_of_the_trial_that_sleeps_between_two_looks_adds_nothing(monkeypatch):
    pk = _a_large_trial(monkeypatch)
    with pytest.raises(LeaseLost):
        _late_trial_of(pk, monkeypatch, at="_look_at")
    assert _done_of(pk) == ["done"] * TICKETS


@pytest.mark.django_db
def test_the_twin_that_does_not_ask_whether_the_trial_is_over_wipes_the_results(monkeypatch):
    pk = _a_large_trial(monkeypatch)
    monkeypatch.setattr(looking, "_over", lambda _bulk: False)
    _late_trial_of(pk, monkeypatch, at="_asked")
    assert "done" not in _done_of(pk)


@pytest.mark.django_db
def test_a_trial_begun_anew_by_another_worker_is_left_to_it(monkeypatch):
    """Neither has ended: the one whose rows were forgotten leaves, and adds nothing to the other's."""
    pk = _a_large_trial(monkeypatch)

    def die(done: int, _total: int) -> None:
        if done > 5:
            raise SystemExit("killed")

    def overtake(_done: int, _total: int) -> None:
        with pytest.raises(SystemExit):
            look_over(bulk=BulkAct.objects.get(pk=pk), now=LATER, step=die)

    with pytest.raises(LeaseLost):
        look_over(bulk=BulkAct.objects.get(pk=pk), now=LATER, step=overtake)
    assert len(_done_of(pk)) == 10
    look_over(bulk=BulkAct.objects.get(pk=pk), now=LATER)
    assert _done_of(pk) == ["waiting"] * TICKETS


@pytest.mark.django_db
def test_every_number_asked_for_has_one_result_whatever_it_is():
    """Property: however often a ticket is named, and whatever else is typed."""
    a_branch()
    hidden = a_complaint(at=a_unit("临安分公司"), phone="13805719999").number
    numbers = list(Complaint.objects.order_by("pk").values_list("number", flat=True))
    manager = Person.objects.get(postings__role=Role.SERVICE_MANAGER)

    @settings(max_examples=30)
    @given(
        picked=st.lists(st.integers(0, TICKETS), max_size=8),
        typed=st.lists(st.text(max_size=24), max_size=4),
        chunk=st.integers(1, 5),
    )
    def holds(picked: list[int], typed: list[str], chunk: int) -> None:
        wanted = [numbers[place] for place in picked] + typed
        asked = rules.asked_once(wanted)
        if not asked:
            return
        bulk = ask_bulk(act=act_of("note"), values={"text": "口径"}, numbers=wanted, by=manager, now=LATER)
        fit = bulk.rows.filter(result="waiting").count()
        if fit:
            confirm_bulk(bulk=bulk, by=manager, now=LATER)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(rules, "CHUNK", chunk)
                carry_out(bulk=bulk, now=LATER, step=no_step)
        results = dict(bulk.rows.values_list("number", "result"))
        assert sorted(results) == sorted(asked)
        done = {number for number, result in results.items() if result == "done"}
        assert done == set(asked) & (set(numbers) - {hidden})
        assert "waiting" not in results.values()

    holds()
