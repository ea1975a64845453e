"""What a live board raises an alarm for, worst first, and how it says so."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AlarmKind(TextChoices):
    NOBODY = "nobody", _("Nobody at the counters")
    OVER_LIMIT = "over_limit", _("Over the limit")
    SHARE = "share", _("Share of today")
    RESTING = "resting", _("Resting too long")
    SILENT = "silent", _("Machine not seen")

    @property
    def sentence(self) -> str:
        return str(_SENTENCES[self])


_SENTENCES = {
    AlarmKind.NOBODY: _("%(waiting)d waiting and no counter is open."),
    AlarmKind.OVER_LIMIT: _("%(over)d waiting longer than %(limit)d minutes, the longest %(longest)d."),
    AlarmKind.SHARE: _("%(share)s %% of today's numbers are over the limit; %(allowed)s %% are allowed."),
    AlarmKind.RESTING: _("Counter %(counter)s has rested for %(minutes)d minutes; %(allowed)d are allowed."),
    AlarmKind.SILENT: _("%(machine)s was last seen %(minutes)d minutes ago."),
}
