from kpi.indicators.models import IndicatorValue
from kpi.targets.models import Target

__all__ = ["IndicatorValue", "Target"]
