"""What a form of answers brings along: everything that can be kept is kept, the rest stays as it was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from core.files.services import TooLarge, TooManyUploads
from core.files.sniffing import UnreadableImage, WrongType
from core.http import SignedInRequest
from core.refusals import Refusal
from halls.checks import services
from halls.checks.forms import said_in
from halls.checks.models import Answer, CheckRun
from halls.checks.presenter import Typed
from halls.checks.services import AnswerMoved, Said

STATUS_OF: dict[type[Refusal], int] = {WrongType: 415, TooLarge: 413, UnreadableImage: 400, TooManyUploads: 429}


@dataclass
class Refused:
    """What was not kept: why and what was typed, both by answer; `error` says it above them all."""

    errors: dict[int, str] = field(default_factory=dict)
    typed: dict[int, Typed] = field(default_factory=dict)
    error: str = ""
    status: int = 200

    def __bool__(self) -> bool:
        return bool(self.errors or self.error)

    def add(self, answer: Answer, refusal: Refusal, typed: Typed | None = None) -> None:
        self.errors[answer.pk] = str(refusal)
        if typed is not None:
            self.typed[answer.pk] = typed
        self.status = max(self.status, STATUS_OF.get(type(refusal), refusal.status))


def keep_posted(request: SignedInRequest, run: CheckRun, only: Answer | None = None) -> Refused:
    """Keep the posted answers and photos, of one item or of all. Raises what refuses the whole check."""
    answers = [only] if only else list(run.answers.order_by("position"))  # type: ignore[attr-defined]
    refused = Refused()
    _keep_answers(request, run, answers, refused)
    for answer in answers:
        upload = request.FILES.get(f"a{answer.pk}-photo")
        if upload is None:
            continue
        try:
            services.add_photo(run=run, answer=answer, upload=upload, by=request.user, now=timezone.now())
        except Refusal as refusal:
            refused.add(answer, refusal)
    first = next((answer for answer in answers if answer.pk in refused.errors), None)
    if first is not None:
        told = {"at": first.position, "words": first.words, "what": refused.errors[first.pk]}
        said = _("%(count)s items are not kept as they were typed. First %(at)s %(words)s: %(what)s")
        refused.error = said % {"count": len(refused.errors), **told}
    return refused


def _keep_answers(request: SignedInRequest, run: CheckRun, answers: Iterable[Answer], refused: Refused) -> None:
    """Together; without those that are refused, each of which is told of."""
    by_key = {answer.pk: answer for answer in answers}
    said: dict[int, Said] = {}
    for answer in by_key.values():
        try:
            one = said_in(request.POST, answer)
        except Refusal as refusal:
            refused.add(answer, refusal, _typed(request, answer))
        else:
            said |= {answer.pk: one} if one is not None else {}
    while said:
        try:
            services.save_answers(run=run, said=said, by=request.user, now=timezone.now())
        except services.CannotAnswer as refusal:
            key = int(refusal.field) if refusal.field and refusal.field.isdigit() else 0
            if said.pop(key, None) is None:
                raise
            # What was answered elsewhere meanwhile is shown as it was answered there.
            typed = None if isinstance(refusal, AnswerMoved) else _typed(request, by_key[key])
            refused.add(by_key[key], refusal, typed)
        else:
            return


def _typed(request: SignedInRequest, answer: Answer) -> Typed:
    return Typed(*(request.POST.get(f"a{answer.pk}-{part}", "") for part in ("verdict", "lost", "note")))
