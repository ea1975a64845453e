"""Offers to the customer with their approval and delivery, and the letter of apology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Casework
from complaints.remedies.choices import LetterState, OfferKind, OfferState
from complaints.remedies.rules import amount_words
from core.approvals.models import ApprovalRequest
from core.files.models import StoredFile
from core.ui.choices import Status
from org.units.models import below_any

if TYPE_CHECKING:
    from org.people.models import Person

LETTER_RIGHTS = ("complaint_edit", "complaint_judge", "remedy_approve")
"""Whoever handles the ticket or signs letters: a letter names the customer."""


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, person: Person) -> OfferQuerySet:
        """Offers on tickets that the person may see."""
        return self.filter(below_any("casework__complaint__unit_path", person.paths_for("complaint_view")))

    def made_good(self) -> OfferQuerySet:
        """Those that a customer accepted or that were carried out."""
        return self.filter(state__in=[OfferState.ACCEPTED, OfferState.DELIVERED])


class Offer(models.Model):
    """One thing that may be done for the customer in a round: planned, approved, answered, delivered."""

    casework = models.ForeignKey(Casework, models.PROTECT, related_name="offers")
    kind = models.CharField(max_length=12, choices=OfferKind)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    words = models.TextField(_("what is offered"))
    amount = models.DecimalField(
        _("amount in yuan"), max_digits=11, decimal_places=2, null=True, validators=[MinValueValidator(0)]
    )
    precedent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(ApprovalRequest, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    delivered_amount = models.DecimalField(max_digits=11, decimal_places=2, null=True)
    proof = models.CharField(_("proof"), max_length=120, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OfferKind.values), name="offer_kind_known"),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="offer_amount_positive"),
            # S2 3.3: the general manager approves before the customer is asked and before anything is paid.
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "declined", "accepted", "delivered"])
                | Q(approved_at__isnull=False),
                name="offer_approved_first",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False, delivered_by__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at=None, delivered_by=None)),
                name="offer_delivered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.casework.complaint.number} {self.get_kind_display()}"

    @property
    def sum_words(self) -> str:
        return amount_words(self.amount)

    @property
    def status(self) -> Status:
        return OfferState(self.state).status


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, person: Person) -> LetterQuerySet:
        """Letters of tickets that the person handles, or whose letters the person signs: they name the customer."""
        paths = {path for right in LETTER_RIGHTS for path in person.paths_for(right)}
        return self.filter(below_any("casework__complaint__unit_path", sorted(paths)))


class Letter(models.Model):
    """A letter of apology; its text is fixed when it is signed."""

    casework = models.ForeignKey(Casework, models.PROTECT, related_name="letters")
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField(_("text"))
    request = models.ForeignKey(ApprovalRequest, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_how = models.CharField(_("sent by"), max_length=80, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "sent"]) | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="letter_signed_when",
            ),
        ]

    def __str__(self) -> str:
        return self.casework.complaint.number

    @property
    def status(self) -> Status:
        return LetterState(self.state).status

    @property
    def lines(self) -> list[str]:
        """Its paragraphs; the first is how the customer is addressed."""
        return [line for line in self.text.splitlines() if line.strip()]
