"""Questions about remedies: what is on the table, what past cases did, who may not decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext

from complaints.casework.models import Casework
from complaints.remedies.choices import LetterState, OfferState
from complaints.remedies.models import Letter, Offer
from complaints.remedies.rules import ALTERNATIVES, amount_words
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.rules import repeat_starts
from complaints.tickets.selectors import repeat_days
from core.approvals.models import ApprovalRequest

if TYPE_CHECKING:
    from complaints.remedies.models import OfferQuerySet
    from org.people.models import Person

PRECEDENTS_MOST = 20
HISTORY_MOST = 3
_WITH_LETTERS = ("made_by", "signed_by", "file", "request")


def current_casework(complaint: Complaint) -> Casework | None:
    """The round now at work with its people; None before anybody worked on the ticket."""
    related = ("complaint__handler", "complaint__unit", "person_heard")
    return Casework.objects.current().filter(complaint=complaint).select_related(*related).first()


def _offers(rounds: Iterable[Casework]) -> QuerySet[Offer]:
    rows = Offer.objects.filter(casework__in=rounds)
    return rows.select_related("made_by", "delivered_by", "request", "precedent").order_by("pk")


def offers_of(casework: Casework) -> list[Offer]:
    """Everything that was put on the table in this round, oldest first."""
    return list(_offers([casework]))


def offers_by_round(rounds: Iterable[Casework]) -> dict[int, list[Offer]]:
    """As `offers_of` has them, of many rounds in one query, by the keys of these."""
    found: dict[int, list[Offer]] = {}
    for offer in _offers(rounds):
        found.setdefault(offer.casework_id, []).append(offer)
    return found


def in_force(offers: Iterable[Offer]) -> dict[str, Offer]:
    """The newest of each kind: what counts."""
    return {offer.kind: offer for offer in offers}


def carried_out_on(complaint: Complaint) -> list[Offer]:
    """What was carried out on a ticket in all its rounds, oldest first: also where the step was taken back since."""
    rows = Offer.objects.filter(casework__complaint=complaint, state=OfferState.DELIVERED)
    return list(rows.order_by("delivered_at", "pk"))


def letter_of(casework: Casework) -> Letter | None:
    """The letter of this round."""
    return Letter.objects.filter(casework=casework).select_related(*_WITH_LETTERS).order_by("-pk").first()


def letter_by_round(rounds: Iterable[Casework]) -> dict[int, Letter]:
    """As `letter_of` has it, of many rounds in one query, by the keys of these."""
    rows = Letter.objects.filter(casework__in=rounds).select_related(*_WITH_LETTERS)
    return {letter.casework_id: letter for letter in rows.order_by("pk")}


def offered_or_written() -> Q:
    """A condition on a round: something was offered or written in it."""
    of_round = {"casework": OuterRef("pk")}
    return Exists(Offer.objects.filter(**of_round)) | Exists(Letter.objects.filter(**of_round))


def goes_out(letter: Letter, casework: Casework) -> bool:
    """Whether a signed letter is still what its round sends: its step stands, and the ticket is not void."""
    stands = casework.is_current and casework.letter_at is not None and casework.complaint.state != State.VOID
    return stands and letter.state == LetterState.SIGNED and letter.signed_at == casework.letter_at


def letter_writers(casework: Casework) -> set[int]:
    """Keys of everybody who wrote on a letter of this ticket: none of them signs it."""
    written = ComplaintEvent.objects.filter(complaint=casework.complaint_id, kind="letter", data__act="written")
    return {pk for pk in written.values_list("by_id", flat=True) if pk}


def signer_words(by: Person, signs: Person) -> str:
    """Whose name stands beneath a letter."""
    if signs == by:
        return str(by)
    return gettext("%(substitute)s, signing for %(person)s") % {"substitute": by, "person": signs}


def precedents(person: Person, complaint: Complaint, words: str = "") -> OfferQuerySet:
    """S2 3.3, alternatives "from past cases": what was accepted or carried out for the same phenomenon or cause.

    Only of tickets that `person` may see, newest first; `words` must all stand in what was offered.
    """
    alike = Q(pk__in=[])
    for name in ("phenomenon", "cause"):
        if pk := getattr(complaint, f"{name}_id"):
            alike |= Q(**{f"casework__complaint__{name}_id": pk})
    rows = Offer.objects.visible_to(person).made_good().filter(alike).exclude(casework__complaint=complaint)
    for word in words.split()[:5]:
        rows = rows.filter(words__icontains=word)
    return rows.select_related("casework__complaint").order_by("-pk")


@dataclass(frozen=True)
class History:
    """The customer's other tickets: how many, how many within the repeat window, yuan carried out so far.

    `rows` are those at the unit of the ticket or below it: whoever reads the request may see these.
    """

    tickets: int
    recent: int
    days: int
    paid: Decimal
    rows: list[Complaint]

    @property
    def paid_words(self) -> str:
        """What was paid, empty for nothing."""
        return amount_words(self.paid) if self.paid else ""


def history_of_customer(complaint: Complaint) -> History:
    """What this customer's number has seen before. Four queries."""
    others = Complaint.objects.counted().of_phone(complaint.phone_digest).exclude(pk=complaint.pk)
    days = repeat_days()
    starts = repeat_starts(complaint.received_at, days=days)
    here = others.filter(unit_path__startswith=complaint.unit_path).order_by("-received_at", "-pk")
    paid = Offer.objects.filter(casework__complaint__in=others.values("pk")).aggregate(sum=Sum("delivered_amount"))
    return History(
        tickets=others.count(),
        recent=others.filter(received_at__gte=starts, received_at__lte=complaint.received_at).count(),
        days=days,
        paid=paid["sum"] or Decimal(0),
        rows=list(here.only("number", "subject", "state", "received_at")[:HISTORY_MOST]),
    )


@dataclass(frozen=True)
class CaseInHand:
    """What whoever decides reads beneath the facts: the case on one screen."""

    complaint: Complaint
    casework: Casework
    alternatives: list[Offer]
    history: History


def case_of_request(request: ApprovalRequest) -> dict[str, Any]:
    """The case behind a request about a remedy or a letter, for its page."""
    offer = Offer.objects.filter(request=request).select_related("casework__complaint__unit").first()
    letter = Letter.objects.filter(request=request).select_related("casework__complaint__unit").first()
    known = offer or letter
    if known is None:
        return {}
    casework = known.casework
    table = in_force(offers_of(casework))
    alternatives = [table[kind] for kind in ALTERNATIVES if kind in table]
    hand = CaseInHand(casework.complaint, casework, alternatives, history_of_customer(casework.complaint))
    return {"hand": hand, "letter": letter}
