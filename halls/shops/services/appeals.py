"""What a hall says against a published visit, item by item, and what becomes of it. Every score stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.rules import plain_text
from core.audit.services import record
from core.files.services import attach
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from halls.checks.models import CheckRun
from halls.checks.rules import plain
from halls.checks.services import rescore_run
from halls.shops import rules
from halls.shops.choices import Verdict
from halls.shops.models import AppealItem, ShopAppeal, ShopResult, ShopVisit
from halls.shops.selectors import findings_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from org.people.models import Person

DECIDED = "shop.appeal_decided"
declare(DECIDED, sentence=_("The appeal of %(hall)s is decided: %(before)s points before, %(after)s now"))


class CannotAppeal(Refusal):
    """It is too late, or the hall has appealed already."""


class CannotDecide(Refusal):
    """A decision is missing or cannot be what was said, or it is not this person's to make."""


@dataclass(frozen=True)
class Claim:
    """What the hall says of one finding, by the key of its answer."""

    answer: int
    words: str
    files: Sequence[UploadedFile] = ()


@dataclass(frozen=True)
class Decided:
    """`lost` is what the finding costs from now on; None where the appeal is refused."""

    verdict: str
    words: str
    lost: Decimal | None = None


@transaction.atomic
def appeal(*, visit: ShopVisit, claims: Sequence[Claim], by: Person, now: dt.datetime) -> ShopAppeal:
    """Once for each visit, within the days that were given. Raises CannotAppeal and what core.files refuses."""
    if visit.appeal_until is None or timezone.localdate(now) > visit.appeal_until:
        raise CannotAppeal(_("The time for an appeal is over."))
    said = {one.answer: one for one in claims if plain_text(one.words).strip()}
    answers = [one for one in findings_of(visit) if one.pk in said]
    if not answers or len(answers) != len(said):
        raise CannotAppeal(_("Say of at least one finding why it is not right."))
    try:
        with transaction.atomic():
            made = ShopAppeal.objects.create(visit=visit, made_at=now, made_by=by)
    except IntegrityError:
        raise CannotAppeal(_("This hall has appealed already.")) from None
    for answer in answers:
        words = plain_text(said[answer.pk].words).strip()[: rules.WORDS_MOST]
        item = AppealItem.objects.create(
            appeal=made, answer=answer, words=words, lost_before=answer.lost if answer.lost is not None else Decimal(0)
        )
        for upload in said[answer.pk].files:
            attach(upload, about=item, by=by, now=now)
    data = {"hall": visit.hall.name, "items": [answer.words for answer in answers]}
    record("shop.appealed", by=by, now=now, about=visit.round_of, data=data)
    return made


@transaction.atomic
def decide_appeal(*, appeal: ShopAppeal, decided: Mapping[int, Decided], by: Person, now: dt.datetime) -> ShopVisit:
    """Decide every item; points that are given back make a new result. Raises CannotDecide, CannotReview, OwnCheck."""
    if appeal.made_by_id == by.pk:
        raise CannotDecide(_("You made this appeal, so somebody else decides on it."))
    # Of two who decide at once, one finds it decided.
    open_still = ShopAppeal.objects.filter(pk=appeal.pk, decided_at=None)
    if not open_still.update(decided_at=now, decided_by=by):
        raise CannotDecide(_("This appeal has been decided already."))
    lost = {}
    for item in appeal.items.select_related("answer"):  # type: ignore[attr-defined]
        _decide(item, decided.get(item.pk))
        if item.verdict == Verdict.GRANTED:
            lost[item.answer_id] = item.lost
    visit = appeal.visit
    before = visit.run.score if visit.run else None
    if lost:
        correct(visit=visit, lost=lost, reason=str(_("After the hall's appeal")), by=by, now=now)
    after = CheckRun.objects.values_list("score", flat=True).get(shop_visit=visit)
    _tell(appeal, before, after, now)
    data = {"hall": visit.hall.name, "score_before": before, "score": after}
    record("shop.appeal_decided", by=by, now=now, about=visit.round_of, data=data)
    return visit


@transaction.atomic
def correct(*, visit: ShopVisit, lost: Mapping[int, Decimal], reason: str, by: Person, now: dt.datetime) -> ShopResult:
    """H09: another score after publication is a new result with its reason; the one before stays.

    Raises CannotDecide, CannotReview, OwnCheck.
    """
    said = plain_text(reason).strip()[: rules.WORDS_MOST]
    if visit.published_at is None or visit.run is None:
        raise CannotDecide(_("Only what was published is corrected."))
    if not said:
        raise CannotDecide(_("Say why the score changes."), field="words")
    if not lost:
        raise CannotDecide(_("Nothing was changed."))
    run = rescore_run(run=CheckRun.objects.get(pk=visit.run.pk), lost=lost, reason=said, by=by, now=now)
    # The run is held until the end, so that numbers follow one another.
    number = ShopResult.objects.filter(visit=visit).count() + 1
    return ShopResult.objects.create(visit=visit, number=number, score=run.score, why=said, made_at=now, made_by=by)


def _decide(item: AppealItem, said: Decided | None) -> None:
    words = plain_text(said.words).strip()[: rules.WORDS_MOST] if said else ""
    if said is None or said.verdict not in (Verdict.GRANTED, Verdict.REFUSED) or not words:
        raise CannotDecide(_("Decide every item, each with a reason."), field=f"i{item.pk}")
    if said.verdict == Verdict.GRANTED and not _gives_back(said.lost, item.lost_before):
        raise CannotDecide(
            _("Granted, “%(words)s” loses less than the %(points)s points of before.")
            % {"words": item.answer.words, "points": plain(item.lost_before)},
            field=f"i{item.pk}-lost",
        )
    item.verdict, item.decided_words = said.verdict, words
    item.lost = said.lost if said.verdict == Verdict.GRANTED else item.lost_before
    item.save(update_fields=["verdict", "decided_words", "lost"])


def _gives_back(lost: Decimal | None, before: Decimal) -> bool:
    """Less than before; a finding that cost nothing (S0-M2) can be granted only as costing nothing."""
    return lost is not None and (0 <= lost < before or lost == before == 0)


def _tell(appeal: ShopAppeal, before: Decimal | None, after: Decimal | None, now: dt.datetime) -> None:
    visit = appeal.visit
    params = {"hall": visit.hall.name, "before": str(before), "after": str(after)}
    notify(
        DECIDED,
        recipients=[appeal.made_by],
        params=params,
        address=reverse("shop_result", args=[visit.pk]),
        key=f"{DECIDED}:{appeal.pk}",
        now=now,
    )
