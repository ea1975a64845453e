"""What the trail says of spot tests. Imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.audit.registry import call, describe, say
from halls.spottests.models import Question, SpotTest

say("question.written", _("Wrote or changed a question of a bank"))
say("question.approved", _("Approved a question of a bank"))
say("test.planned", _("Planned a spot test and drew its questions"))
say("test.drawn_again", _("Drew the questions of a spot test again"))
say("test.started", _("Began a spot test"))
say("test.ended", _("Ended a spot test"))
say("test.reopened", _("Opened a spot test again"))
say("test.scored", _("Scored a person in a spot test"))
say("test.staff_counted", _("Counted the staff of a hall for a spot test"))

describe(Question, of="question")
describe(SpotTest, of="test")
call("questions", _("questions"), of="test")
call("draw", _("draw"), of="test")
call("reason", _("why"), of="test")
call("tested", _("people tested"), of="test")
call("person", _("person"), of="test")
call("score", _("score"), of="test")
call("staff", _("staff of the front desk"), of="test")
call("before", _("before"), of="test")
