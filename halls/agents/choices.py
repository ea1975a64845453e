"""How the figures of agents are worked out, in words that go with each of them (rule book 10: definitions differ)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TALK_FORMULA = _("talk time ÷ on-duty time; after-call work stays outside")
CALLS_FORMULA = _("calls answered ÷ agent-days with on-duty time")
MINUTES_FORMULA = _("talk time ÷ calls answered")
