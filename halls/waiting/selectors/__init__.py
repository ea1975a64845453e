from halls.waiting.selectors.counting import DAY, HALF_HOUR, HALL, SERVICE
from halls.waiting.selectors.limits import limits_of
from halls.waiting.selectors.percentiles import percentiles
from halls.waiting.selectors.reading import Waits, by_one

__all__ = ["DAY", "HALF_HOUR", "HALL", "SERVICE", "Waits", "by_one", "limits_of", "percentiles"]
