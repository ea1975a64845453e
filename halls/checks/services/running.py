"""Beginning a check, and throwing away one that was begun by mistake."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import numbers
from core.audit.services import record
from core.files.models import Attachment
from core.refusals import Refusal
from halls.checks import rules
from halls.checks.choices import CheckKind, RunOrigin, RunState
from halls.checks.models import Answer, AnswerPhoto, CheckRun, CheckTemplate, TemplateVersion
from halls.checks.selectors import current_version, day_at, own_paths, with_items
from org.units.choices import UnitKind

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit


class CannotStart(Refusal):
    """The check cannot be begun here and now."""


class NotYours(Refusal):
    """Whoever began a check goes on with it."""

    status = 403


@transaction.atomic
def start_run(
    *,
    unit: Unit,
    template: CheckTemplate,
    by: Person,
    now: dt.datetime,
    version: TemplateVersion | None = None,
    client_uuid: uuid.UUID | None = None,
    started_at: dt.datetime | None = None,
    origin: str = RunOrigin.PAGE,
) -> CheckRun:
    """Begin a check of the hall today, with the newest published version. Raises CannotStart.

    A device says with `started_at` when a draft was begun that it kept without a network, and with `version` which
    one it was begun with; up to a week later the draft is still taken, as one of that day (H07). The same
    `client_uuid` a second time gives the same run (H06). The caller has loaded both in scope and checked the right.
    """
    if client_uuid is not None and (known := _known(client_uuid, by)) is not None:
        return known
    using = _version(template, version)
    _refuse_place(unit, template, by, started_at if version is not None else None)
    day = _day(unit, started_at, now)
    try:
        with transaction.atomic():
            run = _create(unit, using, day, by=by, started_at=started_at or now, client_uuid=client_uuid, origin=origin)
            _lay_out(run, using)
    except IntegrityError:
        if client_uuid is not None and (known := _known(client_uuid, by)) is not None:
            return known
        raise CannotStart(
            _("There is a book for this day already. A manager reopens it if it has to be corrected.")
        ) from None
    return run


def _known(client_uuid: uuid.UUID, by: Person) -> CheckRun | None:
    run = CheckRun.objects.filter(client_uuid=client_uuid).select_related("unit", "version_of__template").first()
    if run is not None and run.checker_id != by.pk:
        raise NotYours(_("This check belongs to somebody else."))
    return run


def _version(template: CheckTemplate, wanted: TemplateVersion | None) -> TemplateVersion:
    """A draft from a device keeps the version it was begun with, also after a newer one was published."""
    if wanted is not None and wanted.is_frozen and wanted.template_id == template.pk:
        return wanted
    current = current_version(template)
    if current is None:
        raise CannotStart(_("“%(name)s” is not published, or retired.") % {"name": template.name})
    return current


def _refuse_place(unit: Unit, template: CheckTemplate, by: Person, begun: dt.datetime | None) -> None:
    """`begun` is when a device says that it began; what was retired later held then (H07)."""
    if unit.kind != UnitKind.HALL:
        raise CannotStart(_("%(unit)s is not a service hall.") % {"unit": unit.name})
    if not CheckTemplate.objects.holding_at(unit, at=begun).filter(pk=template.pk).exists():
        raise CannotStart(_("“%(name)s” is not used at %(unit)s.") % {"name": template.name, "unit": unit.name})
    if template.kind == CheckKind.CROSS and unit.path.startswith(own_paths(by)):
        # H18, S3 4.4: districts look at each other's halls.
        raise CannotStart(_("Nobody inspects their own hall. Ask for another pair."))


def _day(unit: Unit, started_at: dt.datetime | None, now: dt.datetime) -> dt.date:
    """H05: today's, unless a device says that it was begun earlier; never tomorrow's."""
    today = day_at(unit, now)
    if started_at is None:
        return today
    day = day_at(unit, started_at)
    if day > today or started_at > now + dt.timedelta(minutes=5):
        raise CannotStart(_("The clock of this device is ahead; a check of a later day is not taken."))
    if rules.is_too_old(day, today):
        raise CannotStart(
            _("This check was begun more than %(days)s days ago and is not taken any more.") % {"days": rules.LATE_DAYS}
        )
    return day


def _create(
    unit: Unit,
    using: TemplateVersion,
    day: dt.date,
    *,
    by: Person,
    started_at: dt.datetime,
    client_uuid: uuid.UUID | None,
    origin: str,
    replaces: CheckRun | None = None,
) -> CheckRun:
    return CheckRun.objects.create(
        number=rules.number_of(day, numbers.reserve(rules.series_of(day))[0]),
        client_uuid=client_uuid or uuid.uuid4(),
        unit=unit,
        template=using.template,
        version_of=using,
        kind=using.template.kind,
        business_day=day,
        checker=by,
        origin=origin,
        started_at=started_at,
        replaces=replaces,
    )


def _lay_out(run: CheckRun, using: TemplateVersion) -> None:
    """A line for each item, with what is asked of it now."""
    items = [(section, item) for section in with_items(using) for item in section.items.all()]  # type: ignore[attr-defined]
    Answer.objects.bulk_create(
        Answer(
            run=run,
            item=item,
            position=at,
            section=section.name,
            dimension=section.dimension,
            code=item.code,
            words=item.words,
            weight=item.weight or rules.ZERO,
            is_critical=item.is_critical,
            photo=item.photo,
            note_when=item.note,
            action=item.action,
            allows_zero=item.allows_zero,
        )
        for at, (section, item) in enumerate(items, start=1)
    )


def begin_again(run: CheckRun, *, now: dt.datetime) -> CheckRun:
    """A draft that replaces `run`, with everything that was answered; its photos stay in both."""
    again = _create(
        run.unit,
        run.version_of,
        run.business_day,
        by=run.checker,
        started_at=now,
        client_uuid=None,
        origin=RunOrigin.PAGE,
        replaces=run,
    )
    answers = list(run.answers.order_by("position"))  # type: ignore[attr-defined]
    Answer.objects.bulk_create(
        Answer(run=again, **{name: getattr(answer, name) for name in _COPIED}) for answer in answers
    )
    _photos_too(answers, again, now=now)
    return again


def _photos_too(answers: list[Answer], again: CheckRun, *, now: dt.datetime) -> None:
    """The same files beside the copies: a photo that is taken away there stays with what was sent."""
    by_item = {one.item_id: one for one in again.answers.all()}  # type: ignore[attr-defined]
    photos = AnswerPhoto.objects.kept().filter(answer__in=answers).select_related("answer", "attachment")
    for photo in photos:
        copy = by_item[photo.answer.item_id]
        attachment = Attachment.objects.create(
            file_id=photo.attachment.file_id,
            preview_id=photo.attachment.preview_id,
            about_type=copy._meta.label_lower,
            about_id=copy.pk,
        )
        AnswerPhoto.objects.create(answer=copy, attachment=attachment, added_at=now)


_COPIED = [one.attname for one in Answer._meta.concrete_fields if one.name not in ("id", "run", "version")]


@transaction.atomic
def discard_run(*, run: CheckRun, by: Person, now: dt.datetime) -> CheckRun:
    """Throw away a draft that nobody needs. Raises CannotStart, NotYours."""
    refuse_others(run, by)
    if run.replaces_id is not None:
        raise CannotStart(_("This one was asked for as a correction. Correct it and send it."))
    moved = CheckRun.objects.filter(pk=run.pk, state=RunState.DRAFT)
    if not moved.update(state=RunState.DISCARDED, version=run.version + 1):
        raise CannotStart(_("It has been sent already."))
    run.refresh_from_db(fields=["state", "version"])
    record("check.discarded", by=by, now=now, about=run, data={"unit": run.unit.name})
    return run


def refuse_others(run: CheckRun, by: Person) -> None:
    if run.checker_id != by.pk:
        raise NotYours(_("Whoever began a check goes on with it."))


def held(run: CheckRun) -> CheckRun:
    """The run's row, held until the act is over: an answer and the sending of a run wait for each other."""
    rows = CheckRun.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("unit", "version_of", "template", "replaces", "checker").get(pk=run.pk)
