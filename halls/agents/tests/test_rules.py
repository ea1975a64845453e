"""S4 5.3 and 5.4: talk utilisation, its band, calls and minutes; totals are ratios of sums."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from core.ui.rules import half_up
from halls.agents.imports import seconds_written
from halls.agents.rules import OF_THE_SOURCE, Standing, Worked, talk_utilisation

GOLDEN = Path(__file__).parents[4] / "shared" / "golden" / "golden.json"


def test_seventy_calls_of_five_minutes_are_in_the_band():
    """S4 5.3 against 5.4: 70 x 5 min = 350 min = 72.92 % of eight hours."""
    share = talk_utilisation(calls=70, minutes_a_call=5, duty_minutes=480)
    assert half_up(share * 100, 2) == Decimal("72.92")
    assert OF_THE_SOURCE.standing(share) is Standing.WITHIN
    day = Worked(days=1, calls=70, talk=350 * 60, duty=480 * 60)
    assert (day.talk_share, day.seconds_a_call, day.calls_a_day) == (share, 300, 70)


def test_the_golden_number():
    if not GOLDEN.exists():
        pytest.skip("golden.json is not beside this checkout")
    golden = json.loads(GOLDEN.read_text())["talk_utilisation"]["70 calls x 5 min / 480"]
    share = talk_utilisation(calls=70, minutes_a_call=5, duty_minutes=480)
    assert half_up(share * 100, 2) == Decimal(str(golden))


def test_the_band_of_the_source_means_66_to_71_calls():
    """Rule book 5.3: inside the band lie 66.2 to 71.0 calls of five minutes."""
    within = [
        calls
        for calls in range(60, 80)
        if OF_THE_SOURCE.standing(talk_utilisation(calls=calls, minutes_a_call=5, duty_minutes=480)) is Standing.WITHIN
    ]
    assert (within[0], within[-1]) == (67, 71)


@pytest.mark.parametrize(
    ("share", "standing"),
    [
        ("0.6899", Standing.BELOW),
        ("0.69", Standing.WITHIN),
        ("0.74", Standing.WITHIN),
        ("0.7401", Standing.ABOVE),
        ("1", Standing.ABOVE),
        ("1.0001", Standing.IMPOSSIBLE),
    ],
)
def test_both_ends_belong_to_the_band_and_above_the_whole_nothing_can_be(share, standing):
    assert OF_THE_SOURCE.standing(Decimal(share)) is standing
    assert OF_THE_SOURCE.standing(None) is None


def test_a_team_is_the_ratio_of_sums_and_not_the_mean_of_its_agents():
    long_day = Worked(days=1, calls=80, talk=28_800, duty=36_000, over_days=0)
    short_day = Worked(days=1, calls=5, talk=1_200, duty=12_000, solved=5, solved_of=5, over_days=1)
    team = long_day + short_day
    assert team.talk_share == Decimal(30_000) / 48_000
    assert team.talk_share != (long_day.talk_share + short_day.talk_share) / 2
    assert (team.calls_a_day, team.over_days, team.solved_share) == (Decimal("42.5"), 1, 1)


def test_after_call_work_is_outside_the_numerator_but_part_of_handling():
    day = Worked(days=1, calls=10, talk=3_000, duty=6_000, after_call=600)
    assert (day.talk_share, day.seconds_a_call, day.handling_seconds) == (Decimal("0.5"), 300, 360)


def test_without_duty_there_is_no_figure():
    assert Worked().talk_share is None
    assert Worked().calls_a_day is None
    assert Worked(days=1, duty=100).seconds_a_call is None


def test_few_and_long_calls():
    assert OF_THE_SOURCE.has_few_calls(Decimal("69.9"))
    assert not OF_THE_SOURCE.has_few_calls(Decimal(70))
    assert OF_THE_SOURCE.has_long_calls(Decimal(301))
    assert not OF_THE_SOURCE.has_long_calls(Decimal("300.4"))


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("21000", 21000), ("5:50:00", 21000), ("5：50", 21000), ("21,000", 21000), ("21000.0", 21000), (" 0 ", 0),
        ("", None), (None, None), ("-5", None), ("5:77", None), ("五小时", None), ("1e9", None), ("21000.5", None),
    ],
)  # fmt: skip
def test_times_as_sheets_write_them(words, seconds):
    assert seconds_written(words) == seconds
