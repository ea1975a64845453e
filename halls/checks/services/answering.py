"""Saying what was seen: one tap, or a whole form of them, and photos."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.rules import plain_text
from core.files.rules import IMAGES
from core.files.services import attach, remove_attachment
from core.refusals import Refusal
from halls.checks import rules
from halls.checks.choices import FINDINGS, Verdict
from halls.checks.models import Answer, AnswerPhoto, CheckRun
from halls.checks.rules import Mark, Policy
from halls.checks.services.running import held, refuse_others

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from org.people.models import Person


class CannotAnswer(Refusal):
    """The answer cannot be what was said, or the check is not being filled in any more."""


class AnswerMoved(CannotAnswer):
    """The answer was given elsewhere since it was read, such as on another phone."""


@dataclass(frozen=True)
class Said:
    """One answer as it was sent; `seen` is the version of the answer that was looked at."""

    verdict: str
    lost: Decimal | None = None
    note: str = ""
    seen: int | None = None


def save_answer(*, run: CheckRun, answer: Answer, said: Said, by: Person, now: dt.datetime) -> Answer:
    """Raises CannotAnswer, AnswerMoved, NotYours."""
    save_answers(run=run, said={answer.pk: said}, by=by, now=now)
    answer.refresh_from_db()
    return answer


@transaction.atomic
def save_answers(*, run: CheckRun, said: Mapping[int, Said], by: Person, now: dt.datetime) -> None:
    """Keep answers of a draft, all of them or none. An answer that is as it was is left alone.

    Raises CannotAnswer (its `field` is the answer's key), AnswerMoved, NotYours.
    """
    refuse_others(run, by)
    run = held(run)
    if not run.is_draft:
        raise CannotAnswer(_("This check has been sent. A manager reopens it if it has to be corrected."))
    policy = run.version_of.policy
    alike: dict[tuple[Any, ...], list[Answer]] = {}
    for answer in run.answers.filter(pk__in=said):  # type: ignore[attr-defined]
        columns = _columns(answer, said[answer.pk], policy)
        if columns is not None:
            alike.setdefault((said[answer.pk].seen or 0, *columns), []).append(answer)
    for (seen, *values), answers in alike.items():
        _write(answers, seen, dict(zip(COLUMNS, values, strict=True)))


COLUMNS = ("verdict", "given", "earned", "lost", "note")


def _columns(answer: Answer, said: Said, policy: Policy) -> tuple[Any, ...] | None:
    """What the answer becomes, in the order of COLUMNS; None where it is so already. Raises CannotAnswer."""
    note = plain_text(said.note).strip()[: rules.NOTE_MOST]
    # What is worth nothing loses nothing: a 0 said of it would let a critical item off (rules.result).
    lost = said.lost if said.verdict in FINDINGS and (answer.weight or said.lost) else None
    if (said.verdict, lost, note) == (answer.verdict, answer.given, answer.note):
        return None
    if said.verdict not in ("", *Verdict.values):
        raise CannotAnswer(_("There is no such verdict."), field=str(answer.pk))
    wrong = rules.wrong_loss(answer.asks, verdict=said.verdict, lost=lost)
    if wrong is not None:
        raise CannotAnswer(wrong, field=str(answer.pk))
    worth = rules.worth(Mark(answer.weight, said.verdict, lost), policy)
    return said.verdict, lost, worth.earned, worth.lost, note


def _write(answers: list[Answer], seen: int, columns: dict[str, Any]) -> None:
    """Answers that become the same in one statement, each only if it is as it was looked at."""
    same = Answer.objects.filter(pk__in=[answer.pk for answer in answers], version=seen)
    if same.update(version=seen + 1, **columns) != len(answers):
        moved = next((answer for answer in answers if answer.version != seen), answers[0])
        raise AnswerMoved(_("This was answered elsewhere meanwhile. Look at it again."), field=str(moved.pk))


@transaction.atomic
def add_photo(
    *,
    run: CheckRun,
    answer: Answer,
    upload: UploadedFile,
    by: Person,
    now: dt.datetime,
    client_uuid: uuid.UUID | None = None,
) -> AnswerPhoto:
    """Keep a photo with an answer, drawn anew without place and camera; the same one twice is kept once (H06, H11).

    Raises CannotAnswer, NotYours, and what core.files refuses.
    """
    refuse_others(run, by)
    if not held(run).is_draft:
        raise CannotAnswer(_("This check has been sent; no photo can be added."))
    if client_uuid is not None:
        kept = AnswerPhoto.objects.filter(client_uuid=client_uuid, answer__run=run).first()
        if kept is not None:
            return kept
    if AnswerPhoto.objects.kept().filter(answer=answer).count() >= rules.PHOTOS_MOST:
        raise CannotAnswer(_("An item has at most %(most)s photos.") % {"most": rules.PHOTOS_MOST}, field="photo")
    attachment = attach(upload, about=answer, by=by, now=now, kinds=IMAGES)
    return AnswerPhoto.objects.create(
        answer=answer, attachment=attachment, client_uuid=client_uuid or uuid.uuid4(), added_at=now
    )


@transaction.atomic
def remove_photo(*, run: CheckRun, photo: AnswerPhoto, by: Person, now: dt.datetime) -> None:
    """Raises CannotAnswer, NotYours, CannotRemove."""
    refuse_others(run, by)
    if not held(run).is_draft:
        raise CannotAnswer(_("This check has been sent; its photos stay."))
    remove_attachment(attachment=photo.attachment, about=photo.answer, by=by, now=now)
