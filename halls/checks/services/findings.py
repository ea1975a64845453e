"""What follows from a finding: a corrective action with the photos of what was seen (S0 1.3, product.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from core.files.models import Attachment
from halls.checks import rules
from halls.checks.choices import Verdict
from halls.checks.models import Answer, AnswerPhoto, CheckRun
from improvement.actions.models import Action
from improvement.actions.services import carry_over, open_action
from org.people.choices import Role
from org.people.models import Posting

if TYPE_CHECKING:
    from org.people.models import Person

LABEL = "halls.answer"


def open_actions(run: CheckRun, answers: Iterable[Answer], *, by: Person, now: dt.datetime) -> list[Action]:
    """An action for each finding whose item asks for one; what was fixed on the spot needs none.

    A finding that a correction only repeats keeps the action it has.
    """
    answers = list(answers)
    kept = _kept(run, answers)
    due = [
        one
        for one in answers
        if one.verdict == Verdict.FAIL and rules.is_due(one.action, one.verdict) and one.pk not in kept
    ]
    if not due:
        return []
    owner = owner_at(run, by, on=timezone.localdate(now))
    return [_open(run, answer, owner, by=by, now=now) for answer in due]


def _kept(run: CheckRun, answers: Iterable[Answer]) -> set[int]:
    """Answers whose item had an action in what this check corrects: that action leads to the answer from now on."""
    before: list[int] = []
    former = run.replaces
    while former is not None:
        before.append(former.pk)
        former = former.replaces
    if not before:
        return set()
    item_of = dict(Answer.objects.filter(run__in=before).values_list("pk", "item"))
    now_at = {one.item_id: one for one in answers if one.is_finding}
    found = set()
    for action in Action.objects.filter(origin_label=LABEL, origin_id__in=item_of):
        answer = now_at.get(item_of[action.origin_id])
        if answer is not None:
            carry_over(action=action, origin=answer)
            found.add(answer.pk)
    return found


def owner_at(run: CheckRun, by: Person, *, on: dt.date) -> Person:
    """S0-K1: the hall manager is the first responsible; whoever checked where there is none."""
    posted = Posting.objects.in_force(on=on).filter(unit=run.unit_id, role=Role.HALL_MANAGER)
    first = posted.filter(person__is_active=True).select_related("person").order_by("pk").first()
    return first.person if first else by


def _open(run: CheckRun, answer: Answer, owner: Person, *, by: Person, now: dt.datetime) -> Action:
    measure = _("Put right: %(words)s") % {"words": answer.words}
    return open_action(
        origin_label=LABEL,
        origin=answer,
        unit=run.unit,
        owner=owner,
        cause=answer.words,
        measure=f"{measure}\n{answer.note}".strip(),
        due_on=timezone.localdate(now),
        by=by,
        now=now,
    )


def show_before_of(action: Action) -> None:
    """The photos of the finding beside its action, as what it was before; nothing is drawn or kept twice."""
    photos = AnswerPhoto.objects.kept().filter(answer=action.origin_id).select_related("attachment")
    Attachment.objects.bulk_create(
        Attachment(
            file_id=photo.attachment.file_id,
            preview_id=photo.attachment.preview_id,
            about_type=action._meta.label_lower,
            about_id=action.pk,
        )
        for photo in photos
    )
