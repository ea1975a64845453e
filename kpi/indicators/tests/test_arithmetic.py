from __future__ import annotations

from decimal import Decimal

import pytest

from core.ui.rules import half_up
from kpi.indicators.choices import BY_CODE, EVERY, INDICATORS
from kpi.indicators.rules import (
    Inputs,
    Missing,
    change,
    excess_count,
    excess_rate,
    figures,
    open_share,
    per_10k,
    ratio_to_control,
)

REGIONS = [
    ("城区", 1486, 843, "176.28", "76.28", 643),
    ("大源", 456, 182, "250.55", "150.55", 274),
    ("新登", 249, 182, "136.81", "36.81", 67),
    ("政企", 170, 93, "182.80", "82.80", 77),
    ("合计", 2417, 1300, "185.92", "85.92", 1117),
    ("合计_无控制量除外", 2361, 1300, "181.62", "81.62", 1061),
]


@pytest.mark.parametrize(("region", "complaints", "control", "ratio", "excess", "count"), REGIONS)
def test_the_ratio_and_the_excess_are_two_figures(region, complaints, control, ratio, excess, count):
    """S0 1.4, I-02: the column called 超额 is the ratio; the true excess is one whole less."""
    assert half_up(ratio_to_control(complaints, control) * 100, 2) == Decimal(ratio)
    assert half_up(excess_rate(complaints, control) * 100, 2) == Decimal(excess)
    assert excess_count(complaints, control) == count


def test_complaints_per_ten_thousand_customers():
    """S0-C1: 2,417 of 537,469 customers are 44.97, and 25 per 10,000 would be 1,343.7 complaints (I-03)."""
    assert half_up(per_10k(2417, 537_469), 2) == Decimal("44.97")
    assert half_up(Decimal(25) * 537_469 / 10_000, 1) == Decimal("1343.7")


@pytest.mark.parametrize("control", [None, 0, Decimal(0)])
def test_without_a_control_volume_nothing_is_divided(control):
    """I-04: 虚拟 and 号码错误 have none."""
    assert ratio_to_control(36, control) is None
    assert excess_rate(36, control) is None
    assert excess_count(36, control) is None


def test_without_customers_or_complaints_there_is_no_data():
    assert per_10k(2417, None) is None
    assert open_share(0, 0) is None


def test_a_change_is_points_and_relative_from_unrounded_values():
    """I-35: 92.3 to 96.6 is 4.3 points and 4.66 % relative; I-32: computed before rounding."""
    moved = change(Decimal("92.3"), Decimal("96.6"))
    assert moved.difference == Decimal("4.3")
    assert half_up(moved.relative * 100, 2) == Decimal("4.66")
    assert moved.direction == 1


@pytest.mark.parametrize(
    ("before", "now", "percent"),
    [("89.0", "96.9", "8.9"), ("94.6", "95.7", "1.2"), ("95.7", "96.0", "0.3"), ("97.5", "97.4", "-0.1"),
     ("93.8", "95.2", "1.5")],
)  # fmt: skip
def test_relative_changes_as_the_source_prints_them(before, now, percent):
    assert half_up(change(Decimal(before), Decimal(now)).relative * 100, 1) == Decimal(percent)


def test_a_change_from_nothing_has_no_relative_size():
    assert change(0, 5).relative is None
    assert change(0, 5).difference == 5
    assert change(None, 5) is None


def test_every_declared_formula_gives_what_the_rules_give():
    """The words, the factor and the offset of a declaration say the same as the arithmetic."""
    given = Inputs(2417, 517, 63, 70, 537_469, Decimal(1300))
    made = figures(given)
    assert list(made) == [indicator.code for indicator in INDICATORS]
    for figure in made.values():
        indicator = figure.indicator
        if indicator.is_count:
            assert figure.denominator is None
            assert figure.value == figure.numerator
        else:
            declared = figure.numerator / figure.denominator * indicator.factor + indicator.offset
            assert half_up(figure.value, 12) == half_up(declared, 12)


def test_figures_are_rounded_half_up_and_only_when_shown():
    made = figures(Inputs(2417, 517, 63, 70, 537_469, Decimal(1300)))
    shown = {code: figure.shown for code, figure in made.items()}
    assert shown == {
        "C_VOL": "2,417",
        "C10K": "44.97",
        "CCTRL": "185.92 %",
        "EXCESS": "85.92 %",
        "ERR_OWN": "63",
        "ERR_CHANNEL": "70",
        "OPEN_SHARE": "21.39 %",
        "CRATE": "4.50 ‰",
    }
    assert made["CCTRL"].worked_out == "2,417 ÷ 1,300 = 185.9231 %"
    assert made["C10K"].worked_out == "2,417 ÷ 537,469 × 10,000 = 44.9700"
    assert made["EXCESS"].worked_out == "2,417 ÷ 1,300 − 1 = 85.9231 %"


def test_what_is_missing_says_why_and_is_never_zero():
    made = figures(Inputs(20, 5, 0, 0, None, None))
    assert made["C10K"].value is None
    assert made["C10K"].missing is Missing.NO_DATA
    assert made["CCTRL"].value is None
    assert made["CCTRL"].missing is Missing.NOT_SET
    assert made["ERR_OWN"].value == 0
    assert all(figure.value is None for figure in figures(None).values())


def test_every_indicator_explains_itself():
    for indicator in EVERY:
        assert indicator.name and indicator.formula and indicator.numerator and indicator.source
        assert bool(indicator.denominator) is not indicator.is_count
        assert BY_CODE[indicator.code] is indicator
