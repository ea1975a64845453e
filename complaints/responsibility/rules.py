"""What shares of a finding must add up to (S2 3.4, C17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.responsibility.choices import CausePost

WHOLE = Decimal(100)
LEAST_CAUSES = 2
"""Fewer than two causes are not several."""


@dataclass(frozen=True)
class Part:
    """What one person bears of one cause, in per cent of the whole."""

    cause: str
    percent: Decimal


def wrong_sums(
    parts: Sequence[Part], *, is_mixed: bool = False, weights: Mapping[str, Decimal] | None = None
) -> list[str | Promise]:
    """What does not add up, a sentence each that names the sum; nothing where all is well.

    Shares are 100.00 % together, never what a rate happens to say: the source's "15 %" of 10 + 5 + 10 is
    not to be repaired by guessing (C17). Of several causes each is borne by as much as the customer's
    questionnaire gives it (S2 3.4, mixed causes).
    """
    if not parts:
        return [_("Name at least one person.")]
    if any(not 0 < part.percent <= WHOLE or part.percent != round(part.percent, 2) for part in parts):
        return [_("A share is more than 0 and at most 100 per cent, with at most two decimals.")]
    by_cause: dict[str, Decimal] = defaultdict(Decimal)
    for part in parts:
        by_cause[part.cause] += part.percent
    found = _whole(by_cause.values(), _("The shares add up to %(sum)s %%, not to 100 %%."))
    if is_mixed:
        return found + _against_weights(by_cause, {cause: each for cause, each in (weights or {}).items() if each})
    if len(by_cause) > 1:
        found.append(_("The shares name several causes: say so, and enter the weights that the customer gives them."))
    return found


def _against_weights(by_cause: Mapping[str, Decimal], weights: Mapping[str, Decimal]) -> list[str | Promise]:
    if len(weights) < LEAST_CAUSES:
        return [_("Several causes need the weights that the customer's questionnaire gives at least two of them.")]
    found = _whole(weights.values(), _("The customer's weights add up to %(sum)s %%, not to 100 %%."))
    for cause in CausePost:
        borne, weight = by_cause.get(cause, Decimal()), weights.get(cause, Decimal())
        if borne != weight:
            sentence = _("%(cause)s: the shares add up to %(sum)s %%, but the customer gives it %(weight)s %%.")
            found.append(sentence % {"cause": cause.label, "sum": plain(borne), "weight": plain(weight)})
    return found


def _whole(values: object, sentence: Promise) -> list[str | Promise]:
    total = sum(values, Decimal())  # type: ignore[call-overload]
    return [] if total == WHOLE else [sentence % {"sum": plain(total)}]


def plain(percent: Decimal) -> str:
    """As it is written by hand: 50, 33.34."""
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
