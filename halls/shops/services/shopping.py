"""What a shopper does: takes a visit on or declines it, and begins it. Filling in and sending are checks' own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.rules import plain_text
from core.audit.services import record
from core.refusals import Refusal
from halls.checks.choices import RunState
from halls.checks.models import CheckRun
from halls.checks.services import start_run
from halls.shops import rules
from halls.shops.choices import Reply, RoundState
from halls.shops.models import ShopVisit

if TYPE_CHECKING:
    from org.people.models import Person

REPLIED = {Reply.AGREED: "shop.agreed", Reply.DECLINED: "shop.declined"}


class CannotReply(Refusal):
    """The assignment was answered already, or taken back."""


class CannotShop(Refusal):
    """The visit cannot be begun now."""


@transaction.atomic
def agree(*, visit: ShopVisit, by: Person, now: dt.datetime) -> ShopVisit:
    """Raises CannotReply."""
    return _reply(visit, Reply.AGREED, "", by, now)


@transaction.atomic
def decline(*, visit: ShopVisit, words: str, by: Person, now: dt.datetime) -> ShopVisit:
    """Raises CannotReply."""
    said = plain_text(words).strip()[: rules.WORDS_MOST]
    if not said:
        raise CannotReply(_("Say why you cannot go."), field="words")
    return _reply(visit, Reply.DECLINED, said, by, now)


@transaction.atomic
def begin_visit(*, visit: ShopVisit, by: Person, now: dt.datetime) -> CheckRun:
    """Begin the check of the hall, or go on with the one begun. Raises CannotShop, CannotStart."""
    one, begun = visit.round_of, visit.run
    if begun is not None and begun.state != RunState.DISCARDED:
        return begun
    today = timezone.localdate(now)
    if visit.reply != Reply.AGREED:
        raise CannotShop(_("Take the visit on first."))
    if one.state != RoundState.OPEN or not one.opens_on <= today <= one.due_on:
        raise CannotShop(
            _("This visit is made from %(first)s to %(last)s.")
            % {"first": one.opens_on.isoformat(), "last": one.due_on.isoformat()}
        )
    run = start_run(unit=visit.hall, template=one.template, by=by, now=now)
    # Pressed twice, the second finds the check of the first: what it began itself is undone with its transaction.
    if not ShopVisit.objects.filter(pk=visit.pk, run=begun, reply=Reply.AGREED).update(run=run):
        raise CannotShop(_("This visit has been begun already; open it from your list."))
    visit.run = run
    return run


def _reply(visit: ShopVisit, to: Reply, words: str, by: Person, now: dt.datetime) -> ShopVisit:
    asked = ShopVisit.objects.filter(pk=visit.pk, reply=Reply.ASKED, round_of__state=RoundState.OPEN)
    if not asked.update(reply=to, replied_at=now, reply_words=words):
        raise CannotReply(_("This visit was answered already, or the round is over."))
    visit.refresh_from_db()
    data = {"hall": visit.hall.name, "nickname": visit.nickname, "reason": words}
    record(REPLIED[to], by=by, now=now, about=visit.round_of, data=data)
    return visit
