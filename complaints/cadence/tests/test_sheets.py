"""What each sheet counts, by hand; that it is frozen; that each number opens its tickets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polib
import pytest
from django.conf import settings
from django.utils import timezone, translation

from complaints.cadence import rules
from complaints.cadence.choices import Check, SheetKind
from complaints.cadence.forms import StandardForm
from complaints.cadence.models import QualityStandard, Sheet, SheetTicket
from complaints.cadence.presenter import page_of
from complaints.cadence.services import CannotMake, make_sheet, name_owner
from complaints.cadence.words import SECTIONS
from complaints.casework.services import casework_of, grade_case, regrade_case
from complaints.detection.choices import Suspicion, Verdict
from complaints.detection.models import FalseEntry
from complaints.gates.models import DissatisfiedReport
from complaints.promises.models import Promise
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.choices import ErrorSide, EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.rules import BRANCH_TIME
from complaints.tickets.selectors import matching
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
TODAY = dt.datetime(2011, 1, 18, 7, 0, tzinfo=BRANCH_TIME)
NEXT_MONDAY = dt.datetime(2011, 1, 24, 7, 0, tzinfo=BRANCH_TIME)
FEBRUARY = dt.datetime(2011, 2, 1, 7, 0, tzinfo=BRANCH_TIME)


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


def sheet_of(kind: SheetKind, unit: Any, *, now: dt.datetime = TODAY) -> Sheet:
    return make_sheet(unit=unit, span=rules.span_on(kind, A_MONDAY.date()), by=None, now=now)


def row(sheet: Sheet, section: str, key: object) -> dict[str, Any]:
    return next(one["figures"] for one in sheet.content["sections"][section] if one["row"] == str(key))


def set_to(complaint: Complaint, **columns: Any) -> Complaint:
    Complaint.objects.filter(pk=complaint.pk).update(**columns)
    complaint.refresh_from_db()
    return complaint


def closed(at: dt.datetime, **columns: Any) -> dict[str, Any]:
    return {
        "state": "closed",
        "closed_at": at,
        "outcome": "solved",
        "outcome_note": "已上门致歉并退费，客户认可",
        **columns,
    }


def test_the_day_counts_what_came_and_went_and_what_is_late_since(branch, city):
    """Five tickets by hand: two of the city, one from the media, one closed on the day, one that was late by then."""
    a_complaint(at=city)
    a_complaint(at=branch, channel="media")
    set_to(a_complaint(at=city, now=A_MONDAY - 3 * DAY), due_at=A_MONDAY - DAY, **closed(A_MONDAY))
    late = set_to(a_complaint(at=branch, now=A_MONDAY - 5 * DAY), due_at=A_MONDAY - HOUR)
    a_complaint(at=branch, now=A_MONDAY + DAY)
    sheet = sheet_of(SheetKind.DAILY, branch, now=TODAY)
    whole = row(sheet, "day", "all")
    assert (whole["received"], whole["closed"], whole["overdue"], whole["outside"]) == (2, 1, 1, 1)
    assert row(sheet, "day", city.pk) == {"received": 1, "closed": 1}
    assert row(sheet, "day", "own")["received"] == 1
    assert [one.complaint for one in SheetTicket.objects.filter(sheet=sheet, cell="day.all.overdue")] == [late]


def test_promises_count_as_promises_and_open_their_tickets_once(branch, manager):
    complaint = a_complaint(at=branch)
    for due in (TODAY + 3 * HOUR, TODAY - DAY, TODAY + 2 * DAY):
        Promise.objects.create(
            complaint=complaint, words="今日回复", owner=manager, due_at=due, made_at=A_MONDAY, made_by=manager
        )
    sheet = sheet_of(SheetKind.DAILY, branch)
    assert row(sheet, "day", "all")["promises"] == 2
    assert SheetTicket.objects.filter(sheet=sheet, cell="day.all.promises").count() == 1


def test_headings_say_what_is_counted():
    """Promises and calls until the end of the day after, late ones too; the moment the customer was first told."""
    with translation.override("en"):
        columns = SECTIONS[SheetKind.DAILY]["day"].columns
        for name in ("promises", "call_backs"):
            assert str(columns[name]).endswith("due by the next day, overdue ones too")
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    chinese = {entry.msgid: entry.msgstr for entry in catalogue}
    first_told = chinese["Acknowledged"]
    with translation.override("en"):
        said = [str(Check.LATE.label), str(StandardForm().fields["acknowledge_minutes"].label), "Acknowledged within"]
    assert [words for words in said if not chinese[words].startswith(first_told)] == []
    assert "含待认定" in chinese["Somebody of the department is named as responsible"]


def test_the_week_by_handler_shows_who_is_late_first_and_names_for_who_may_see_people(branch, manager):
    calm, late = (a_person(Role.HANDLER, at=branch, name=name) for name in ("陈处理", "吴处理"))
    set_to(a_complaint(at=branch), handler=calm, due_at=NEXT_MONDAY + DAY)
    set_to(a_complaint(at=branch), handler=late, due_at=A_MONDAY + DAY)
    a_complaint(at=branch)
    sheet = sheet_of(SheetKind.WEEKLY, branch, now=NEXT_MONDAY)
    assert next(one["row"] for one in sheet.content["sections"]["handlers"]) == late.staff_number
    assert row(sheet, "handlers", calm.staff_number) == {"open": 1, "overdue": 0, "soon": 1, "reopened": 0}
    assert row(sheet, "handlers", "none")["open"] == 1
    assert "吴处理" not in str(sheet.content)
    caller = a_person(Role.CALLER, at=branch)
    named, numbered = (
        [line.name for table in page_of(sheet, person).tables for line in table.lines] for person in (manager, caller)
    )
    assert "吴处理" in named
    assert "吴处理" not in numbered
    assert late.staff_number in numbered


def test_broken_promises_and_reports_of_the_week_are_listed_without_the_customer(branch, manager):
    complaint = a_complaint(at=branch, customer_name="王小明")
    Promise.objects.create(
        complaint=complaint,
        words="周三前致电王小明 13805710042",
        owner=manager,
        due_at=A_MONDAY + DAY,
        made_at=A_MONDAY,
        made_by=manager,
    )
    DissatisfiedReport.objects.create(
        casework=casework_of(complaint), words="多次沟通", made_by=manager, made_at=A_MONDAY
    )
    sheet = sheet_of(SheetKind.WEEKLY, branch, now=NEXT_MONDAY)
    assert (row(sheet, "week", "all")["broken"], row(sheet, "week", "all")["dissatisfied"]) == (1, 1)
    assert sheet.content["lists"]["broken"][0]["words"] == "周三前致电王** 138****0042"
    assert "王小明" not in str(sheet.content)


def test_the_month_compares_causes_with_the_month_before(branch):
    cause = a_category()
    for _time in range(2):
        a_complaint(at=branch, cause=cause)
    a_complaint(at=branch, cause=cause, now=A_MONDAY - 30 * DAY)
    sheet = sheet_of(SheetKind.MONTHLY, branch, now=FEBRUARY)
    assert row(sheet, "causes", cause.pk) == {"now": 2, "before": 1}
    assert row(sheet, "grades", "none")["received"] == 2


def test_ticket_quality_by_a_table_worked_by_hand(branch, manager):
    """One handler, four tickets of January by the standard of January; the other thresholds leave theirs uncounted."""
    handler = a_person(Role.HANDLER, at=branch)
    QualityStandard.objects.create(
        valid_from=dt.date(2011, 1, 1), filled=["cause", "grade"], text_least=6, note_least=8, source="市场部",
        made_by=manager, made_at=A_MONDAY,
    )  # fmt: skip
    good = a_complaint(at=branch, cause=a_category())
    set_to(good, handler=handler, grade="A", **closed(A_MONDAY + DAY))
    poor = set_to(
        a_complaint(at=branch, text="退费"), handler=handler, **closed(A_MONDAY + DAY, outcome_note="。。。已办。。。")
    )
    set_to(a_complaint(at=branch, text="扣费"), handler=handler, **closed(A_MONDAY + DAY, outcome="duplicate"))
    back = set_to(a_complaint(at=branch), handler=handler)
    ComplaintEvent.objects.create(complaint=back, kind=EventKind.REOPENED, at=A_MONDAY, data={"reason": "passed_on"})
    case = casework_of(back)
    grade_case(casework=case, grade="A", by=handler, now=A_MONDAY)
    regrade_case(casework=case, grade="B", reason="要求补档", by=manager, now=A_MONDAY + DAY)
    FalseEntry.objects.create(
        complaint=good, unit_path=branch.path, suspicion=Suspicion.PASTED, found_at=A_MONDAY, about=manager,
        verdict=Verdict.FALSE, words="通话记录无此号", reviewed_at=A_MONDAY + DAY, reviewed_by=manager,
    )  # fmt: skip
    sheet = sheet_of(SheetKind.QUALITY, branch, now=FEBRUARY)
    wanted = {
        "received": 4, "closed": 2, "incomplete": 1, "short_text": 1, "short_note": 1, "false_entry": 0, "late": None,
        "timed_out": 0, "broken_promise": 0, "passed_on": 1, "other": 0, "regraded": 1, "rejudged": 0,
    }  # fmt: skip
    assert row(sheet, "people", handler.staff_number) == wanted
    assert row(sheet, "people", manager.staff_number)["false_entry"] == 1
    assert row(sheet, "units", "all") == wanted | {"false_entry": 1}
    assert [one.complaint for one in SheetTicket.objects.filter(sheet=sheet, cell="units.all.short_note")] == [poor]


def test_without_a_standard_nothing_is_measured_and_a_later_one_leaves_the_month(branch, manager):
    said = {"filled": ["cause"], "source": "市场部", "made_by": manager, "made_at": A_MONDAY}
    QualityStandard.objects.create(valid_from=dt.date(2011, 2, 1), **said)
    set_to(a_complaint(at=branch), **closed(A_MONDAY))
    sheet = sheet_of(SheetKind.QUALITY, branch, now=FEBRUARY)
    assert row(sheet, "units", "all")["incomplete"] is None
    with translation.override("en"):
        figures = page_of(sheet, manager).tables[0].lines[0].figures
    assert {figure.heading for figure in figures if figure.value is None} == {
        "Fields left empty", "Customer's words too short", "Outcome too short", "Acknowledged late",
    }  # fmt: skip


def test_a_departments_week_is_its_errors_its_causes_and_nobody_elses(branch, city, manager):
    department = a_unit("网络部", kind=UnitKind.DEPARTMENT, under=branch)
    network = a_category("网络质量")
    finer = a_category("信号弱", under=network)
    name_owner(cause=network, unit=department, valid_from=dt.date(2011, 1, 10), by=manager, now=A_MONDAY - 7 * DAY)
    a_complaint(at=city, cause=finer, text="家里信号弱，王小明要求上门", customer_name="王小明")
    a_complaint(at=city, cause=network, now=A_MONDAY - 7 * DAY)
    set_to(a_complaint(at=city), error_side=ErrorSide.OWN, error_unit=department, error_path=department.path)
    a_complaint(at=city, cause=a_category("资费误解"))
    sheet = sheet_of(SheetKind.PROBLEMS, department, now=NEXT_MONDAY)
    assert row(sheet, "week", "all") == {"now": 2, "before": 1}
    assert row(sheet, "problems", finer.pk) == {"now": 1, "before": 0}
    assert row(sheet, "problems", network.pk) == {"now": 0, "before": 1}
    assert row(sheet, "problems", "none") == {"now": 1, "before": 0}
    assert [row(sheet, "grounds", ground)["now"] for ground in ("error", "cause", "share")] == [1, 1, 0]
    assert "王小明" not in str(sheet.content)
    assert row(sheet_of(SheetKind.PROBLEMS, city, now=NEXT_MONDAY), "week", "all")["now"] == 0


def test_every_number_opens_exactly_what_it_counted_also_when_the_tickets_moved_on(branch, manager):
    first = a_complaint(at=branch)
    a_complaint(at=branch, channel="media")
    sheet = sheet_of(SheetKind.DAILY, branch)
    set_to(first, **closed(TODAY))
    a_complaint(at=branch, now=A_MONDAY)
    for table in page_of(sheet, manager).tables:
        for line in table.lines:
            for figure in line.figures:
                if figure.address:
                    params = dict(pair.split("=") for pair in figure.address.partition("?")[2].split("&"))
                    assert matching(manager, params, now=timezone.now()).count() == figure.value
    assert row(sheet, "day", "all")["received"] == 2


def test_a_sheet_made_anew_is_another_version_and_the_former_stays(branch, manager):
    a_complaint(at=branch)
    first = sheet_of(SheetKind.DAILY, branch)
    a_complaint(at=branch, now=A_MONDAY + HOUR)
    span = rules.span_on(SheetKind.DAILY, A_MONDAY.date())
    assert sheet_of(SheetKind.DAILY, branch) == first
    second = make_sheet(unit=branch, span=span, by=manager, now=TODAY + HOUR, anew=True)
    first.refresh_from_db()
    assert [(one.version, row(one, "day", "all")["received"]) for one in (first, second)] == [(1, 1), (2, 2)]
    assert list(Sheet.objects.newest_versions()) == [second]


def test_a_period_that_is_not_over_has_no_sheet(branch):
    with pytest.raises(CannotMake):
        sheet_of(SheetKind.WEEKLY, branch, now=NEXT_MONDAY - DAY)


def test_the_groups_bot_gets_the_figures_as_text_and_no_word_of_a_customer(branch, manager):
    WebhookEndpoint.objects.create(
        name="群机器人", url="https://bot.example/", place=branch.code, events=["sheet.made"], person=manager,
        secret="x", created_at=A_MONDAY,
    )  # fmt: skip
    a_complaint(at=branch, customer_name="王小明")
    with translation.override("en"):
        sheet_of(SheetKind.DAILY, branch)
    body = WebhookDelivery.objects.get().body
    assert "Tickets received 1" in body
    assert "王小明" not in body
    assert "强制办理" not in body


@pytest.mark.parametrize(("text", "count"), [("已办", 2), ("。。。", 0), ("无无无无", 1), ("  已 上门 ", 3), ("", 0)])
def test_dots_and_one_sign_again_and_again_are_no_words(text, count):
    assert rules.words_in(text) == count


@pytest.mark.parametrize(
    ("kind", "words", "first", "last"),
    [
        ("daily", "2011-01-17", (2011, 1, 17), (2011, 1, 17)),
        ("weekly", "2011-W03", (2011, 1, 17), (2011, 1, 23)),
        ("problems", "2010-W52", (2010, 12, 27), (2011, 1, 2)),
        ("monthly", "2011-02", (2011, 2, 1), (2011, 2, 28)),
        ("quality", "2012-02", (2012, 2, 1), (2012, 2, 29)),
    ],
)
def test_periods_as_they_are_written(kind, words, first, last):
    span = rules.span_from(SheetKind(kind), words)
    assert (span.first, span.last, span.words) == (dt.date(*first), dt.date(*last), words)
    assert span.before.last == span.first - DAY


@pytest.mark.parametrize(
    "words",
    ["", "2011", "2011-13", "9999-12", "9999-W52", "9999-12-31", "0001-01", "2011-W54", "2011-02-30", "１", "0000-01"],
)
def test_a_period_that_is_none_is_refused(words):
    for kind in SheetKind:
        with pytest.raises(rules.NotASpan):
            rules.span_from(kind, words)
