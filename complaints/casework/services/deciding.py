"""Who may still decide at the moment of deciding; what was true when it was asked may be so no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Casework
from complaints.casework.selectors import barred_from
from core.approvals.selectors import asked_as
from core.approvals.services import MayNotDecide

if TYPE_CHECKING:
    from core.approvals.models import ApprovalRequest
    from org.access.choices import Right


def refuse_unfit(request: ApprovalRequest, casework: Casework, *, right: Right, by: Any) -> None:
    """Raise MayNotDecide for whoever has come to be concerned in the case, or no longer holds `right` over it."""
    if by in barred_from(casework):
        raise MayNotDecide(_("You are concerned in this, so somebody else decides."))
    if not asked_as(request, by).may(right, at=casework.complaint):
        raise MayNotDecide(_("You are not asked to decide this now."))
