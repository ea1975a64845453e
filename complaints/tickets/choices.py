"""What a complaint can be: channels, grades, states and their kin (rule book 3.2, 8.3; peers 4.8)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    COUNTER = "counter", _("Hall counter")
    HOTLINE = "hotline", _("Hotline")
    CALL_BACK = "call_back", _("Call-back")
    WEB = "web", _("Web form")
    TEXT = "text", _("SMS or WeChat")
    MEDIA = "media", _("Media")
    REGULATOR = "regulator", _("Regulator")
    CONSUMER_BODY = "consumer_body", _("Consumer association")
    PROVINCE = "province", _("Provincial system")


OUTSIDE = (Channel.MEDIA, Channel.REGULATOR, Channel.CONSUMER_BODY)
"""Where a customer goes past the branch."""


class State(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


class Due(TextChoices):
    """Open tickets whose time has not run out, by when it will."""

    TODAY = "today", _("Still today")
    SOON = "soon", _("Within 24 hours")


class Grade(TextChoices):
    """S2 3.2: how grave the grievance is. Not the class of the customer (I-14)."""

    A = "A", _("Grade A: minor, no make-up asked")
    B = "B", _("Grade B: serious, make-up asked")
    C = "C", _("Grade C: grave, refund asked")


class Validity(TextChoices):
    """S4-V1: does it show a breach of the service norms?"""

    VALID = "valid", _("Valid")
    INVALID = "invalid", _("Invalid")


class CustomerLevel(TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    SILVER = "silver", _("Silver card")
    GOLD = "gold", _("Gold card")
    DIAMOND = "diamond", _("Diamond card")
    CORPORATE = "corporate", _("Corporate")


class CustomerClass(TextChoices):
    """S0 1.13: B class is a difficult customer, which says nothing of the grade (I-14)."""

    NORMAL = "normal", _("Normal")
    DIFFICULT = "difficult", _("Class B, difficult")


class Business(TextChoices):
    """Whose business the complaint is about."""

    OWN = "own", _("Own business")
    CHANNEL = "channel", _("Channel agent")


class ErrorSide(TextChoices):
    """S0 1.4: a work error found, on our own side or in the channel."""

    OWN = "own", _("Own-business error")
    CHANNEL = "channel", _("Channel error")


ANY_ERROR = "any"
"""In the filter of error sides: an error on either."""


class Process(TextChoices):
    """S0 1.6: eight service processes and, in the grouping of nine, the hall (I-08)."""

    NETWORK = "network", _("Network")
    NEW_SERVICES = "new_services", _("New services")
    TARIFF = "tariff", _("Tariff")
    PAYMENT = "payment", _("Payment")
    PROMOTION = "promotion", _("Promotion")
    BILLING = "billing", _("Billing information")
    PUBLICITY = "publicity", _("Publicity")
    COMPLAINT_HANDLING = "complaint_handling", _("Complaint handling")
    HALL = "hall", _("Hall service")


class Tendency(TextChoices):
    """Where the customer says the matter will go next."""

    SKIP_LEVEL = "skip_level", _("Skip-level")
    REGULATOR = "regulator", _("To the regulator")
    EXPOSURE = "exposure", _("To the media")


class Outcome(TextChoices):
    SOLVED = "solved", _("Solved")
    UNREACHABLE = "unreachable", _("Unsolved: not reached")
    UNWILLING = "unwilling", _("Unsolved: customer will not fulfil the terms")
    UNCOOPERATIVE = "uncooperative", _("Unsolved: customer does not cooperate")
    EXCESSIVE = "excessive", _("Unsolved: demand too high")
    POSTPONED = "postponed", _("Unsolved: another date agreed")
    DUPLICATE = "duplicate", _("Duplicate ticket")


class ReopenReason(TextChoices):
    """S0 1.13: why a closed ticket comes back."""

    TIMED_OUT = "timed_out", _("Not handled in time")
    BROKEN_PROMISE = "broken_promise", _("Promise not kept")
    PASSED_ON = "passed_on", _("Passed on and on")
    OTHER = "other", _("Other")


class EventKind(TextChoices):
    REGISTERED = "registered", _("Registered")
    EDITED = "edited", _("Changed")
    NOTE = "note", _("Note")
    CALL = "call", _("Call")
    ASSIGNED = "assigned", _("Assigned")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    VOIDED = "voided", _("Voided")
    PHONE_REVEALED = "phone_revealed", _("Phone number revealed")
    ATTACHED = "attached", _("File attached")
    DETACHED = "detached", _("File removed")
    GRADED = "graded", _("Graded")
    JOINED = "joined", _("Responsible department joined")
    VERIFIED = "verified", _("Facts verified")
    JUDGED = "judged", _("Validity judged")
    EXPLAINED = "explained", _("Explained to the customer")
    APOLOGISED = "apologised", _("Apologised")
    LETTER = "letter", _("Letter")
    ALTERNATIVES = "alternatives", _("Alternatives")
    APPROVAL = "approval", _("Approval")
    CHOICE = "choice", _("Customer's choice")
    MEDIATED = "mediated", _("Mediated")
    REMEDY = "remedy", _("Remedy")
    PROMISE = "promise", _("Promise")
    RESPONSIBILITY = "responsibility", _("Responsibility")
    DISPOSAL = "disposal", _("Person dealt with")
    CORRECTIVE = "corrective", _("Corrective action")
    FOLLOWED_UP = "followed_up", _("Follow-up call")
    CLOCK = "clock", _("Clock")
    ESCALATED = "escalated", _("Escalated")
    FIELD_ORDER = "field_order", _("Field order")
    BATCH = "batch", _("Batch")
    TAGGED = "tagged", _("Tag")
    REPORTED = "reported", _("Reported as dissatisfied")
