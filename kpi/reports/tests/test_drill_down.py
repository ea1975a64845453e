"""Every figure opens exactly the tickets it counted."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from complaints.categories.models import Category
from complaints.tickets.filters import matching
from complaints.tickets.models import Complaint
from core.periods.rules import period
from kpi.reports.rules.report import Report
from kpi.reports.selectors import report_of
from kpi.tests.factories import A_MORNING, a_cause, a_control_volume, complaints_in, january_2011
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.services import move_unit

pytestmark = pytest.mark.django_db


def counted(report: Report) -> Iterator[tuple[str, str, int]]:
    """(what, address, count) of every figure that stands for tickets."""
    table = report.regions
    yield "all", report.address, report.volume
    yield "errors", report.errors_address, report.errors
    for headline in report.in_order():
        yield headline.indicator.code, headline.address, int(headline.figure.numerator or 0)
        yield f"{headline.indicator.code} before", headline.before_address, int(headline.before.numerator or 0)
    if table.with_control:
        yield "controlled", table.controlled.address, table.controlled.volume
        yield "uncontrolled", table.uncontrolled_address, table.uncontrolled_volume
    for row in (*table.rows, table.total):
        yield row.name, row.address, row.volume
        yield f"{row.name} open", row.open_address, row.still_open
        yield f"{row.name} before", row.previous_address, row.previous or 0
    for errors in (report.own_errors, report.channel_errors):
        yield errors.side, errors.address, errors.total
        yield f"{errors.side} before", errors.previous_address, errors.previous or 0
        for group in errors.groups:
            yield f"{errors.side} {group.name}", group.address, group.count
            for row in group.rows:
                yield f"{errors.side} {group.name} {row.name}", row.address, row.count
    for unit in report.erring_units:
        yield f"errors {unit.name}", unit.address, unit.total
        yield f"own errors {unit.name}", unit.own_address, unit.own
        yield f"channel errors {unit.name}", unit.channel_address, unit.channel
    for cause in (*report.causes.rows, report.causes.others, report.causes.not_filled):
        yield f"cause {cause.name}", cause.address, cause.count
    for point in report.trend:
        yield point.period.words, point.address, point.volume or 0


def rows_behind(address: str, person) -> int:
    return matching(person, dict(parse_qsl(urlsplit(address).query)), now=A_MORNING).count()


def disagreeing(report: Report, person) -> list[str]:
    """Every count without a way to its tickets, and every way that leads to more or fewer."""
    wrong = []
    for what, address, count in counted(report):
        if not address and count:
            wrong.append(f"{what}: {count} counted, and no address")
        rows = rows_behind(address, person) if address else count
        if rows != count:
            wrong.append(f"{what}: {count} counted, {rows} behind {address}")
    return wrong


class Links(HTMLParser):
    """The numbers of a page that lead to the worklist."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._address = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        if self._address.startswith("/complaints/?"):
            self.found.setdefault(self._address, data.strip().replace(",", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._address = ""


@pytest.fixture
def branch(db):
    """January with causes, closed and void tickets, tickets of the branch itself, and a December before it."""
    made = january_2011()
    rows = list(Complaint.objects.order_by("pk"))
    for place in range(12):
        a_cause(f"原因{place}")
    coarse = a_cause("资费")
    fine = a_cause("资费解释差错", under=coarse)
    for place, row in enumerate(rows):
        row.cause = (fine, coarse, None, None)[place % 4]
        if place % 3:
            row.state, row.closed_at = "closed", row.received_at
    for row in rows[:40:13]:
        row.state, row.closed_at = "void", None
    for place, row in enumerate(rows[100:160]):
        row.cause = Category.objects.get(name=f"原因{place % 12}")
    Complaint.objects.bulk_update(rows, ["cause", "state", "closed_at"], batch_size=200)
    complaints_in("2011-01", made.top, 7)
    complaints_in("2010-12", made.units["城区/桂花"], 11)
    complaints_in("2010-12", made.units["市场部"], 2)
    return made


def disagreements_of_a_district(branch, name: str) -> list[str]:
    unit = branch.units[name]
    return disagreeing(report_of(unit, period("2011-01")), a_person(Role.DISTRICT_MANAGER, at=unit))


@pytest.mark.parametrize("words", ["2011-01", "2010-Q4", "2011", "2010-12..2011-01"])
def test_every_count_of_the_branch_opens_its_tickets(branch, words):
    person = a_person(Role.SERVICE_MANAGER, at=branch.top)
    report = report_of(branch.top, period(words))
    assert sum(bool(address) for _what, address, _count in counted(report)) > 50
    assert disagreeing(report, person) == []


@pytest.mark.parametrize("name", ["城区", "城区/桂花", "虚拟", "市场部"])
def test_every_count_of_a_unit_below_opens_its_tickets_for_its_own_people(branch, name):
    assert disagreements_of_a_district(branch, name) == []


@pytest.mark.parametrize("words", ["2011-01", "2011"])
def test_every_count_stands_on_the_page_as_a_link_that_says_how_many(client, branch, words):
    person = a_person(Role.SERVICE_MANAGER, at=branch.top)
    complaints_in("2011-01", branch.units["城区"], 2, error_side="own", error_unit=branch.units["城区"])
    client.force_login(person)
    links = Links(client.get(reverse("month_report", args=[words])).content.decode()).found
    for what, address, count in counted(report_of(branch.top, period(words))):
        assert not count or address in links, what
    for address, shown in links.items():
        if shown.isdecimal():
            assert int(shown) == rows_behind(address, person), address


def test_the_groups_always_sum_to_the_whole(branch):
    report = report_of(branch.top, period("2011-01"))
    assert sum(row.volume for row in report.regions.rows) == report.volume == 2417 - 4 + 7
    assert sum(row.still_open for row in report.regions.rows) == report.regions.total.still_open
    assert sum(row.previous for row in report.regions.rows) == report.regions.total.previous == 13
    causes = report.causes
    assert sum(row.count for row in (*causes.rows, causes.others, causes.not_filled)) == report.volume
    for errors in (report.own_errors, report.channel_errors):
        assert sum(group.count for group in errors.groups) == errors.total
    assert sum(unit.total for unit in report.erring_units) == report.errors


def test_a_unit_that_moved_is_reported_where_it_stood_then(branch):
    """Figures keep the organisation of then, and so do the ways to their tickets."""
    person = a_person(Role.SERVICE_MANAGER, at=branch.top)
    before = report_of(branch.units["城区"], period("2011-01"))
    move_unit(unit=branch.units["城区/桂花"], parent=branch.units["大源"], by=person, now=A_MORNING)
    after = report_of(branch.units["城区"], period("2011-01"))
    assert {row.name: row.volume for row in after.regions.rows} == {row.name: row.volume for row in before.regions.rows}
    assert "within=" in next(row for row in after.regions.rows if row.name == "桂花").address
    assert disagreeing(after, person) == []
    assert disagreeing(after, a_person(Role.DISTRICT_MANAGER, at=branch.units["城区"])) == []
    assert disagreeing(report_of(branch.units["大源"], period("2011-01")), person) == []
    assert disagreeing(report_of(branch.top, period("2011-01")), person) == []


def test_an_error_found_outside_the_unit_keeps_a_row_of_its_own(branch):
    other = branch.units["外呼小组"]
    complaints_in("2011-01", branch.units["大源/场口"], 3, error_side="own", error_unit=other)
    report = report_of(branch.units["大源"], period("2011-01"))
    assert {group.name: group.count for group in report.own_errors.groups}["外呼小组"] == 3
    assert disagreeing(report, a_person(Role.DISTRICT_MANAGER, at=branch.units["大源"])) == []
    move_unit(unit=other, parent=branch.units["城区"], by=a_person(Role.SERVICE_MANAGER, at=branch.top), now=A_MORNING)
    report = report_of(branch.units["大源"], period("2011-01"))
    assert disagreeing(report, a_person(Role.DISTRICT_MANAGER, at=branch.units["大源"])) == []


def test_an_error_filed_at_the_unit_of_the_report_stands_beside_its_bureaus(branch):
    complaints_in("2011-01", branch.units["城区"], 3, error_side="own", error_unit=branch.top)
    report = report_of(branch.top, period("2011-01"))
    group = next(group for group in report.own_errors.groups if group.name == branch.top.name)
    assert [(row.name, row.count, row.itself) for row in group.rows] == [(branch.top.name, 3, True)]
    assert disagreeing(report, a_person(Role.SERVICE_MANAGER, at=branch.top)) == []


def test_an_error_filed_at_a_bureau_itself_is_not_lost(branch):
    city = branch.units["城区"]
    before = report_of(branch.top, period("2011-01")).own_errors.groups[0].count
    complaints_in("2011-01", city, 2, error_side="own", error_unit=city)
    group = report_of(branch.top, period("2011-01")).own_errors.groups[0]
    assert (group.name, group.count) == ("城区", before + 2)
    assert [(row.name, row.count, row.itself) for row in group.rows][-1] == ("城区", 2, True)
    report = report_of(branch.top, period("2011-01"))
    assert disagreeing(report, a_person(Role.SERVICE_MANAGER, at=branch.top)) == []


def test_a_reader_without_a_right_to_tickets_gets_no_addresses(branch):
    report = report_of(branch.top, period("2011-01"), with_addresses=False)
    assert not any(address for _what, address, _count in counted(report))


def test_a_region_whose_control_volume_is_missing_is_named_and_the_rest_still_counts(branch):
    """ "Not set" is a word, never zero: the total keeps what is set, and says what is not."""
    new = a_unit("鹿山", kind=UnitKind.BUREAU, under=branch.top)
    complaints_in("2011-01", new, 5)
    table = report_of(branch.top, period("2011-01")).regions
    assert table.unset == ("鹿山",)
    person = a_person(Role.SERVICE_MANAGER, at=branch.top)
    assert rows_behind(table.controlled.address, person) == table.controlled.volume == 2361 - 4
    assert rows_behind(table.uncontrolled_address, person) == table.uncontrolled_volume == 56 + 7 + 5
    assert (table.total.control, table.total.volume) == (1300, 2417 - 4 + 7 + 5)


def test_a_quarter_without_every_month_set_has_no_control_volume(branch):
    assert report_of(branch.top, period("2011-Q1")).regions.total.control is None
    for month in ("2011-02", "2011-03"):
        a_control_volume(branch.units["城区"], month, 800)
    row = next(row for row in report_of(branch.top, period("2011-Q1")).regions.rows if row.name == "城区")
    assert row.control == 2443


def test_a_month_in_which_nothing_was_recorded_anywhere_is_no_data_and_not_zero(branch):
    """A quiet unit in a month that others were recorded in has zero; a month that nobody recorded has no data."""
    complaints_in("2011-03", branch.units["虚拟"], 1)
    quiet = branch.units["新登"]
    volumes = {point.period.words: point.volume for point in report_of(quiet, period("2011-04")).trend}
    assert volumes["2011-01"] == 249
    assert volumes["2011-02"] is None, "nobody recorded anything in February"
    assert volumes["2011-03"] == 0
    assert volumes["2011-04"] is None
    assert report_of(quiet, period("2011-03")).headlines["C_VOL"].figure.value == 0
    assert report_of(quiet, period("2011-04")).headlines["C_VOL"].figure.value is None
