"""What checks declare: their findings open corrective actions, their photos belong to who sees the check."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.audit.registry import call, describe, mean, say
from core.files.registry import owner
from halls.checks.choices import FINDINGS, CheckKind
from halls.checks.models import Answer, CheckRun, CheckTemplate
from halls.checks.services.findings import LABEL, show_before_of
from improvement.actions.choices import ActionAct
from improvement.actions.registry import Effect, Origin, OriginFacts, origin

if TYPE_CHECKING:
    from improvement.actions.models import Action
    from org.people.models import Person


def answer_in_scope(person: Person, pk: int) -> Answer | None:
    """An answer is seen by who sees its check."""
    rows = Answer.objects.filter(run__in=CheckRun.objects.visible_to(person)).select_related("run__unit")
    return rows.filter(pk=pk).first()


def finding_in_scope(person: Person, pk: int) -> Answer | None:
    """Only what was sent and found opens an action."""
    answer = answer_in_scope(person, pk)
    return answer if answer and answer.run.counts and answer.verdict in FINDINGS else None


def facts(answer: Answer) -> OriginFacts:
    run = answer.run
    return OriginFacts(
        words=f"{run.number} {answer.words}",
        address=f"{reverse('check_run', args=[run.number])}#a{answer.item_id}",
        unit=run.unit,
        cause=answer.words,
    )


def follow(action: Action, act: ActionAct, *, by: Person | None, now: dt.datetime) -> None:
    """What was seen goes along with the action as its photos from before."""
    if act == ActionAct.OPENED:
        show_before_of(action)


def effect(action: Action, days: int, now: dt.datetime) -> Effect | None:
    """How often checks of the hall found the same item before the action was done, and since."""
    if action.done_at is None:
        return None
    answer = Answer.objects.select_related("run").get(pk=action.origin_id)
    span = dt.timedelta(days=days)
    runs = CheckRun.objects.counting().filter(unit=answer.run.unit_id)
    same = Answer.objects.findings().filter(code=answer.code)
    before = same.filter(
        run__in=runs.filter(finished_at__gte=action.done_at - span, finished_at__lt=action.done_at)
    ).count()
    after = same.filter(
        run__in=runs.filter(finished_at__gte=action.done_at, finished_at__lt=action.done_at + span)
    ).count()
    words = _("Findings of “%(words)s” in checks of %(unit)s") % {"words": answer.words, "unit": action.unit}
    passed = min(days, max(0, (now - action.done_at).days))
    return Effect(words=words, before=before, after=after, days=days, passed=passed)


FINDING = Origin(
    LABEL,
    gettext_lazy("Finding of a check"),
    visible=finding_in_scope,
    facts=facts,
    follower=follow,
    effect=effect,
)
origin(FINDING)
# Photos come and go by the check's own doors, which ask what the check allows.
owner(LABEL, visible=answer_in_scope, editable=lambda _person, _answer: False)

say("check_template.made", gettext_lazy("Made a check template"))
say("check_template.draft_begun", gettext_lazy("Began a new version of a check template"))
say("check_template.draft_saved", gettext_lazy("Saved the draft of a check template"))
say("check_template.published", gettext_lazy("Published a check template"))
say("check_template.retired", gettext_lazy("Retired a check template"))
say("check_template.line_set", gettext_lazy("Set the score below which halls are named"))
say("check.submitted", gettext_lazy("Sent a check"))
say("check.discarded", gettext_lazy("Threw an unsent check away"))
say("check.cleared", gettext_lazy("Threw an unsent check of somebody else away"))
say("check.reviewed", gettext_lazy("Reviewed a check"))
say("check.accepted", gettext_lazy("Accepted a check"))
say("check.excluded", gettext_lazy("Took a check that does not count"))
say("check.rejected", gettext_lazy("Rejected a check"))
say("check.returned", gettext_lazy("Returned a check for correction"))
say("check.reopened", gettext_lazy("Reopened a check"))
say("check.rescored", gettext_lazy("Scored a check anew"))

describe(CheckTemplate, of="check_template")
describe(CheckRun, of="check")
for thing in ("check_template", "check"):
    mean("kind", lambda _values: dict(CheckKind.choices), of=thing)
call("number", gettext_lazy("version"), of="check_template")
call("copied_from", gettext_lazy("begun from version"), of="check_template")
call("items", gettext_lazy("items"), of="check_template")
call("line", gettext_lazy("named below"), of="check_template")
call("valid_from", gettext_lazy("valid from"), of="check_template")
call("day", gettext_lazy("day"), of="check")
call("again", gettext_lazy("draft that replaces it"), of="check")
call("checker", gettext_lazy("carried out by"), of="check")
call("score_before", gettext_lazy("score before"), of="check")
call("score", gettext_lazy("score"), of="check")
call("findings", pgettext_lazy("check", "Findings"), of="check")
call("items", gettext_lazy("items"), of="check")
