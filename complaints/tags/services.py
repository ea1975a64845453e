"""Putting a tag on a ticket, taking it off a level above, and saying what tags mean."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.tags.models import Tag, TicketTag
from complaints.tags.rules import SEEDS, repeat_since
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services import Left
from complaints.tickets.services.trail import remember, remember_many
from core.audit.services import record
from core.notifications.registry import declare
from core.notifications.services import notify
from core.refusals import Refusal
from core.versions import change_as_read
from org.access.choices import Right
from org.people.selectors import holding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from org.people.models import Person

REASON_MOST = 300
CAME_AGAIN = "tag.came_again"

declare(
    CAME_AGAIN,
    sentence=_("“%(tag)s” again at %(unit)s within %(days)s days: consider a supervision order (%(number)s)."),
)


class CannotPutTag(Refusal):
    pass


class CannotTakeTagOff(Refusal):
    pass


class CannotChangeTag(Refusal):
    pass


@transaction.atomic
def plant_tags(*, by: Person | None, now: dt.datetime) -> int:
    """Bring the sources' tags in where their codes are unknown; gives how many. Run again, it adds nothing."""
    known = set(Tag.objects.values_list("code", flat=True))
    planted = 0
    for seed in (seed for seed in SEEDS if seed.code not in known):
        said = {"name": seed.name, "source": seed.source, "is_zero_tolerance": True}
        tag, fresh = Tag.objects.get_or_create(code=seed.code, defaults=said)
        if fresh:
            record("tag.planted", by=by, now=now, about=tag, data={"code": seed.code})
            planted += 1
    return planted


@transaction.atomic
def put_tag(*, complaint: Complaint, tag: str, by: Person | None, now: dt.datetime) -> TicketTag:
    """Put the tag with this code on a ticket; a zero-tolerance one alarms the chain at once. Raises CannotPutTag.

    A repeat of it at the same unit within TAG_REPEAT_DAYS is told to those a level above (S1-P3).
    """
    if complaint.state == State.VOID:
        raise CannotPutTag(_("This ticket is void; nothing is noted on it any more."))
    plant_tags(by=None, now=now)
    found = Tag.objects.filter(code=tag, is_offered=True).first()
    if found is None:
        raise CannotPutTag(_("There is no such tag."), field="tag")
    if found.is_zero_tolerance and complaint.state != State.OPEN:
        raise CannotPutTag(_("“%(tag)s” alarms the chain: reopen the ticket first.") % {"tag": found.name}, field="tag")
    try:
        with transaction.atomic():
            put = TicketTag.objects.create(complaint=complaint, tag=found, put_at=now, put_by=by)
    except IntegrityError:
        raise CannotPutTag(_("The ticket already carries “%(tag)s”.") % {"tag": found.name}, field="tag") from None
    again = _came_again(put, now)
    data = {
        "act": "put", "tag": found.code, "name": found.name, "zero_tolerance": found.is_zero_tolerance, "again": again
    }  # fmt: skip
    remember(EventKind.TAGGED, complaint=complaint, by=by, now=now, data=data)
    if again:
        _propose_supervision(put, now)
    return put


def not_to_tag(complaints: Sequence[Complaint], *, tag: Tag) -> dict[int, Left]:
    """Which of many cannot take a tag without zero tolerance, by their keys: as put_tag."""
    carrying = set(
        TicketTag.objects.on()
        .filter(tag=tag, complaint__in=[one.pk for one in complaints])
        .values_list("complaint_id", flat=True)
    )
    void = Left(str(_("This ticket is void; nothing is noted on it any more.")))
    same = Left(_("The ticket already carries “%(tag)s”.") % {"tag": tag.name}, same=True)
    left = {one.pk: void for one in complaints if one.state == State.VOID}
    return left | {one.pk: same for one in complaints if one.pk in carrying}


@transaction.atomic
def put_tag_on_many(
    complaints: Sequence[Complaint], *, tag: Tag, by: Person | None, now: dt.datetime, data: dict[str, Any]
) -> None:
    """Put a tag without zero tolerance on tickets that the caller holds and has asked `not_to_tag` of."""
    TicketTag.objects.bulk_create(TicketTag(complaint=one, tag=tag, put_at=now, put_by=by) for one in complaints)
    said = {"act": "put", "tag": tag.code, "name": tag.name, "zero_tolerance": False, "again": False, **data}
    remember_many(EventKind.TAGGED, steps=[(one, dict(said)) for one in complaints], by=by, now=now)


@transaction.atomic
def take_tag_off(*, complaint: Complaint, tag: str, reason: str, by: Person, now: dt.datetime) -> TicketTag:
    """Take a tag off with a reason. The caller has checked the right, which only a level above holds (C22).

    Raises CannotTakeTagOff, TextTooLong.
    """
    why = cleaned_within(reason, most=REASON_MOST, field="reason")
    if not why:
        raise CannotTakeTagOff(_("Say why the tag comes off."), field="reason")
    put = TicketTag.objects.on().select_related("tag").filter(complaint=complaint, tag__code=tag).first()
    off = put is not None and TicketTag.objects.on().filter(pk=put.pk).update(off_at=now, off_by=by, off_why=why)
    if put is None or not off:
        raise CannotTakeTagOff(_("The ticket does not carry this tag, or somebody has just taken it off."))
    data = {"act": "off", "tag": put.tag.code, "name": put.tag.name}
    remember(EventKind.TAGGED, complaint=complaint, by=by, now=now, text=why, data=data)
    put.refresh_from_db()
    return put


@transaction.atomic
def define_tag(
    *,
    by: Person | None,
    now: dt.datetime,
    code: str,
    name: str,
    definition: str,
    source: str,
    is_zero_tolerance: bool,
    is_offered: bool,
    tag: Tag | None = None,
    version: int | None = None,
) -> Tag:
    """Say what a tag means, or add one; tickets keep theirs. A change names the `version` that was read.

    Raises CannotChangeTag; ChangedMeanwhile where somebody else has changed it since (C15).
    """
    columns = {
        "code": code,
        "name": name.strip(),
        "definition": definition.strip(),
        "source": source.strip(),
        "is_zero_tolerance": is_zero_tolerance,
        "is_offered": is_offered,
    }
    try:
        with transaction.atomic():
            tag = change_as_read(tag, version=version, **columns) if tag else Tag.objects.create(**columns)
    except IntegrityError:
        raise CannotChangeTag(_("Another tag has this code."), field="code") from None
    record("tag.defined", by=by, now=now, about=tag, data=columns)
    return tag


def _came_again(put: TicketTag, now: dt.datetime) -> bool:
    since = repeat_since(now, settings.TAG_REPEAT_DAYS)
    if since is None or not put.tag.is_zero_tolerance:
        return False
    same = TicketTag.objects.filter(
        tag=put.tag, put_at__gte=since, complaint__unit_path=put.complaint.unit_path
    ).exclude(complaint=put.complaint)
    return same.exists()


def _propose_supervision(put: TicketTag, now: dt.datetime) -> None:
    complaint = put.complaint
    notify(
        CAME_AGAIN,
        recipients=holding(Right.TAG_EDIT, complaint.unit_path),
        params={
            "tag": put.tag.name,
            "unit": complaint.unit.name,
            "days": settings.TAG_REPEAT_DAYS,
            "number": complaint.number,
        },
        address=reverse("complaint", args=[complaint.number]),
        key=f"{CAME_AGAIN}:{put.pk}",
        now=now,
        urgent=True,
    )
