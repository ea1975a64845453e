"""What January 2011 must come to: the tables of S0 as the rule book recomputed them (1.4)."""

from __future__ import annotations

from dataclasses import dataclass

CUSTOMER_BASE = 537_469
PER_10K_LIMIT = 25
TOP = "DEMO"


@dataclass(frozen=True)
class Region:
    """A row of 投诉量区域表: tickets of the month and, where one was allotted, the control volume."""

    code: str
    volume: int
    control: int | None
    own_errors: dict[str, int]
    channel_errors: dict[str, int]

    @property
    def errors(self) -> int:
        return sum(self.own_errors.values()) + sum(self.channel_errors.values())


# S0 1.4: 2,417 tickets, control 1,300; own errors 63, channel errors 70. The two errors of the
# outbound team stand in tickets of the urban region.
JANUARY = (
    Region(
        "FY-CQ",
        1486,
        843,
        {"FY-CQ-GH": 9, "FY-CQ-CB": 29, "FY-CQ-GQ": 2, "FY-WH": 2},
        {"FY-CQ-GH": 24, "FY-CQ-CB": 27, "FY-CQ-CJ": 7, "FY-CQ-GQ": 3},
    ),
    Region("FY-DY", 456, 182, {"FY-DY-DY": 2, "FY-DY-CK": 3}, {"FY-DY-DY": 6, "FY-DY-CK": 1}),
    Region("FY-XD", 249, 182, {"FY-XD-XD": 4, "FY-XD-WS": 2}, {"FY-XD-XD": 2}),
    Region("FY-ZQ", 170, 93, {"FY-ZQ": 10}, {}),
    Region("FY-XN", 36, None, {}, {}),
    Region("FY-HM", 20, None, {}, {}),
)

# The two months after it are of plausible shape, not of the source.
FEBRUARY = (
    Region(
        "FY-CQ",
        1178,
        843,
        {"FY-CQ-GH": 7, "FY-CQ-CB": 18, "FY-CQ-GQ": 1, "FY-WH": 1},
        {"FY-CQ-GH": 15, "FY-CQ-CB": 19, "FY-CQ-CJ": 4, "FY-CQ-GQ": 2},
    ),
    Region("FY-DY", 371, 182, {"FY-DY-DY": 2, "FY-DY-CK": 1}, {"FY-DY-DY": 4, "FY-DY-CK": 1}),
    Region("FY-XD", 198, 182, {"FY-XD-XD": 2, "FY-XD-WS": 1}, {"FY-XD-XD": 2}),
    Region("FY-ZQ", 131, 93, {"FY-ZQ": 6}, {}),
    Region("FY-XN", 29, None, {}, {}),
    Region("FY-HM", 16, None, {}, {}),
)
MARCH = (
    Region(
        "FY-CQ",
        1102,
        843,
        {"FY-CQ-GH": 5, "FY-CQ-CB": 14, "FY-CQ-CJ": 1, "FY-CQ-GQ": 1, "FY-SC": 1},
        {"FY-CQ-GH": 12, "FY-CQ-CB": 16, "FY-CQ-CJ": 5, "FY-CQ-GQ": 1, "FY-CQ-ZG": 1},
    ),
    Region("FY-DY", 342, 182, {"FY-DY-DY": 1, "FY-DY-CK": 2}, {"FY-DY-DY": 3}),
    Region("FY-XD", 176, 182, {"FY-XD-XD": 2}, {"FY-XD-XD": 1, "FY-XD-WS": 1}),
    Region("FY-ZQ", 88, 93, {"FY-ZQ": 3}, {}),
    Region("FY-XN", 24, None, {}, {}),
    Region("FY-HM", 11, None, {}, {}),
)
MONTHS = (JANUARY, FEBRUARY, MARCH)
CUSTOMER_BASES = (CUSTOMER_BASE, 539_206, 541_118)
