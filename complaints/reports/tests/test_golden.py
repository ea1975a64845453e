"""Each report over a handful of tickets whose table is written out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints.callbacks.models import CallBack
from complaints.casework.models import Casework
from complaints.reports.rules.table import Report
from complaints.reports.selectors import REPORTS, Asked
from complaints.reports.words import cell_words
from complaints.tests.factories import a_category, a_complaint
from complaints.tickets.filters import matching
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.rules import BRANCH_TIME
from core.periods.rules import period
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.models import Unit

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9, month: int = 1) -> dt.datetime:
    return dt.datetime(2011, month, day, hour, tzinfo=BRANCH_TIME)


NOW = at(10, month=2)


@pytest.fixture(autouse=True)
def _in_english_with_a_calendar(settings) -> None:
    settings.LANGUAGE_CODE = "en"
    set_up_default_calendar(by=None, now=at(1))
    load_official_years(first=2010, last=2011, by=None, now=at(1))


@pytest.fixture
def branch() -> Unit:
    return a_unit()


@pytest.fixture
def halls(branch: Unit) -> tuple[Unit, Unit]:
    return tuple(a_unit(name, kind=UnitKind.HALL, under=branch) for name in ("桂花", "春北"))  # type: ignore[return-value]


def report(code: str, unit: Unit, words: str = "2011-01") -> Report:
    return REPORTS[code](Asked(unit, period(words), NOW, a_person(Role.SERVICE_MANAGER, at=unit)))


def lines(report: Report, key: str) -> dict[str, list[str]]:
    """A table as a person reads it, by the name of the row."""
    table = next(one for one in report.tables if one.key == key)
    return {
        row.name: [cell_words(cell, column.measure) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.all_rows
    }


def stands(complaint: Complaint, **columns: object) -> Complaint:
    """The ticket as some acts have left it."""
    Complaint.objects.filter(pk=complaint.pk).update(**columns)
    return complaint


def closed(complaint: Complaint, moment: dt.datetime, **columns: object) -> Complaint:
    return stands(complaint, **({"state": "closed", "closed_at": moment, "outcome": "solved"} | columns))


def test_timeliness(halls: tuple[Unit, Unit], branch: Unit) -> None:
    """桂花: received Monday 17 January 9:00, due Wednesday 9:00 (S4-L1).

    One closed Tuesday 9:00 (one working day, 7.5 h), one Wednesday 9:00 sharp (in time, 15 h), one Thursday 9:00
    (late, 22.5 h), one still open. 春北: one closed without a deadline on Monday 11:00 (2 h). Received 5, closed 4,
    in time 2, late 1: 2 ÷ 3 = 66.67 %. Lengths 2, 7.5, 15, 22.5: median the 2nd, 7.5; ⌈0.9 × 4⌉ = the 4th, 22.5.
    """
    first, second = halls
    for day in (18, 19, 20):
        closed(a_complaint(at=first, now=at(17)), at(day))
    a_complaint(at=first, now=at(17))
    closed(a_complaint(at=second, now=at(17)), at(17, 11), due_at=None)
    table = lines(report("timeliness", branch), "units")
    assert table["桂花"] == ["4", "3", "2", "1", "0", "66.67 %", "1", "0", "0", "0.00 %", "15.0", "22.5"]
    assert table["春北"] == ["1", "1", "0", "0", "1", "No data", "0", "0", "0", "0.00 %", "2.0", "2.0"]
    assert table["Total"] == ["5", "4", "2", "1", "1", "66.67 %", "1", "0", "0", "0.00 %", "7.5", "22.5"]


def test_promises_to_call_back_are_those_of_the_callers_queue(branch: Unit) -> None:
    """Reached on 20 January 9:00. Due then sharp: in time; due the day before: late; without a due time: not judged.

    One ticket was called twice, once late: late. Given up, waiting and cancelled calls kept and broke no promise.
    Ended 4, in time 2, late 2: 50 %. Its two days are no clock: the clocks of the branch run on beside it.
    """
    caller = a_person(Role.CALLER, at=branch)
    for due, state in (
        ([at(20)], "done"),
        ([at(21)], "done"),
        ([at(19)], "done"),
        ([at(19), at(21)], "done"),
        ([None], "done"),
        ([at(19)], "given_up"),
        ([at(19)], "waiting"),
        ([at(19)], "cancelled"),
    ):
        complaint = a_complaint(at=branch, now=at(17))
        for one in due:
            a_call(complaint, caller, state=state, satisfaction="", score=None, due_at=one)
    table = lines(report("timeliness", branch), "clocks")
    assert table["Call-back"] == ["4", "2", "2", "50.00 %"]
    assert lines(report("timeliness", branch, "2011-02"), "clocks")["Call-back"] == ["0", "0", "0", "No data"]
    for result, expected in (("ended", 4), ("met", 2), ("missed", 2)):
        asked_for = {"clock": "call_back", "clock_result": result, "clock_ended": "2011-01", "state": "all"}
        assert matching(caller, asked_for, now=NOW).count() == expected
        assert matching(caller, asked_for | {"clock": ""}, now=NOW).count() == expected


def test_a_cancelled_call_beside_another_takes_no_ticket_from_those_asked_for(branch: Unit) -> None:
    caller, complaint = a_person(Role.CALLER, at=branch), a_complaint(at=branch, now=at(17))
    for state in ("cancelled", "done"):
        a_call(complaint, caller, state=state, satisfaction="", score=None)
    assert lines(report("satisfaction", branch), "units")["Total"][0] == "1"
    asked_for = {"call": "asked", "called": "2011-01", "state": "all"}
    assert matching(caller, asked_for, now=NOW).count() == 1


def test_satisfaction(branch: Unit) -> None:
    """Five calls asked for: 9 satisfied, 6 dissatisfied, one without a rating, one given up, one to be called.

    Reached 3, satisfied 1 ÷ 3 = 33.33 %; mean (9 + 6) ÷ 2 = 7.5; 5–6 one, 9–10 one.
    """
    caller = a_person(Role.CALLER, at=branch)
    for state, said, score in (
        ("done", "satisfied", 9),
        ("done", "dissatisfied", 6),
        ("done", "unrated", None),
        ("given_up", "", None),
        ("waiting", "", None),
    ):
        a_call(a_complaint(at=branch, now=at(17)), caller, state=state, satisfaction=said, score=score)
    table = lines(report("satisfaction", branch), "units")
    assert table["Total"] == [
        "5", "1", "1", "3", "1", "1", "1", "33.33 %", "2", "0", "1", "0", "1", "7.50",
    ]  # fmt: skip


def test_a_customer_called_twice_counts_with_the_worse_answer(branch: Unit) -> None:
    """Dissatisfied with 3, then satisfied with 10: one ticket, dissatisfied, 1–4; the mean of both calls is 6.5."""
    caller, complaint = a_person(Role.CALLER, at=branch), a_complaint(at=branch, now=at(17))
    a_call(complaint, caller, state="done", satisfaction="dissatisfied", score=3)
    a_call(complaint, caller, state="done", satisfaction="satisfied", score=10)
    total = lines(report("satisfaction", branch), "units")["Total"]
    assert total[3:8] == ["1", "0", "1", "0", "0.00 %"]
    assert total[8:] == ["1", "1", "0", "0", "0", "6.50"]


def a_call(
    complaint: Complaint,
    caller: Person,
    *,
    state: str,
    satisfaction: str,
    score: int | None,
    due_at: dt.datetime | None = None,
) -> CallBack:
    case, _made = Casework.objects.get_or_create(complaint=complaint, defaults={"started_at": at(18)})
    done = {"done_by": caller, "done_at": at(20)} if state == "done" else {}
    return CallBack.objects.create(
        casework=case,
        unit_path=complaint.unit_path,
        state=state,
        made_at=at(19),
        due_at=due_at,
        not_before=at(19),
        satisfaction=satisfaction,
        score=score,
        **done,
    )


def test_on_site_resolution_is_not_set_until_the_branch_says_how_soon(halls: tuple[Unit, Unit], branch: Unit) -> None:
    closed(a_complaint(at=halls[0], now=at(17), channel="counter"), at(17, 10))
    assert lines(report("on-site", branch), "halls")["桂花"] == ["1", "Not set", "Not set", "0", "0"]


def test_on_site_resolution(halls: tuple[Unit, Unit], branch: Unit, settings) -> None:
    """Within 24 hours: 桂花 received four at its counter, one solved in an hour, one in three days, one solved in an
    hour but reopened since, one open; 春北's one came by the hotline. C_SITE: 1 ÷ 4 = 25 %.
    """
    settings.COMPLAINT_ON_SITE_HOURS = 24
    first, second = halls
    closed(a_complaint(at=first, now=at(17), channel="counter"), at(17, 10))
    closed(a_complaint(at=first, now=at(17), channel="counter"), at(20))
    closed(a_complaint(at=first, now=at(17), channel="counter"), at(17, 10), reopened_count=1)
    a_complaint(at=first, now=at(17), channel="counter")
    closed(a_complaint(at=second, now=at(17)), at(17, 10))
    table = lines(report("on-site", branch), "halls")
    assert table == {"桂花": ["4", "1", "25.00 %", "1", "0"], "Total": ["4", "1", "25.00 %", "1", "0"]}


def test_reopened_tickets(branch: Unit) -> None:
    """Four received in January. One came back twice, for 超时未处理 and 承诺未兑现; one for 推诿 in February.

    January: one ticket, under both reasons; 1 ÷ 4 = 25 %. February: one by 推诿, nothing received, no rate.
    """
    twice, once, *_others = [a_complaint(at=branch, now=at(17)) for _place in range(4)]
    for complaint, moment, reason in (
        (twice, at(20), "timed_out"),
        (twice, at(25), "broken_promise"),
        (once, at(3, month=2), "passed_on"),
    ):
        ComplaintEvent.objects.create(complaint=complaint, kind="reopened", at=moment, data={"reason": reason})
    assert lines(report("reopened", branch), "units")["Total"] == ["1", "1", "1", "0", "0", "4", "25.00 %"]
    february = lines(report("reopened", branch, "2011-02"), "units")["Total"]
    assert february == ["1", "0", "0", "1", "0", "0", "No data"]


def test_causes(branch: Unit) -> None:
    """January: 套餐 itself 1, its 充值送油 3, 网络 1 and one without a cause; December: 充值送油 1.

    充值送油 3 ÷ 6 = 50 %, +2; the running share goes 50.00, 66.67, 83.33 %.
    """
    tariff, network = a_category("套餐"), a_category("网络")
    oil = a_category("充值送油", under=tariff)
    for cause in (tariff, oil, oil, oil, network, None):
        a_complaint(at=branch, now=at(17), cause=cause)
    stands(a_complaint(at=branch, now=at(17), cause=oil), received_at=at(17) - dt.timedelta(days=31), month=201012)
    top = lines(report("causes", branch), "top")
    assert top["充值送油"] == ["3", "50.00 %", "1", "+2", "0", "0", "50.00 %"]
    assert top["套餐, not specified further"] == ["1", "16.67 %", "0", "+1", "0", "0", "66.67 %"]
    assert top["网络"][-1] == "83.33 %"
    assert top["Not filled"][:2] == ["1", "16.67 %"]
    tree = lines(report("causes", branch), "tree")
    assert list(tree) == ["套餐", "套餐, not specified further", "充值送油", "网络", "Not filled", "Total"]
    assert tree["套餐"][:4] == ["4", "66.67 %", "1", "+3"]


def test_without_an_earlier_period_there_is_nothing_to_compare_with(branch: Unit) -> None:
    a_complaint(at=branch, now=at(17), cause=a_category("套餐"))
    assert lines(report("causes", branch), "top")["套餐"][2:4] == ["No data", "No data"]
