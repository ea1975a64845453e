"""What the sign-in pages leave to a worker: letters, so that an answer takes as long for every number (N08),
and forgetting."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.jobs.models import Job
from core.jobs.progress import Progress
from core.jobs.registry import job
from org.people.models import Person
from org.signin.services import forget_old_sign_ins, mail_reset_link, number_as_kept


@job("person.reset_mail", title=_("Mail a link to set a password"))
def send_reset_link(progress: Progress, *, job: Job, staff_number: str) -> dict[str, object]:
    person = Person.objects.filter(staff_number=number_as_kept(staff_number), is_active=True).exclude(email="").first()
    if person is not None:
        mail_reset_link(person=person)
    return {}


@shared_task(name="org.signin.forget")
def forget_sign_ins() -> None:
    forget_old_sign_ins(now=timezone.now())
