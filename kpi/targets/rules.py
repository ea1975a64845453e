"""Targets compared with results, and control volumes rolled up over the unit tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpi.targets.choices import SIGNS, Operator
from org.units.rules import chain, is_at_or_below


def is_met(operator: Operator, target: Decimal, result: Decimal) -> bool:
    """I-21: the comparison is part of the target; `<` and `<=` differ."""
    if operator is Operator.LESS:
        return result < target
    if operator is Operator.AT_MOST:
        return result <= target
    if operator is Operator.AT_LEAST:
        return result >= target
    return result == 0


def is_looser(operator: Operator, target: Decimal, last_result: Decimal) -> bool:
    """I-22: whether the target asks for less than was already reached; warned of, never refused."""
    if operator is Operator.AT_LEAST:
        return target < last_result
    return operator is not Operator.ZERO and target > last_result


@dataclass(frozen=True)
class Requirement:
    """A target or limit as it applies to a unit: from the branch's own row, or from the source."""

    operator: Operator
    value: Decimal
    source: str

    @property
    def sign(self) -> str:
        return SIGNS[self.operator]

    def met_by(self, result: Decimal | None) -> bool | None:
        """None where there is no result to compare."""
        return None if result is None else is_met(self.operator, self.value, result)


def control_of(path: str, volumes: Mapping[str, Decimal]) -> Decimal | None:
    """The control volume of the unit at `path`: its own, else the sum of the topmost ones set below it.

    `volumes` has what was set, by unit path. None where nothing is set: never zero (I-04).
    """
    if path in volumes:
        return volumes[path]
    return total(volumes[top] for top in topmost(volumes, below=path))


def topmost(volumes: Mapping[str, Decimal], *, below: str) -> list[str]:
    """Paths under `below` that have a volume and no ancestor under `below` that has one too."""
    inside = [path for path in volumes if path != below and is_at_or_below(path, below)]
    return [path for path in inside if not any(up in volumes for up in chain(path)[:-1] if len(up) > len(below))]


def over_months(monthly: Iterable[Decimal | None]) -> Decimal | None:
    """The volume of a longer period: the sum of its months, None unless every month is set."""
    values = list(monthly)
    return None if not values or any(value is None for value in values) else total(values)


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is set; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
