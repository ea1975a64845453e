"""The steps of handling a grievance, and the customer's answer to two alternatives (S2 3.3, S4 5.1)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(TextChoices):
    GRADE = "grade", _("Grade the ticket")
    JOIN = "join", _("Responsible department's head joins")
    VERIFY = "verify", _("Verify the facts with the person concerned")
    JUDGE = "judge", _("Judge validity")
    EXPLAIN = "explain", _("Explain to the customer")
    PHONE_APOLOGY = "phone_apology", _("Apologise by phone for the company")
    ALTERNATIVES = "alternatives", _("Propose two alternatives")
    APPROVAL = "approval", _("General manager approves the alternatives")
    CHOICE = "choice", _("Ask the customer")
    MEDIATION = "mediation", _("Mediate again")
    REMEDY = "remedy", _("Carry out the remedy")
    LETTER = "letter", _("Letter of apology")
    PERSONAL_APOLOGY = "personal_apology", _("Personal apology")
    DISPOSAL = "disposal", _("Deal with the responsible person")
    CORRECTIVE = "corrective", _("Corrective action")
    FOLLOW_UP = "follow_up", _("Follow-up call")


class Choice(TextChoices):
    """S2 3.3: what the customer says to alternatives one and two."""

    FIRST = "first", _("Accepts the first alternative")
    SECOND = "second", _("Accepts the second alternative")
    NEITHER = "neither", _("Refuses both")


class Remedy(TextChoices):
    """What was carried out for the customer in the end."""

    FIRST = "first", _("The first alternative")
    SECOND = "second", _("The second alternative")
    MEDIATED = "mediated", _("What mediation agreed")
    MAKE_UP = "make_up", _("Make-up")
    REFUND = "refund", _("Refund")


class Need(TextChoices):
    """Whether a grade asks for a step."""

    MUST = "must", _("Required")
    MAY = "may", _("When needed")
    UNSAID = "unsaid", _("Not stated in the procedure")


class Actor(TextChoices):
    """Who must act, in the words of the procedure."""

    HANDLER = "handler", _("Handler")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    GENERAL_MANAGER = "general_manager", _("General manager")
    RESPONSIBLE = "responsible", _("Responsible person or department head")
    DEPARTMENT = "department", _("Responsible department")
    CALLER = "caller", _("Follow-up caller")
