"""The few words an endpoint, a delivery and an attempt may have."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.ui.choices import Status


class EndpointState(TextChoices):
    ACTIVE = "active", _("Receives events")
    PAUSED = "paused", _("Paused by hand")
    STOPPED = "stopped", _("Stopped after failures")

    @property
    def status(self) -> Status:
        """Colour and icon beside the word."""
        return ENDPOINT_STATUSES[self.value]


class DeliveryState(TextChoices):
    WAITING = "waiting", _("On its way")
    DELIVERED = "delivered", _("Arrived")
    GIVEN_UP = "given_up", _("Given up")

    @property
    def status(self) -> Status:
        """Colour and icon beside the word."""
        return DELIVERY_STATUSES[self.value]


class Failure(TextChoices):
    """Why an attempt did not count as received."""

    NOT_ALLOWED = "not_allowed", _("The host or port is not on the list of allowed ones.")
    OWNER = "owner", _("Whoever set the endpoint up may no longer look after it.")
    SEAL = "seal", _("The signing secret cannot be opened; rotate it.")
    NO_NAME = "no_name", _("The host name has no address.")
    INNER = "inner", _("The host name leads to an address inside our own network.")
    TIMEOUT = "timeout", _("No answer within ten seconds.")
    CONNECTION = "connection", _("No connection, or it broke off.")
    TLS = "tls", _("The certificate is not valid for this host.")
    REDIRECT = "redirect", _("It answered with a redirect, which is never followed.")
    STATUS = "status", _("It answered that it did not accept the message.")


ENDPOINT_STATUSES = {"active": Status.ONTIME, "paused": Status.PAUSED, "stopped": Status.LATE}
DELIVERY_STATUSES = {"waiting": Status.PAUSED, "delivered": Status.DONE, "given_up": Status.LATE}
