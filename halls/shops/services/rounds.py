"""Preparing a round of mystery visits: its rule, its notice to the staff, whom it sends where."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.rules import plain_text
from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import Telling, notify_many
from core.refusals import Refusal
from core.versions import change_as_read
from halls.shops import rules
from halls.shops.choices import Reply, RoundState
from halls.shops.models import ShopRound, ShopRule, ShopVisit
from halls.shops.selectors import halls_in, rule_at, shoppers_for

if TYPE_CHECKING:
    from halls.checks.models import CheckTemplate
    from org.people.models import Person
    from org.units.models import Unit

ENDED = {RoundState.CLOSED: "shop.round_closed", RoundState.CANCELLED: "shop.round_cancelled"}
ASKED = "shop.asked"
declare(ASKED, sentence=_("A mystery visit is waiting for your answer"))


class CannotSetRule(Refusal):
    """The rule cannot be what was said."""


class CannotMakeRound(Refusal):
    """The round, or its notice, cannot be what was said."""


class CannotBegin(Refusal):
    """Something that a round needs is missing, or it is past that."""


class CannotAssign(Refusal):
    """This shopper is not sent to this hall."""


@transaction.atomic
def set_rule(
    *,
    unit: Unit,
    valid_from: dt.date,
    revision_hours: int,
    outlier_line: Decimal,
    appeal_days: int,
    revisit_days: int,
    source: str,
    by: Person | None,
    now: dt.datetime,
) -> ShopRule:
    """What holds for rounds that begin on that day or later. Raises CannotSetRule."""
    said = plain_text(source).strip()
    if not said:
        raise CannotSetRule(_("Say where these figures come from."), field="source")
    if not 0 <= outlier_line <= 100:
        raise CannotSetRule(_("A score lies between 0 and 100."), field="outlier_line")
    try:
        with transaction.atomic():
            rule = ShopRule.objects.create(
                unit=unit,
                valid_from=valid_from,
                revision_hours=revision_hours,
                outlier_line=outlier_line,
                appeal_days=appeal_days,
                revisit_days=revisit_days,
                source=said,
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        raise CannotSetRule(_("There is a rule from that day on already."), field="valid_from") from None
    record("shop.rule_set", by=by, now=now, about=rule, data={"unit": unit.name, "valid_from": valid_from.isoformat()})
    return rule


@transaction.atomic
def make_round(
    *,
    unit: Unit,
    template: CheckTemplate,
    name: str,
    opens_on: dt.date,
    due_on: dt.date,
    by: Person,
    now: dt.datetime,
) -> ShopRound:
    """A round to be prepared; nobody is told. Raises CannotMakeRound."""
    if due_on < opens_on:
        raise CannotMakeRound(_("A round ends on the day it begins or later."), field="due_on")
    made = ShopRound.objects.create(
        unit=unit, template=template, name=name.strip(), opens_on=opens_on, due_on=due_on, made_at=now, made_by=by
    )
    record("shop.round_made", by=by, now=now, about=made, data={"round": made.name, "unit": unit.name})
    return made


@transaction.atomic
def record_notice(
    *, round_of: ShopRound, notice_on: dt.date, notice_words: str, version: int, by: Person, now: dt.datetime
) -> ShopRound:
    """Rule book 10: that staff were told beforehand of the purpose and the use, on which day and in which words.

    Raises CannotMakeRound, ChangedMeanwhile.
    """
    _need_draft(round_of)
    words = plain_text(notice_words).strip()[: rules.TASK_MOST]
    if not words:
        raise CannotMakeRound(_("Write what the staff were told."), field="notice_words")
    if notice_on > timezone.localdate(now):
        raise CannotMakeRound(_("This day has not come yet; record the notice when it was given."), field="notice_on")
    if not rules.is_beforehand(notice_on, round_of.opens_on):
        raise CannotMakeRound(_("Staff are told before the round begins, not on its first day."), field="notice_on")
    change_as_read(round_of, version=version, notice_on=notice_on, notice_words=words)
    data = {"round": round_of.name, "day": notice_on.isoformat(), "words": words}
    record("shop.notice_recorded", by=by, now=now, about=round_of, data=data)
    return round_of


@transaction.atomic
def open_round(*, round_of: ShopRound, version: int, by: Person, now: dt.datetime) -> ShopRound:
    """From now on shoppers see their assignments. Raises CannotBegin, ChangedMeanwhile."""
    _need_draft(round_of)
    if round_of.notice_on is None:
        raise CannotBegin(_("Record the notice to the staff first: its day and its words."))
    if rule_at(round_of.unit, on=round_of.opens_on) is None:
        raise CannotBegin(_("Set first how rounds are held: revision, second look, appeal."))
    visits = list(round_of.visits.exclude(reply=Reply.WITHDRAWN).select_related("shopper"))  # type: ignore[attr-defined]
    if not visits:
        raise CannotBegin(_("Nobody is sent anywhere yet."))
    change_as_read(round_of, version=version, state=RoundState.OPEN)
    _ask(visits, now)
    data = {"round": round_of.name, "visits": len(visits)}
    record("shop.round_opened", by=by, now=now, about=round_of, data=data)
    return round_of


@transaction.atomic
def close_round(*, round_of: ShopRound, words: str = "", version: int, by: Person, now: dt.datetime) -> ShopRound:
    """No visit begins any more; those sent are still reviewed. Raises CannotBegin, ChangedMeanwhile."""
    if round_of.state != RoundState.OPEN:
        raise CannotBegin(_("This round is not under way."))
    return _end(round_of, RoundState.CLOSED, words, version, by, now)


@transaction.atomic
def cancel_round(*, round_of: ShopRound, words: str = "", version: int, by: Person, now: dt.datetime) -> ShopRound:
    """It is not held after all; only before it has begun. Raises CannotBegin, ChangedMeanwhile."""
    _need_draft(round_of)
    if not words.strip():
        raise CannotBegin(_("Say why."), field="words")
    return _end(round_of, RoundState.CANCELLED, words, version, by, now)


@transaction.atomic
def assign(
    *,
    round_of: ShopRound,
    hall: Unit,
    shopper: Person,
    nickname: str,
    day_part: str,
    crowd: str,
    task: str,
    revisit_of: ShopVisit | None = None,
    by: Person,
    now: dt.datetime,
) -> ShopVisit:
    """Send a shopper to a hall; in a round under way they are asked at once. Raises CannotAssign."""
    if round_of.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise CannotAssign(_("This round is over."))
    today = timezone.localdate(now)
    if not halls_in(round_of.unit, on=today).filter(pk=hall.pk).exists():
        raise CannotAssign(_("%(unit)s is no hall of this round.") % {"unit": hall.name}, field="hall")
    if shopper not in shoppers_for(round_of.unit, on=today):
        raise CannotAssign(_("Only a mystery shopper who is posted in no hall is sent."), field="shopper")
    name = plain_text(nickname).strip()
    if not name or name in (shopper.name, shopper.staff_number):
        raise CannotAssign(_("Give a nickname that is not the shopper's own name or number."), field="nickname")
    made = ShopVisit.objects.create(
        round_of=round_of,
        hall=hall,
        shopper=shopper,
        nickname=name,
        day_part=day_part,
        crowd=crowd,
        task=plain_text(task).strip(),
        revisit_of=revisit_of,
        made_at=now,
    )
    if round_of.state == RoundState.OPEN:
        _ask([made], now)
    record("shop.assigned", by=by, now=now, about=round_of, data=_about(made))
    return made


@transaction.atomic
def withdraw(*, visit: ShopVisit, words: str, by: Person, now: dt.datetime) -> ShopVisit:
    """The shopper does not go after all; only before anything was begun. Raises CannotAssign."""
    said = plain_text(words).strip()[: rules.WORDS_MOST]
    if not said:
        raise CannotAssign(_("Say why."), field="words")
    waiting = ShopVisit.objects.filter(pk=visit.pk, run=None).exclude(reply=Reply.WITHDRAWN)
    if not waiting.update(reply=Reply.WITHDRAWN, replied_at=now, reply_words=said):
        raise CannotAssign(_("This visit has been begun, or is withdrawn already."))
    visit.refresh_from_db()
    record("shop.withdrawn", by=by, now=now, about=visit.round_of, data=_about(visit) | {"reason": said})
    return visit


def _end(one: ShopRound, to: RoundState, words: str, version: int, by: Person, now: dt.datetime) -> ShopRound:
    said = plain_text(words).strip()[: rules.WORDS_MOST]
    change_as_read(one, version=version, state=to, ended_why=said)
    record(ENDED[to], by=by, now=now, about=one, data={"round": one.name, "reason": said})
    return one


def _ask(visits: list[ShopVisit], now: dt.datetime) -> None:
    """The notice says nothing of hall and day: it may be read over a shoulder, or arrive as mail."""
    tellings = [
        Telling([one.shopper], {}, reverse("shop_mine_visit", args=[one.pk]), f"{ASKED}:{one.pk}") for one in visits
    ]
    notify_many(ASKED, tellings=tellings, now=now)


def _need_draft(one: ShopRound) -> None:
    if one.state != RoundState.DRAFT:
        raise CannotBegin(_("This round has begun, or was called off."))


def _about(visit: ShopVisit) -> dict[str, Any]:
    return {"hall": visit.hall.name, "nickname": visit.nickname}
