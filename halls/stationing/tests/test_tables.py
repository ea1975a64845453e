"""S3 4.2 and 4.3 on rows: the month table, the weeks of a campaign, every hall before and after."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.periods.rules import Month, period
from core.ui.rules import half_up
from halls.stationing import services
from halls.stationing.filters import TableFilter
from halls.stationing.models import HallScore, Stint
from halls.stationing.selectors import before_after, by_hall, by_manager, by_month, kept_in, terms_for
from halls.stationing.services import CannotSetStationing, Facts
from halls.stationing.tests.factories import NOON, a_campaign, a_score, a_stint, signed
from halls.stationing.tests.test_rules import ROWS
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
JULY, AUGUST = dt.date(2019, 7, 15), dt.date(2019, 8, 12)
MORE = {"甲厅": ("97.0", "94.5"), "乙厅": ("96.8", "94.3"), "丙厅": ("96.3", "94.1")}
"""Three halls that fell: with them the means are the source's 93.8 and 95.2."""


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def hall(branch):
    return a_unit("南湖东营业厅", under=branch, kind=UnitKind.HALL)


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


def printed(received):
    return received.total, received.unresolved, half_up(received.rate * 100, 1)


def test_the_month_table_is_the_source_s(branch, hall, manager, django_assert_num_queries):
    signed(hall, manager, 100, 42, 4, unresolved=6, day=JULY)
    signed(hall, manager, 99, 0, 0, unresolved=4, day=JULY + dt.timedelta(days=3))
    signed(hall, manager, 131, 18, 0, day=AUGUST)
    a_stint(hall, manager, day=AUGUST + dt.timedelta(days=1))  # not signed: not counted
    with django_assert_num_queries(1):
        table = by_month(Stint.objects.at_or_below(branch))
    assert [(line.key, *printed(line.received)) for line in table.lines] == [
        ("2019-07", 245, 10, Decimal("95.9")),
        ("2019-08", 149, 0, Decimal("100.0")),
    ]
    assert printed(table.total) == (394, 10, Decimal("97.5"))
    assert table.lines[0].received.first == 199
    assert printed(by_hall(Stint.objects.all()).total) == printed(by_manager(Stint.objects.all()).total)


def test_without_months_the_table_ends_with_the_last_signed_stint(branch, hall, manager):
    signed(hall, manager, 3, day=JULY)
    chosen = TableFilter({}, person=manager)
    assert chosen.is_valid()
    assert chosen.months(Month(2026, 11))[1] == Month.of(JULY)
    later = TableFilter({"first": "2020-03"}, person=manager)
    assert later.is_valid()
    assert later.months(Month(2026, 11)) == (Month(2020, 3), Month(2020, 3))


def test_kinds_and_the_rate_asked_for_are_assumed_until_somebody_sets_them(branch, hall):
    assumed = terms_for(hall, on=JULY)
    assert (assumed.is_assumed, assumed.target) == (True, Decimal("98.0"))
    assert list(assumed.labels) == ["first", "second", "third"]
    said = {
        "unit": branch,
        "first_label": "咨询",
        "second_label": "办理",
        "third_label": "投诉",
        "by": None,
        "now": NOON,
    }
    services.set_stationing_rule(valid_from=AUGUST, target=Decimal("97.0"), **said)
    assert terms_for(hall, on=JULY).is_assumed
    assert terms_for(hall, on=AUGUST).target == Decimal("97.0")
    services.set_stationing_rule(valid_from=AUGUST, target=Decimal("99.0"), **said)
    assert terms_for(hall, on=AUGUST).target == Decimal("99.0")  # of the same day the last word counts
    with pytest.raises(CannotSetStationing) as refused:
        services.set_stationing_rule(valid_from=dt.date(2019, 7, 1), target=Decimal("90.0"), **said)
    assert refused.value.field == "note"


def test_a_campaign_shows_every_hall_with_the_weeks_that_were_kept(branch, hall, manager):
    empty = a_unit("延安路营业厅", under=branch, kind=UnitKind.HALL)
    campaign = a_campaign(branch, [hall, empty])
    signed(hall, manager, 20, unresolved=1, day=JULY, campaign=campaign)
    signed(hall, manager, 5, day=JULY + dt.timedelta(days=1), campaign=campaign)
    signed(hall, manager, 9, day=JULY + dt.timedelta(days=7), campaign=campaign)
    first, second = kept_in(campaign, on=dt.date(2019, 7, 31))
    assert (first.weeks_met, first.weeks, first.stints, first.received.total, first.still_open) == (2, 5, 3, 34, 1)
    assert (second.hall.unit, second.weeks_met, second.stints) == (empty, 0, 0)
    assert kept_in(campaign, on=dt.date(2020, 1, 1))[0].weeks == 9  # the campaign ends with August


def test_a_hall_in_which_somebody_stood_does_not_leave_the_campaign(branch, hall, manager):
    empty = a_unit("延安路营业厅", under=branch, kind=UnitKind.HALL)
    campaign = a_campaign(branch, [hall, empty])
    signed(hall, manager, 20, day=JULY, campaign=campaign)
    said = {"name": campaign.name, "first_month": "2019-07", "last_month": "2019-08", "weekly_least": 1}
    with pytest.raises(CannotSetStationing) as refused:
        services.save_campaign(
            unit=branch, halls=[empty], campaign=campaign, version=campaign.version, by=None, now=NOON, **said
        )
    assert refused.value.field == "halls"


def ten_halls(branch):
    halls = []
    for name, (before, after, *_changes) in (ROWS | MORE).items():
        halls.append(a_unit(name, under=branch, kind=UnitKind.HALL))
        a_score(halls[-1], "2019-06", before)
        a_score(halls[-1], "2019-07", after)
    return halls


def test_three_declines_cannot_be_hidden(branch, django_assert_num_queries):
    """S3 4.3 printed seven rows and a total of ten; here stands every hall of the campaign."""
    campaign = a_campaign(branch, ten_halls(branch))
    with django_assert_num_queries(2):
        table = before_after(campaign, "overall", period("2019-06"), period("2019-07"))
    names = [row.hall.unit.name for row in table.rows]
    assert len(names) == 10
    assert names[0] == "南湖东"
    assert set(names[-3:]) == set(MORE)
    assert (table.tally.rose, table.tally.fell) == (6, 4)
    mean = table.tally.mean
    assert (half_up(mean.before, 1), half_up(mean.after, 1)) == (Decimal("93.8"), Decimal("95.2"))
    assert half_up(mean.relative * 100, 1) == Decimal("1.5")


def test_a_hall_without_a_figure_stands_last_and_leaves_the_mean(branch):
    halls = ten_halls(branch)
    HallScore.objects.filter(unit=halls[0], month="2019-07").delete()
    table = before_after(a_campaign(branch, halls), "overall", period("2019-06"), period("2019-07"))
    assert table.rows[-1].hall.unit == halls[0]
    assert (table.tally.known, table.tally.unknown) == (9, 1)


def test_of_a_period_the_plain_mean_of_its_months_and_nothing_where_one_is_missing(branch, hall):
    a_score(hall, "2019-05", "90")
    a_score(hall, "2019-06", "91")
    a_score(hall, "2019-07", "95")
    campaign = a_campaign(branch, [hall])
    (row,) = before_after(campaign, "overall", period("2019-05..2019-06"), period("2019-07")).rows
    assert row.compared.before == Decimal("90.5")
    (row,) = before_after(campaign, "overall", period("2019-04..2019-06"), period("2019-07")).rows
    assert row.compared.before is None


def test_another_score_than_before_takes_a_reason_and_leaves_a_trace(hall, manager):
    said = {"unit": hall, "score": "overall", "month": "2019-07", "source": "短信评价", "by": manager, "now": NOON}
    services.set_score(value=Decimal("95.5"), **said)
    with pytest.raises(CannotSetStationing) as refused:
        services.set_score(value=Decimal("99.9"), **said)
    assert refused.value.field == "reason"
    changed = services.set_score(value=Decimal("96.1"), reason="省公司更正", **said)
    assert (changed.value, changed.entered_by) == (Decimal("96.10"), manager)
    assert HallScore.objects.count() == 1


def test_what_was_found_is_yes_no_or_not_looked_at(branch, hall, manager):
    row = a_campaign(branch, [hall]).halls.select_related("unit", "campaign").get()
    assert (row.is_on_post, row.has_handheld, row.has_waiting) == (None, None, None)
    services.set_facts(hall=row, facts=Facts(is_on_post=True, has_waiting=False), version=1, by=manager, now=NOON)
    row.refresh_from_db()
    assert (row.is_on_post, row.has_handheld, row.has_waiting) == (True, None, False)


def test_months_are_those_of_the_campaign(branch, hall):
    campaign = a_campaign(branch, [hall])
    with pytest.raises(CannotSetStationing):
        a_campaign(branch, [hall], name="倒着", first_month="2019-08", last_month="2019-07")
    assert Month.of(JULY).words == campaign.first_month
