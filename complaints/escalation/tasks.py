"""What the chain does by itself, and the jobs it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.escalation import services
from complaints.escalation.choices import Line
from complaints.escalation.models import EscalationPlan
from core.jobs.registry import job as job_kind
from org.access.choices import Right
from org.people.models import Person

if TYPE_CHECKING:
    from core.jobs.models import Job
    from core.jobs.progress import Progress


@shared_task(name="complaints.escalation.sweep")
def sweep_escalations() -> None:
    services.sweep(now=timezone.now())


@shared_task(name="complaints.escalation.follow_plans")
def follow_plans() -> None:
    """Tickets from sheets come without an act of their own: each night the plan takes them along."""
    for line in Line:
        services.replan(line=line, now=timezone.now(), step=lambda _done: None)


@job_kind(services.REPLAN, title=_("Open tickets follow the new escalation plan"))
def replan(progress: Progress, *, job: Job, line: str) -> dict[str, Any]:
    made = services.replan(line=Line(line), now=timezone.now(), step=progress.step)
    return {"rows": made, "address": reverse("escalation_plans")}


@job_kind(services.TRY, title=_("Try an escalation plan"), right=Right.ESCALATION_EDIT)
def try_plan(progress: Progress, *, job: Job, plan: int, month: int) -> dict[str, Any]:
    person = Person.objects.get(pk=job.by_id)
    tried = services.try_plans(
        plan=EscalationPlan.objects.get(pk=plan), month=month, person=person, now=timezone.now(), step=progress.step
    )
    return {**tried, "plan": plan, "address": reverse("escalation_trial", args=[job.pk])}
