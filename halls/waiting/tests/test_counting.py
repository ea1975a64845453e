"""What is kept of days is what a recount comes to, whatever is kept and whatever is not."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from core.ui.rules import share_text
from halls.intake.models import DayTotal
from halls.premises.models import Premises
from halls.queue.choices import Outcome
from halls.queue.models import Visit
from halls.tests.factories import ZONE, a_hall, a_rule
from halls.waiting import rules
from halls.waiting.choices import PERCENTS, Base
from halls.waiting.models import WaitCell, WaitDay
from halls.waiting.rules import Tally
from halls.waiting.selectors import DAY, HALF_HOUR, HALL, SERVICE, Waits, by_one, percentiles
from halls.waiting.selectors.differing import differences
from halls.waiting.services import forget, refresh, refresh_differing
from halls.waiting.tests.factories import visits
from halls.waiting.tests.test_rules import TABLE
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2011, 1, 1), dt.date(2011, 1, 31)
FEBRUARY = dt.datetime(2011, 2, 1, 3, tzinfo=ZONE)
GROUPS = [(), (HALL,), (DAY,), (HALL, DAY), (SERVICE,), (HALF_HOUR,), (DAY, HALF_HOUR), (HALL, HALF_HOUR)]


def day(number: int) -> dt.date:
    return dt.date(2011, 1, number)


def waits(*halls: Premises, now: dt.datetime = FEBRUARY) -> Waits:
    return Waits(halls, FIRST, LAST, now)


def whole(*halls: Premises, now: dt.datetime = FEBRUARY) -> Tally:
    return waits(*halls, now=now).by().get((), rules.NOTHING)


@pytest.fixture
def hall() -> Premises:
    made = a_hall(under=a_unit("富阳分公司"))
    a_rule(made.unit)
    return made


def test_january_comes_out_as_the_source_prints_it():
    """Rule book 1.1: each row, the total from the rows (6,590 = 21.94 %) and not the printed 6,591."""
    branch = a_unit("富阳分公司")
    a_rule(branch)
    halls = []
    for name, (tickets, over) in TABLE.items():
        made = a_hall(name, under=branch, counters=0)
        visits(made, [601] * over + [600] * (tickets - over))
        halls.append(made)
    refresh(halls=halls[:2], day=FIRST, now=FEBRUARY)
    found = by_one(waits(*halls).by(HALL))
    assert [share_text(found[one.pk].share(Base.ALL)) for one in halls] == ["31.53 %", "12.81 %", "16.29 %"]
    total = rules.total(found.values())
    assert (total.over, total.tickets, share_text(total.share(Base.ALL))) == (6_590, 30_034, "21.94 %")


def test_who_left_and_who_still_waits_counts_in_the_headline(hall):
    """Nine served after a minute, one left after 20, one waits since 9:00 and it is 9:30: 2 of 11 are over."""
    today = day(31)
    visits(hall, [60] * 9, day=today)
    visits(hall, [1_200], day=today, outcome=Outcome.LEFT)
    visits(hall, [None], day=today)
    found = whole(hall, now=dt.datetime.combine(today, dt.time(9, 30), tzinfo=ZONE))
    assert (found.over_of(Base.ALL), found.out_of(Base.ALL)) == (2, 11)
    assert (found.over_of(Base.SERVED), found.out_of(Base.SERVED)) == (0, 9)
    assert (found.over_of(Base.WAITED), found.out_of(Base.WAITED)) == (2, 11)
    assert (found.known, found.wait_seconds) == (10, 9 * 60 + 1_200)


def test_who_did_not_wait_is_not_among_those_who_waited(hall):
    visits(hall, [0, 0, 300, 700])
    assert (whole(hall).over_of(Base.WAITED), whole(hall).out_of(Base.WAITED)) == (1, 2)


def test_each_day_is_measured_by_its_own_limit(hall):
    """Ten minutes until the 14th, fifteen from then on: twelve minutes are over before and within after."""
    a_rule(hall.unit, valid_from=day(15), wait_minutes=15)
    for one in (day(14), day(15)):
        visits(hall, [720], day=one)
    by_day = by_one(waits(hall).by(DAY))
    assert (by_day[day(14)].over, by_day[day(15)].over) == (1, 0)
    assert whole(hall).share(Base.ALL) == Decimal("0.5")
    for one in (day(14), day(15)):
        refresh(halls=[hall], day=one, now=FEBRUARY)
    assert by_one(waits(hall).by(DAY)) == by_day


def test_a_hall_without_a_limit_has_no_overtime():
    hall = a_hall()
    visits(hall, [36_000])
    for _ in range(2):
        assert (whole(hall).tickets, whole(hall).over, whole(hall).share(Base.ALL)) == (1, 0, None)
        refresh(halls=[hall], day=FIRST, now=FEBRUARY)


def test_a_limit_that_is_set_afterwards_counts_although_the_day_was_kept_without():
    hall = a_hall()
    visits(hall, [660])
    refresh(halls=[hall], day=FIRST, now=FEBRUARY)
    a_rule(hall.unit)
    assert whole(hall).over == 1


def test_a_sheet_beside_recorded_visits_is_not_counted_again(hall):
    visits(hall, [700])
    visits(hall, [700, 700], prefix="B", is_counted=False)
    assert whole(hall).tickets == 1
    refresh(halls=[hall], day=FIRST, now=FEBRUARY)
    assert whole(hall).tickets == 1


def test_totals_by_hand_count_among_all_tickets(hall):
    """A hundred by hand, thirty over the limit; of a second day nobody counted the overtime."""
    visits(hall, [60], day=day(3))
    clerk = a_person(Role.HALL_MANAGER, at=hall.unit)
    told = {"premises": hall, "reason": "取号机故障", "made_at": FEBRUARY, "made_by": clerk}
    DayTotal.objects.create(business_day=day(1), tickets=100, over_limit=30, **told)
    DayTotal.objects.create(business_day=day(2), tickets=50, **told)
    found = whole(hall)
    assert (found.tickets, found.out_of(Base.ALL), found.over) == (151, 101, 30)
    assert found.out_of(Base.SERVED) == 1
    assert by_one(waits(hall).by(SERVICE))[None].tickets == 150
    assert by_one(waits(hall).by(HALF_HOUR))[None].tickets == 150


def test_half_hours_are_those_of_the_halls_own_clock(hall):
    far = a_hall("乌鲁木齐", under=hall.unit.parent)
    Premises.objects.filter(pk=far.pk).update(time_zone="Asia/Urumqi")
    far.refresh_from_db()
    visits(hall, [1], at=dt.time(9, 29, 59))
    visits(hall, [1], at=dt.time(9, 30), prefix="B")
    visits(far, [1], at=dt.time(9, 30))
    for _ in range(2):
        found = waits(hall, far).by(HALL, HALF_HOUR)
        assert {key: one.tickets for key, one in found.items()} == {
            (hall.pk, 18): 1, (hall.pk, 19): 1, (far.pk, 15): 1,
        }  # fmt: skip
        refresh(halls=[hall, far], day=FIRST, now=FEBRUARY)


def test_today_and_a_day_on_which_a_number_still_lives_are_not_kept(hall):
    visits(hall, [60], day=day(30))
    visits(hall, [None], day=day(30))
    visits(hall, [60], day=day(31))
    now = dt.datetime(2011, 1, 31, 12, tzinfo=ZONE)
    assert refresh(halls=[hall], day=day(31), now=now) == 0
    assert refresh(halls=[hall], day=day(30), now=now) == 0
    assert WaitDay.objects.count() == 0
    assert whole(hall, now=now).tickets == 3


def test_a_day_that_is_forgotten_is_counted_from_its_visits(hall):
    visits(hall, [60])
    refresh(halls=[hall], day=FIRST, now=FEBRUARY)
    Visit.objects.update(wait_seconds=900)
    assert whole(hall).over == 0
    forget(halls=[hall], days=[FIRST])
    assert whole(hall).over == 1
    assert WaitCell.objects.count() == 0


def test_a_recount_finds_what_differs_and_keeps_it(hall):
    visits(hall, [60])
    assert len(refresh_differing(halls=[hall], first=FIRST, last=LAST, now=FEBRUARY)) == 31
    assert differences([hall], FIRST, LAST, now=FEBRUARY) == []
    Visit.objects.update(wait_seconds=900)
    (wrong,) = differences([hall], FIRST, LAST, now=FEBRUARY)
    assert (wrong.day, wrong.kept.over, wrong.counted.over) == (FIRST, 0, 1)
    refresh_differing(halls=[hall], first=FIRST, last=LAST, now=FEBRUARY)
    assert differences([hall], FIRST, LAST, now=FEBRUARY) == []


def some_month(seed: int) -> tuple[list[Premises], dt.datetime, random.Random]:
    """Three halls, two with a limit that changes, a week of visits of every outcome, some still waiting today."""
    draw = random.Random(seed)
    branch = a_unit(f"分公司{seed}")
    halls = [a_hall(f"厅{seed}-{place}", under=branch, counters=0) for place in range(3)]
    a_rule(halls[0].unit, wait_minutes=draw.randint(1, 20))
    a_rule(halls[1].unit, valid_from=day(draw.randint(1, 7)), wait_minutes=draw.randint(1, 20))
    now = dt.datetime(2011, 1, 7, 15, tzinfo=ZONE)
    for hall in halls:
        for number in range(1, 8):
            for _ in range(draw.randint(0, 4)):
                known = [draw.choice([0, 60, 600, 601, draw.randint(0, 3_000)]) for _ in range(draw.randint(1, 6))]
                at = dt.time(draw.randint(8, 14), draw.randint(0, 59))
                prefix, outcome = draw.choice("AB"), draw.choice(Outcome.values)
                visits(hall, known, day=day(number), at=at, prefix=prefix, outcome=outcome)
        visits(hall, [None] * draw.randint(0, 3), day=day(7), at=dt.time(draw.randint(8, 14)))
    return halls, now, draw


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_kept_the_month_is_the_same_as_a_recount(seed):
    """Every grouping, before anything is kept, with a few days kept of some halls, and with all of them."""
    halls, now, draw = some_month(seed)
    recount = [waits(*halls, now=now).by(*keys) for keys in GROUPS]
    assert recount[0][()].tickets == Visit.objects.count()
    for number in draw.sample(range(1, 8), 3):
        refresh(halls=draw.sample(halls, 2), day=day(number), now=now)
    assert [waits(*halls, now=now).by(*keys) for keys in GROUPS] == recount
    refresh_differing(halls=halls, first=FIRST, last=LAST, now=now)
    assert WaitDay.objects.count() == 3 * 6
    assert [waits(*halls, now=now).by(*keys) for keys in GROUPS] == recount


@pytest.mark.parametrize("seed", range(6))
def test_percentiles_are_the_nearest_ranks_of_the_waits_themselves(seed):
    halls, _now, _draw = some_month(seed)
    closed = Outcome.CLOSED_BY_SYSTEM
    tests = {
        Base.ALL: lambda _: True,
        Base.SERVED: lambda v: v.outcome == "served",
        Base.WAITED: lambda v: v.wait_seconds,
    }
    for base, is_in in tests.items():
        found = percentiles(halls, FIRST, LAST, base=base, keys=(HALL,))
        for hall in halls:
            known = Visit.objects.filter(premises=hall, wait_seconds__isnull=False).exclude(outcome=closed)
            ordered = sorted(one.wait_seconds for one in known if is_in(one))
            expected = tuple(rules.nearest_rank(ordered, percent) for percent in PERCENTS)
            assert found.get((hall.pk,), (None,) * 3) == expected
    known = Visit.objects.exclude(wait_seconds=None).exclude(outcome=closed)
    everything = sorted(known.values_list("wait_seconds", flat=True))
    assert percentiles(halls, FIRST, LAST)[()] == tuple(rules.nearest_rank(everything, one) for one in PERCENTS)


def test_a_month_is_read_in_the_same_few_questions_however_many_halls(hall, django_assert_max_num_queries):
    more = [a_hall(f"厅{place}", under=hall.unit.parent, counters=0) for place in range(5)]
    halls = [hall, *more]
    for one in halls:
        visits(one, [60, 700])
    refresh_differing(halls=halls, first=FIRST, last=LAST, now=FEBRUARY)
    with django_assert_max_num_queries(4):
        waits(*halls).by(HALL)
