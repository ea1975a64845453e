from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    EMAIL = "email", _("E-mail")


class Pace(TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Every quarter of an hour")
    OFF = "off", _("Not at all")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
