from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayKind(TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    MAKE_UP = "make_up", _("Make-up workday")
