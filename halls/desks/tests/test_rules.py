"""Rule book 1.1: utilisation, its four bands, half-hours, busy beside idle."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from halls.desks.choices import Band
from halls.desks.rules import Cuts, Placed, Use, halves, is_ordered, pairs, slot_words, total

HANGZHOU = ZoneInfo("Asia/Shanghai")
CUTS = Cuts(Decimal(40), Decimal(60), Decimal(85))


def at(hour: int, minute: int, second: int = 0) -> dt.datetime:
    return dt.datetime(2011, 1, 17, hour, minute, second, tzinfo=HANGZHOU)


def test_utilisation_is_serving_over_open_and_a_total_is_a_ratio_of_sums():
    busy, idle = Use(5400, 7200), Use(600, 14400)
    assert busy.share == Decimal("0.75")
    assert total([busy, idle]).share == Decimal(6000) / 21600
    assert Use(60, 0).share is None


def test_more_served_than_open_is_flagged_and_never_cut():
    over = Use(8000, 7200)
    assert over.is_over
    assert over.share > 1
    assert CUTS.band(over.share) == Band.BUSY


def test_four_bands_ascend_without_gap_or_overlap_and_the_last_holds_its_end():
    spans = CUTS.spans
    assert [band for band, _begins, _ends in spans] == ["idle", "relatively_idle", "saturated", "busy"]
    assert all(ends == begins for (_one, _from, ends), (_next, begins, _until) in pairwise(spans))
    assert (spans[0][1], spans[-1][2]) == (0, 100)
    for step in range(0, 10001, 25):
        share = Decimal(step) / 10000
        holding = [band for band, begins, ends in spans if begins <= share * 100 < ends or (share == 1 and ends == 100)]
        assert holding == [CUTS.band(share)], share


def test_a_value_on_a_cut_belongs_to_the_busier_band():
    words = {"0.3999": "idle", "0.4": "relatively_idle", "0.6": "saturated", "0.8499": "saturated", "0.85": "busy"}
    assert {share: CUTS.band(Decimal(share)) for share in words} == words
    assert CUTS.band(Decimal(1)) == Band.BUSY


@pytest.mark.parametrize("cuts", [(0, 40, 60), (40, 40, 60), (60, 40, 85), (40, 60, 100), (40, 60, 120)])
def test_cuts_that_leave_a_band_empty_are_none(cuts):
    assert not is_ordered(*map(Decimal, cuts))
    with pytest.raises(ValueError, match="ascend"):
        Cuts(*map(Decimal, cuts))


def test_a_stretch_is_dealt_out_to_the_half_hours_of_the_halls_clock():
    assert list(halves(at(10, 20), at(11, 5), HANGZHOU)) == [(20, 600), (21, 1800), (22, 300)]
    assert slot_words(21) == "10:30"
    assert list(halves(at(10, 20), at(10, 20), HANGZHOU)) == []
    assert list(halves(at(10, 20), at(9, 0), HANGZHOU)) == []
    assert list(halves(at(23, 45), at(23, 45) + dt.timedelta(minutes=30), HANGZHOU)) == [(47, 900), (0, 900)]


def test_nothing_of_a_stretch_is_lost_in_half_hours():
    start, end = at(8, 3, 17), at(17, 48, 59)
    assert sum(seconds for _slot, seconds in halves(start, end, HANGZHOU)) == (end - start).total_seconds()


def test_a_busy_hall_is_put_beside_the_idle_one_nearest_in_the_tree():
    top, city, south = "000001/", "000001/000002/", "000001/000003/"
    halls = [
        Placed(1, f"{city}000004/", Decimal("0.95"), Band.BUSY),
        Placed(2, f"{city}000005/", Decimal("0.35"), Band.IDLE),
        Placed(3, f"{south}000006/", Decimal("0.10"), Band.IDLE),
        Placed(4, f"{south}000007/", Decimal("0.90"), Band.BUSY),
        Placed(5, f"{top}000008/", Decimal("0.70"), Band.SATURATED),
    ]
    assert pairs(halls) == [(1, 2), (4, 3)]
    assert pairs([one for one in halls if one.band != Band.IDLE]) == []
    assert pairs([Placed(1, top, Decimal("0.95"), None)]) == []
