"""A ticket that ended or began anew waits for nobody's approval any more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from complaints.remedies.models import Letter, Offer
from complaints.tickets.models import Complaint, ComplaintEvent
from core.approvals.models import ALIVE, ApprovalRequest
from core.approvals.services import withdraw


def withdraw_waiting(complaint: Complaint, event: ComplaintEvent) -> None:
    """Follows closing, voiding and reopening: requests about remedies and letters of any round are withdrawn."""
    offers = Offer.objects.filter(casework__complaint=complaint, request__isnull=False)
    letters = Letter.objects.filter(casework__complaint=complaint, request__isnull=False)
    asked = {*offers.values_list("request", flat=True), *letters.values_list("request", flat=True)}
    for request in ApprovalRequest.objects.filter(pk__in=asked, state__in=ALIVE):
        withdraw(request=request, reason=_("The ticket ended or began anew."), by=event.by, now=event.at)
