from halls.waiting.selectors.asked import Asked, asked_of, latest_month, latest_month_in
from halls.waiting.selectors.counting import DAY, HALF_HOUR, HALL, SERVICE, arrived_in
from halls.waiting.selectors.differing import Difference, differences
from halls.waiting.selectors.limits import limit_seconds, limits_of
from halls.waiting.selectors.pairs import Pair, pairs
from halls.waiting.selectors.percentiles import percentiles
from halls.waiting.selectors.reading import Waits, by_one
from halls.waiting.selectors.tables import Line, lines, week

__all__ = [
    "DAY",
    "HALF_HOUR",
    "HALL",
    "SERVICE",
    "Asked",
    "Difference",
    "Line",
    "Pair",
    "Waits",
    "arrived_in",
    "asked_of",
    "by_one",
    "differences",
    "latest_month",
    "latest_month_in",
    "limit_seconds",
    "limits_of",
    "lines",
    "pairs",
    "percentiles",
    "week",
]
