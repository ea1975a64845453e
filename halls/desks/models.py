"""Where the bands of utilisation end, from a day on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.desks.rules import Cuts
from org.units.models import Unit


def _per_cent(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=5, decimal_places=2)


class DeskBands(models.Model):
    """S0 1.1 names four bands and lost their cut-offs: there are none until somebody sets them.

    They hold at a unit and below, the nearest ones count.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    idle_until = _per_cent(_("idle below, in per cent"))
    relatively_idle_until = _per_cent(_("relatively idle below, in per cent"))
    saturated_until = _per_cent(_("saturated below, in per cent"))
    note = models.CharField(_("why"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="desk_bands_once_a_day"),
            models.CheckConstraint(
                condition=Q(
                    idle_until__gt=0,
                    relatively_idle_until__gt=F("idle_until"),
                    saturated_until__gt=F("relatively_idle_until"),
                    saturated_until__lt=100,
                ),
                name="desk_bands_ascend",
            ),
        ]

    @property
    def cuts(self) -> Cuts:
        return Cuts(self.idle_until, self.relatively_idle_until, self.saturated_until)
