"""What is true of remedies and letters by themselves: amounts, which kinds are open, the letter's first text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.casework.rules import Standing, remedies_for
from complaints.remedies.choices import OfferKind
from complaints.tickets.choices import Grade
from core.refusals import Refusal
from core.ui.rules import grouped

if TYPE_CHECKING:
    from django.utils.functional import Promise

ALTERNATIVES = (OfferKind.FIRST, OfferKind.SECOND)
PAYS_MONEY = (OfferKind.REFUND,)
"""What is nothing without an amount; anything else may also be done without money."""
LEAST_YUAN, MOST_YUAN = Decimal("0.01"), Decimal("99999999.99")
WORDS_MOST = 2000
LETTER_MOST = 6000
PROOF_MOST = 120


class NotAnAmount(Refusal):
    """A number that is no amount of yuan (C16)."""


def checked_amount(amount: Decimal | None, *, field: str = "amount") -> Decimal | None:
    """An amount of yuan above 0 and within the limit, to the cent; None where no money flows. Raises NotAnAmount."""
    if amount is None:
        return None
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
        raise NotAnAmount(_("An amount has at most two decimals."), field=field)
    if amount <= 0:
        raise NotAnAmount(_("An amount is more than 0. Leave it empty where no money is paid."), field=field)
    if amount > MOST_YUAN:
        raise NotAnAmount(_("At most %(most)s yuan.") % {"most": grouped(MOST_YUAN, 2)}, field=field)
    return amount.quantize(Decimal("0.01"))


def amount_words(amount: Decimal | None) -> str:
    """`128.50 元`, or that no money flows."""
    if amount is None:
        return gettext("no money")
    return gettext("%(amount)s yuan") % {"amount": grouped(amount, 2)}


def together(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Yuan of all amounts; None where no money flows in any."""
    paid = [amount for amount in amounts if amount is not None]
    return sum(paid, Decimal(0)) if paid else None


@dataclass(frozen=True)
class Plan:
    """What is to be offered: words, yuan (None for something without money), the past offer it was taken from."""

    words: str
    amount: Decimal | None = None
    precedent: int | None = None


def kinds_to_plan(standing: Standing, *, has: Collection[str]) -> tuple[OfferKind, ...]:
    """S2 3.3: what may be approved and carried out as the case stands; `has` are the kinds already on the table.

    A: extra compensation when needed. Otherwise the alternative that the customer accepted; after a refusal
    C's refund, and B's make-up, or what mediation agreed.
    """
    if standing.grade == Grade.A:
        return (OfferKind.COMPENSATION,)
    kinds = tuple(OfferKind(remedy.value) for remedy in remedies_for(standing.grade, standing.choice))
    return tuple(kind for kind in kinds if kind != OfferKind.MEDIATED or kind in has)


@dataclass(frozen=True)
class LetterTemplate:
    """A first text with places in braces; the version stays with the letter that began from it."""

    version: str
    source: str
    text: str | Promise


APOLOGY = LetterTemplate(
    version="2026-1",
    source="S2 3.3",
    text=_(
        "Dear {customer}:\n"
        "On {date} you complained to us about “{matter}” (ticket {number}). We have verified what happened: "
        "our service did not keep its promise and caused you trouble. We sincerely apologise.\n"
        "{unit} has dealt with the matter as agreed with you, has spoken with the staff concerned, "
        "and is putting right what led to it.\n"
        "Thank you for telling us. If anything is still open, please call us and name the ticket number; "
        "we will follow it to the end."
    ),
)
PLACES = ("customer", "number", "unit", "date", "matter")
