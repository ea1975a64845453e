"""What a reviewer decides of a visit that was sent: taken, sent back, taken without counting, not taken."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.files.models import Attachment
from core.files.services import withhold_uploader
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from halls.checks.choices import RunState
from halls.checks.models import AnswerPhoto, CheckRun
from halls.checks.rules import plain
from halls.checks.services import accept_run, exclude_run, reject_run, return_run, review_run
from halls.shops import rules
from halls.shops.models import ShopResult, ShopRule, ShopVisit
from halls.shops.selectors import rule_at
from org.people.choices import Role
from org.people.models import Person, Posting

PUBLISHED, REVISE = "shop.published", "shop.revise"
declare(PUBLISHED, sentence=_("A mystery visit of %(hall)s has been published; you may appeal until %(until)s"))
declare(REVISE, sentence=_("A mystery visit was sent back to you; correct it by %(until)s"))


class CannotReviewVisit(Refusal):
    """The visit has not been sent, or somebody else must look at it."""


@transaction.atomic
def look_at_visit(*, visit: ShopVisit, words: str = "", by: Person, now: dt.datetime) -> ShopVisit:
    """It was read; of an outlier this is the first look. Raises CannotReviewVisit, CannotReview, OwnCheck."""
    review_run(run=_run(visit), words=words, by=by, now=now)
    _keep(visit, first_reviewer=by)
    return visit


@transaction.atomic
def accept_visit(*, visit: ShopVisit, words: str = "", by: Person, now: dt.datetime) -> ShopVisit:
    """It counts, and the hall sees it from now on. An outlier is accepted by somebody who did not look first.

    Raises CannotReviewVisit, CannotReview, OwnCheck.
    """
    run, rule = _run(visit), rule_of(visit)
    if rules.is_outlier(run.score, rule.outlier_line) and _needs_second(visit, run, by):
        raise CannotReviewVisit(
            _("A score of %(line)s or less is looked at by two people: one looks at it, another one accepts it.")
            % {"line": plain(rule.outlier_line)}
        )
    accepted = accept_run(run=run, words=words, by=by, now=now)
    today = timezone.localdate(now)
    _keep(visit, published_at=now, appeal_until=rules.appeal_until(today, rule.appeal_days))
    ShopResult.objects.create(visit=visit, number=1, score=accepted.score, made_at=now, made_by=by)
    _withhold(accepted)
    _tell_hall(visit, now)
    record("shop.published", by=by, now=now, about=visit.round_of, data=_about(visit) | {"score": accepted.score})
    return visit


@transaction.atomic
def revise_visit(*, visit: ShopVisit, words: str, by: Person, now: dt.datetime) -> ShopVisit:
    """Back to the shopper, to be corrected within the hours of the rule. Raises CannotReview, OwnCheck."""
    until = now + dt.timedelta(hours=rule_of(visit).revision_hours)
    again = return_run(run=_run(visit), words=words, by=by, now=now)
    _keep(visit, run=again, revise_until=until, first_reviewer=None)
    notify(
        REVISE,
        recipients=[visit.shopper],
        params={"until": f"{timezone.localtime(until):%Y-%m-%d %H:%M}"},
        address=reverse("shop_mine_visit", args=[visit.pk]),
        key=f"{REVISE}:{again.pk}",
        now=now,
    )
    return visit


@transaction.atomic
def exclude_visit(*, visit: ShopVisit, words: str, by: Person, now: dt.datetime) -> ShopVisit:
    """Accepted, and the shopper's work is done, but it counts nowhere. Raises CannotReview, OwnCheck."""
    exclude_run(run=_run(visit), words=words, by=by, now=now)
    return visit


@transaction.atomic
def reject_visit(*, visit: ShopVisit, words: str, by: Person, now: dt.datetime) -> ShopVisit:
    """Raises CannotReview, OwnCheck."""
    reject_run(run=_run(visit), words=words, by=by, now=now)
    return visit


def rule_of(visit: ShopVisit) -> ShopRule:
    """The rule that held when the round began. Raises CannotReviewVisit."""
    rule = rule_at(visit.round_of.unit, on=visit.round_of.opens_on)
    if rule is None:
        raise CannotReviewVisit(_("Set first how rounds are held: revision, second look, appeal."))
    return rule


def _run(visit: ShopVisit) -> CheckRun:
    if visit.run is None or visit.run.received_at is None:
        raise CannotReviewVisit(_("This visit has not been sent yet."))
    return CheckRun.objects.select_related("unit", "version_of__template").get(pk=visit.run.pk)


def _needs_second(visit: ShopVisit, run: CheckRun, by: Person) -> bool:
    return run.state != RunState.REVIEWED or visit.first_reviewer_id in (None, by.pk)


def _withhold(run: CheckRun) -> None:
    """H10: beside the photos, and beside those that went along with an action, nobody reads who took them."""
    photos = AnswerPhoto.objects.filter(answer__run=run).values("attachment")
    withhold_uploader(Attachment.objects.filter(pk__in=photos))


def _tell_hall(visit: ShopVisit, now: dt.datetime) -> None:
    posted = Posting.objects.in_force(on=timezone.localdate(now)).filter(unit=visit.hall_id, role=Role.HALL_MANAGER)
    people = Person.objects.filter(pk__in=posted.values("person"), is_active=True)
    notify(
        PUBLISHED,
        recipients=list(people),
        params={"hall": visit.hall.name, "until": f"{visit.appeal_until:%Y-%m-%d}"},
        address=reverse("shop_result", args=[visit.pk]),
        key=f"{PUBLISHED}:{visit.pk}",
        now=now,
    )


def _keep(visit: ShopVisit, **columns: object) -> None:
    for name, value in columns.items():
        setattr(visit, name, value)
    visit.save(update_fields=list(columns))


def _about(visit: ShopVisit) -> dict[str, object]:
    return {"hall": visit.hall.name, "nickname": visit.nickname}
